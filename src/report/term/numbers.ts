import type { DecisionKind } from "../../core/finding.ts";
import { inForce } from "../../core/in-force.ts";
import type { ReportFinding, ReportInput } from "../../core/report-input.ts";
import { counted } from "../../digest/accounts-in-words.ts";
import { openSeverityAt, openSeverityNow } from "../history.ts";
import { answered } from "../trends.ts";
import type { Block } from "./model.ts";
import type { Since } from "./since.ts";

const UNKNOWN = "not known";

/** Today against then and against the target. What was never kept is not known, never nought. */
export function numbersTable(input: ReportInput, since: Since | null, target: number | null): Block {
  const { digest, findings } = input;
  const live = digest.accounts.filter(({ account }) => account.status === "live").length;
  const now = findings.map(openSeverityNow);
  const then = since === null ? null : findings.map((one) => openSeverityAt(one, since.instant));
  const count = (severities: readonly (string | null)[] | null, wanted: string | null) =>
    severities === null
      ? UNKNOWN
      : number(severities.filter((one) => (wanted === null ? one !== null : one === wanted)).length);
  return {
    kind: "table",
    caption: "Live accounts and open findings",
    columns: [
      { words: "What is counted" },
      { words: "Today", isNumber: true },
      { words: since === null ? "Before" : `On ${since.words}`, isNumber: true },
      { words: "Target", isNumber: true },
    ],
    rows: [
      ["Live accounts", number(live), liveThen(input, since), target === null ? "none set" : number(target)],
      ["Open findings", count(now, null), count(then, null), "0"],
      ["Of these, high", count(now, "high"), count(then, "high"), "0"],
      ["Questions answered", share(input.nights.at(-1)), share(firstNightFrom(input, since)), "100%"],
    ],
  };
}

function number(value: number): string {
  return value.toLocaleString("en-GB");
}

function liveThen(input: ReportInput, since: Since | null): string {
  if (since === null) return UNKNOWN;
  const told = input.figures.find(({ date }) => date >= since.date)?.live;
  const counted = told ?? firstNightFrom(input, since)?.coverage.accounts;
  return counted === undefined ? UNKNOWN : number(counted);
}

function firstNightFrom({ nights }: ReportInput, since: Since | null) {
  return since === null ? undefined : nights.find(({ localDate }) => localDate >= since.date);
}

function share(night: Parameters<typeof answered>[0] | undefined): string {
  const percent = night === undefined ? null : answered(night);
  return percent === null ? UNKNOWN : `${percent}%`;
}

/** What happened since then, in counts. */
export function changesSince({ findings, digest }: ReportInput, since: Since): readonly string[] {
  const isOfTerm = (at: Date | null) => at !== null && at > since.instant;
  const closed = (closing: ReportFinding["closing"]) =>
    findings.filter((one) => one.closing === closing && isOfTerm(one.closedAt)).length;
  const dismissed = (kind: DecisionKind) =>
    findings.filter((one) => {
      const decision = one.status === "dismissed" ? inForce(one, one.decisions) : null;
      return decision?.kind === kind && isOfTerm(decision.at);
    }).length;
  const waived = findings.filter(({ status }) => status === "waived").length;
  const came = digest.accounts.filter(({ account }) => isOfTerm(account.registeredAt)).length;
  const gone = digest.accounts.filter(({ account }) => account.status === "closed").length;
  const lines: [number, string, string][] = [
    [findings.filter(({ openedAt }) => isOfTerm(openedAt)).length, "finding was new", "findings were new"],
    [closed("fixed"), "finding was fixed", "findings were fixed"],
    [closed("no-longer-applies"), "finding no longer applies", "findings no longer apply"],
    [dismissed("wrong"), "finding turned out to be no breach", "findings turned out to be no breach"],
    [dismissed("settled"), "finding was dealt with", "findings were dealt with"],
    [waived, "finding is accepted for a time", "findings are accepted for a time"],
    [came, "account came onto the register", "accounts came onto the register"],
    [gone, "account is closed in the register", "accounts are closed in the register"],
  ];
  const isTold = ([many]: (typeof lines)[number], at: number) => many > 0 || at < 2;
  return lines.filter(isTold).map(([many, one, more]) => `${counted(many, one, more)}.`);
}
