import { join } from "node:path";
import type { DemoOutcome } from "../../demo/story.ts";
import { counted } from "../problems.ts";

const FILES: readonly (readonly [string, string])[] = [
  ["digest.html", "the weekly e-mail: open it in a browser"],
  ["digest.txt", "the same in plain text"],
  ["digest.eml", "the same as it was sent: for a mail program"],
  ["findings.csv", "attached to it: for a spreadsheet"],
  ["report.html", "every account with its story: in a browser"],
  ["term.html", "the paper of the term, for senior management"],
  ["keepers.eml", "what a keeper gets: for a mail program"],
  ["safeguarding.eml", "what a safeguarding lead gets"],
  ["safeguarding-again.eml", "to the Group's lead, after two silent days"],
  ["ops.eml", "what IT gets"],
];

const NEXT: readonly (readonly [string, string])[] = [
  ["account-audit init", "writes your settings and your key"],
  ["account-audit accounts import FILE.csv", "brings in your accounts"],
  ["account-audit plan", "says what a night will cost"],
  ["account-audit doctor", "says what is still missing"],
];

/** What was written, what was sent, and what to do now. */
export function whereThingsLie({ subject, mails }: DemoOutcome, folder: string): string {
  const wide = (rows: readonly (readonly [string, string])[]) => {
    const width = Math.max(...rows.map(([name]) => name.length));
    return rows.map(([name, words]) => `  ${name.padEnd(width)}  ${words}\n`).join("");
  };
  return [
    `Monday's e-mail:\n  ${subject}\n`,
    `The mail catcher took ${counted(mails.length, "delivery", "deliveries")}. Nothing has left this machine.\n\n`,
    "Written:\n",
    wide(FILES.map(([name, words]) => [join(folder, name), words])),
    "\nThe demo's database is removed. What to do next (README.md):\n",
    wide(NEXT.map(([words, why]) => [`npx ${words}`, why])),
  ].join("");
}
