import { CAUSES_IN_WORDS } from "../../core/causes.ts";
import type { Coverage } from "../../core/coverage.ts";
import { PLATFORM_NAMES } from "../../core/platform.ts";
import type { Run } from "../../store/runs.ts";
import { isServed } from "../../store/services.ts";
import type { Screen } from "../command.ts";
import { failureInWords } from "../doctor/deliveries.ts";
import { LEARNERS_ELSEWHERE } from "../learner-rules.ts";
import { paint } from "../paint.ts";
import { counted } from "../problems.ts";
import { startedLateMs } from "../runs/list.ts";
import { flowed, renderPairs } from "../table.ts";
import { about, dollars, durationInWords, momentIn, momentOn } from "../when.ts";
import { accountCauses, type CauseCount } from "./causes.ts";
import type { StatusOfAll } from "./read.ts";

/** More than these belong to the doctor: the screen is one. */
const TODO_SHOWN = 8;
/** Less late than this is on time, in milliseconds. */
const PUNCTUAL_MS = 5 * 60_000;

export function statusInWords(io: Screen, status: StatusOfAll): string {
  return [renderPairs(io, pairsOf(status)), todoInWords(io, status)].join("\n");
}

function pairsOf(status: StatusOfAll): (readonly [string, string])[] {
  const { night, next, zone } = status;
  return [
    ["Last night", nightInWords(status)],
    ...(night.is === "concluded" ? seenInWords(status, night.coverage) : []),
    ...auditsInWords(status),
    ["Open findings", openInWords(status)],
    [
      "Next night",
      `${next.date}, ${momentOn(next.date, zone, next.scheduledFor)} ${zone}, for ${counted(status.liveAccounts, "account")}`,
    ],
    ["Service", serviceInWords(status)],
    ["E-mail", mailInWords(status)],
    ...spendInWords(status),
  ];
}

function nightInWords({ night, missed, zone }: StatusOfAll): string {
  if (night.is === "none") {
    return night.first === null ? "none yet: no service has run" : `none yet; the first is ${night.first}`;
  }
  if (night.is === "overdue") {
    return `${night.date}: due at ${momentOn(night.date, zone, night.scheduledFor)}, and nobody has begun it`;
  }
  const { run } = night;
  if (night.is === "missed") return `${run.localDate}: missed, nobody ran it`;
  if (night.is === "concluded") return concludedInWords(run, missed, zone);
  return `${run.localDate}: under way, ${night.finished} of ${night.accounts} accounts`;
}

function concludedInWords(run: Run, missed: string | null, zone: string): string {
  const late = startedLateMs(run);
  const on = (at: Date) => momentOn(run.localDate, zone, at);
  const began =
    late === null || run.startedAt === null
      ? "never begun"
      : `began ${on(run.startedAt)}, ${late < PUNCTUAL_MS ? "on time" : `${durationInWords(late)} late`}`;
  const ended = run.concludedAt === null ? "" : `, concluded ${on(run.concludedAt)}`;
  const what = run.status === "done" || missed === null ? "" : `: ${missed}`;
  return `${run.localDate}: ${run.status}${what}; ${began}${ended}`;
}

function seenInWords({ notAudited, unchecked, events }: StatusOfAll, coverage: Coverage): [string, string][] {
  const news = [
    ["new", events.get("opened") ?? 0],
    ["reopened", events.get("reopened") ?? 0],
    ["worse", events.get("worsened") ?? 0],
    ["fixed", events.get("fixed") ?? 0],
    ["no longer apply", events.get("no-longer-applies") ?? 0],
  ] as const;
  const happened = news.filter(([, number]) => number > 0).map(([what, number]) => `${number} ${what}`);
  const missing = coverage.accounts - coverage.audited;
  return [
    [
      "Audited",
      `${coverage.audited} of ${counted(coverage.accounts, "account")}${missing === 0 ? "" : `; not: ${causesInWords(notAudited)}`}`,
    ],
    ["Could not check", uncheckedInWords(unchecked, coverage)],
    ["Findings", happened.length === 0 ? "no change" : happened.join(", ")],
  ];
}

/** Of the last scan since the night, and of the last night that was audited where that was not the last that was due. */
function auditsInWords({ audits, night, zone }: StatusOfAll): [string, string][] {
  const lastScan = audits.find(({ run }) => run.kind === "scan");
  return audits.flatMap((audit): [string, string][] => {
    const { run, reached } = audit;
    if (run.kind === "scan" && audit !== lastScan) return [];
    const isTold = night.is === "concluded" && night.run.id === run.id;
    if (isTold || run.coverage === null) return [];
    const { accounts, audited } = run.coverage;
    const not = audited === accounts ? "" : `; not: ${causesInWords(accountCauses(reached))}`;
    const says = `${audited} of ${counted(accounts, "account")} audited${not}`;
    return run.kind === "scan"
      ? [["Last scan", `${momentIn(zone, run.scheduledFor)}: ${says}`]]
      : [["Last audited", `the night of ${run.localDate}: ${says}`]];
  });
}

