import { and, asc, eq, or, sql, type Column, type SQL } from "drizzle-orm";
import type { Account } from "../core/account.ts";
import { PLATFORMS, type Platform } from "../core/platform.ts";
import { UserError } from "../errors.ts";
import { isUrl, parseUrl, platformOf, withoutAt, type HandleBook } from "../register/handle-book.ts";
import { accountOf } from "./accounts.ts";
import type { Database } from "./database.ts";
import { accountHandles, accounts } from "./schema/index.ts";

/**
 * The account that a person means: by id, `platform:handle`, handle or profile address. Throws {@link UserError} for none,
 * and for several with the choices.
 */
export async function findAccount(db: Database, text: string, book: HandleBook): Promise<Account> {
  const named = handlesMeant(text.trim(), book);
  const bears = named.map((one) => isNamed(accounts.handleKey, one));
  const rows = await db
    .select()
    .from(accounts)
    .where(or(eq(accounts.id, text.trim()), ...bears))
    .orderBy(asc(accounts.id));
  const inUse = rows.filter((row) => row.status !== "closed");
  const found = (inUse.length > 0 ? inUse : rows).map(accountOf);
  const [first] = found;
  if (first === undefined) throw nobodyMeant(await formerlyCalled(db, named));
  if (found.length === 1) return first;
  const choices = found.map((account) => `${account.platform}:@${account.handle} (${account.id})`).join(", ");
  throw new UserError("usage", `that may mean ${found.length} accounts: ${choices}`, "give one of these");
}

interface NamedHandle {
  platform: Platform;
  handleKey: string;
}

/** The handles that a text may mean; a handle alone, one of each platform. */
function handlesMeant(text: string, book: HandleBook): NamedHandle[] {
  const on = (platform: Platform, handle: string): NamedHandle => ({
    platform,
    handleKey: book[platform].normaliseHandle(withoutAt(handle)),
  });
  if (isUrl(text)) {
    const named = parseUrl(book, text);
    return named === null ? [] : [on(named.platform, named.handle)];
  }
  const colon = text.indexOf(":");
  const platform = colon > 0 ? platformOf(text.slice(0, colon)) : null;
  if (platform !== null) return [on(platform, text.slice(colon + 1))];
  return PLATFORMS.map((one) => on(one, text));
}

function isNamed(column: Column, { platform, handleKey }: NamedHandle): SQL | undefined {
  return and(eq(accounts.platform, platform), eq(column, handleKey));
}

async function formerlyCalled(db: Database, named: readonly NamedHandle[]): Promise<string[]> {
  const rows = await db
    .selectDistinct({ platform: accounts.platform, handle: accounts.handle })
    .from(accountHandles)
    .innerJoin(accounts, eq(accounts.id, accountHandles.accountId))
    .where(or(sql`false`, ...named.map((one) => isNamed(accountHandles.handleKey, one))))
    .orderBy(asc(accounts.platform), asc(accounts.handle));
  return rows.map(({ platform, handle }) => `${platform}:@${handle}`);
}

function nobodyMeant(formerly: readonly string[]): UserError {
  const [now] = formerly;
  if (now === undefined) {
    return new UserError(
      "usage",
      "no account of the register is meant by that",
      "give an id, platform:handle, a handle or an address; `account-audit accounts list` shows them",
    );
  }
  const says = `no account of the register is called that any more; it is ${formerly.join(" or ")} now`;
  return new UserError("usage", says, `give ${now}`);
}
