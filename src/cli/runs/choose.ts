import { UserError } from "../../errors.ts";
import type { Database } from "../../store/database.ts";
import { runsOn, runsStartingWith } from "../../store/run-views.ts";
import { findRun, listRuns, type Run } from "../../store/runs.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/u;
const CHOICES = 10;

/**
 * The run that a person means: `last`, a local date (the night of that date before its scans), an id or its beginning.
 *
 * @throws UserError for none, and for several with the choices.
 */
export async function chooseRun(db: Database, text: string): Promise<Run> {
  const word = text.trim().toLowerCase();
  const found = await meant(db, word);
  const [first] = found;
  if (first === undefined) {
    throw new UserError(
      "usage",
      word === "last" ? "no run is on record yet" : `no run is meant by ${JSON.stringify(text)}`,
      "`account-audit runs list` shows them; give an id, a date such as 2026-11-22, or last",
    );
  }
  if (found.length === 1) return first;
  const choices = found
    .slice(0, CHOICES)
    .map(({ id, localDate, kind, status }) => `  ${id}  ${localDate}  ${kind}  ${status}`);
  throw new UserError("usage", `that may mean several runs:\n${choices.join("\n")}`, "give one of these ids");
}

async function meant(db: Database, word: string): Promise<Run[]> {
  if (word === "") return [];
  if (word === "last") return listRuns(db, 1);
  if (DATE.test(word)) {
    const day = await runsOn(db, word);
    const nights = day.filter(({ schedule }) => schedule === "nightly");
    return nights.length > 0 ? nights : day;
  }
  const exact = await findRun(db, word);
  return exact === null ? runsStartingWith(db, word, CHOICES) : [exact];
}
