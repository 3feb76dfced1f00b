import { aboutKeeper } from "../compose/keepers-mail.ts";
import { currentWeek } from "../compose/digest.ts";
import { makeReport, makeTermPaper, REPORT_FILE } from "../compose/report.ts";
import type { Service } from "../compose/service.ts";
import type { MailKind } from "../core/mail.ts";
import { findMail } from "../store/mail.ts";
import { aboutAgain, aboutFinding } from "../store/safeguarding-mail.ts";
import { NIGHTS } from "./dates.ts";
import type { SentDigest } from "./days.ts";
import { namedFindings } from "./outcome.ts";
import type { Stage } from "./stage.ts";

/** By name, as they go into the folder. */
export type DemoFiles = Readonly<Record<string, string | Buffer>>;

/** One keeper of several accounts, whose mail is shown. */
const KEEPER = "ci.staff1@college.example";

/** What the week leaves in the folder: the mails as they were sent, and the report as it stands at the end. */
export async function harvest(
  { store }: Stage,
  { auditing }: Service,
  { html, text, csv, bytes }: SentDigest,
): Promise<DemoFiles> {
  const week = currentWeek(store);
  const report = await makeReport(auditing, week);
  const term = await makeTermPaper(auditing, week);
  const learnerFindings = (await namedFindings(store)).filter(({ severity }) => severity === "safeguarding");
  const of = (handle: string) => learnerFindings.filter((one) => one.handle === handle);
  return {
    "digest.html": html,
    "digest.txt": text,
    "digest.eml": bytes,
    "findings.csv": csv,
    "safeguarding.eml": await firstMail(store, "safeguarding", of("demo_ci_music").map(aboutFinding)),
    "safeguarding-again.eml": await firstMail(store, "safeguarding", of("demo_wkc_fashn").map(aboutAgain)),
    "keepers.eml": await firstMail(store, "keepers", [aboutKeeper(week, KEEPER)]),
    "ops.eml": await firstMail(store, "ops", NIGHTS.toReversed()),
    [REPORT_FILE]: report.html,
    "term.html": term.html,
  };
}

async function firstMail({ db }: Stage["store"], kind: MailKind, abouts: readonly string[]): Promise<Buffer> {
  for (const about of abouts) {
    const mail = await findMail(db, kind, about);
    if (mail !== null) return mail.bytes;
  }
  throw new Error(`the made-up week has no ${kind} mail`);
}
