import type { Finding } from "../../core/finding.ts";
import { UserError } from "../../errors.ts";
import { listAccounts } from "../../store/accounts.ts";
import type { Database } from "../../store/database.ts";
import { findingsStartingWith } from "../../store/finding-views.ts";
import { findFindings } from "../../store/findings.ts";

/** So many letters of an id are shown in tables; an id has twelve. */
export const SHORT_ID = 8;
const CHOICES = 10;

/**
 * The finding that a person means by its id or the beginning of one.
 *
 * @throws UserError for none, and for several with the choices.
 */
export async function chooseFinding(db: Database, text: string): Promise<Finding> {
  const idStart = text.trim().toLowerCase();
  const found = idStart === "" ? [] : await findFindings(db, idStart);
  const exact = found.find((finding) => finding.id === idStart);
  const [first] = found;
  if (exact !== undefined) return exact;
  if (first === undefined) {
    throw new UserError(
      "usage",
      `no finding's id begins with ${JSON.stringify(text)}`,
      "`account-audit findings list --status all` shows them",
    );
  }
  if (found.length === 1) return first;
  const choices = await choicesFor(db, idStart);
  throw new UserError(
    "usage",
    `${idStart} may mean several findings:\n${choices.join("\n")}`,
    "give more letters of the id",
  );
}

async function choicesFor(db: Database, idStart: string): Promise<string[]> {
  const choices = await findingsStartingWith(db, idStart, CHOICES + 1);
  const names = await accountNames(
    db,
    choices.map(({ accountId }) => accountId),
  );
  const shown = choices
    .slice(0, CHOICES)
    .map(({ id, ruleId, accountId }) => `  ${id}  ${ruleId}  ${names.get(accountId) ?? accountId}`);
  return choices.length > CHOICES ? [...shown, "  …"] : shown;
}

/** Accounts as people name them: `x:@conel_sport`. */
export async function accountNames(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const accounts = ids.length === 0 ? [] : await listAccounts(db, { ids: [...new Set(ids)] });
  return new Map(accounts.map((account) => [account.id, nameOfAccount(account)]));
}

export function nameOfAccount(account: { platform: string; handle: string }): string {
  return `${account.platform}:@${account.handle}`;
}
