/** The database that is migrated once; freshDatabase clones it. */
export const TEMPLATE = "account_audit_template";

/** The same server and role, another database. */
export function databaseUrl(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}