/** The commonest causes; `coverage` has all of them, with accounts and rules. */
const CAUSES_SHOWN = 4;

function uncheckedInWords(unchecked: readonly CauseCount[], { accounts, rules }: Coverage): string {
  if (unchecked.length === 0) return "nothing: every question has an answer";
  const sum = unchecked.reduce((total, { number }) => total + number, 0);
  return `${sum} of ${accounts * Object.keys(rules).length} questions: ${causesInWords(unchecked)}`;
}

function causesInWords(causes: readonly CauseCount[]): string {
  const shown = causes
    .slice(0, CAUSES_SHOWN)
    .map(({ cause, number }) => `${CAUSES_IN_WORDS[cause].sentence} (${number})`);
  const more = causes.length - shown.length;
  return [...shown, ...(more > 0 ? [`${counted(more, "more cause")}: \`account-audit coverage\``] : [])].join(
    "; ",
  );
}

function openInWords({ open, acknowledged, overdue, learnersShown, isAnythingAudited }: StatusOfAll): string {
  if (!isAnythingAudited) return "nothing is known: nothing was audited yet";
  const each = [...open]
    .filter(([, number]) => number > 0)
    .map(([severity, number]) => `${number} ${severity}`);
  const inHand = acknowledged === 0 ? "" : `; ${acknowledged} of them acknowledged`;
  const late = overdue === 0 ? "" : `; ${overdue} overdue`;
  const elsewhere = learnersShown ? "" : ` (${LEARNERS_ELSEWHERE})`;
  return `${each.length === 0 ? "none" : each.join(", ")}${inHand}${late}${elsewhere}`;
}

function serviceInWords({ roles }: StatusOfAll): string {
  if (isServed(roles)) return `running (${[...new Set(roles)].join(", ")})`;
  return roles.length === 0 ? "not running" : `half of it: only ${roles[0]}`;
}

function mailInWords({ liveSince, digest, nextDigestAt, zone }: StatusOfAll): string {
  const next = `next ${momentIn(zone, nextDigestAt)}`;
  if (liveSince === null) return "not live: nothing is sent";
  if (digest === null) return `none sent yet; ${next}`;
  const total = [...digest.states.values()].reduce((sum, number) => sum + number, 0);
  const trouble = [...digest.states]
    .filter(([state, number]) => state !== "accepted" && number > 0)
    .map(([state, number]) => `, ${number} ${state}`)
    .join("");
  const why = digest.error === null ? "" : `; ${failureInWords(digest.error)}`;
  return `${digest.week} taken for ${digest.states.get("accepted") ?? 0} of ${total}${trouble}${why}; ${next}`;
}

function spendInWords({ spend }: StatusOfAll): [string, string][] {
  return spend.map((one) => {
    const cap = one.monthCapMicroUsd === null ? "" : ` of ${dollars(one.monthCapMicroUsd)}`;
    const forecast =
      one.byMonthEndMicroUsd === null ? "" : `; ${about(dollars(one.byMonthEndMicroUsd))} by the month's end`;
    const money = `${dollars(one.spentMicroUsd)}${cap} this month${forecast}`;
    const units = `${counted(one.quota, "unit")} this month, ${one.quotaOfWorstNight.toLocaleString("en-GB")} in the dearest night`;
    const isMoney = one.spentMicroUsd > 0 || one.monthCapMicroUsd !== null;
    return [`Spend on ${PLATFORM_NAMES[one.platform]}`, isMoney ? money : units];
  });
}

function todoInWords(io: Screen, { todo }: StatusOfAll): string {
  if (todo.length === 0) return "Nothing to do.\n";
  const shown = todo.slice(0, TODO_SHOWN).map(({ isProblem, says, next }, index) => {
    const mark = isProblem ? paint(io, "red", "!") : " ";
    return `${mark} ${index + 1}. ${flowed(io, says.replaceAll("\n", "; "), 5)}\n     ${flowed(io, `→ ${next}`, 7)}\n`;
  });
  const more = todo.length - shown.length;
  return [
    "To do:\n",
    ...shown,
    ...(more > 0 ? [`  … and ${more} more: \`account-audit doctor\` names them all\n`] : []),
  ].join("");
}
