/** The token behind so many rows. */
export function tokenOf(rows: number): string {
  return Buffer.from(`rows ${String(rows).padStart(6, "0")}`, "utf8").toString("base64url");
}

export function rowsBefore(token: string | null): number {
  if (token === null) return 0;
  const rows = Number(Buffer.from(token, "base64url").toString("utf8").split(" ")[1]);
  return Number.isInteger(rows) ? rows : 0;
}
