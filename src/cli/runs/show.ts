import { CAUSES_IN_WORDS } from "../../core/causes.ts";
import type { Cause } from "../../core/facts.ts";
import { PLATFORM_NAMES, type Platform } from "../../core/platform.ts";
import { MINUTE_MS } from "../../core/time.ts";
import { RULES } from "../../rules/index.ts";
import { spendByCall, type Cost, type SpendOfCall } from "../../store/run-views.ts";
import { isForgotten, RETENTION_DAYS } from "../../store/retention.ts";
import { runAccountsOf, type Run } from "../../store/runs.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { accountNames } from "../findings/choose.ts";
import { LEARNERS_ELSEWHERE, isShownHere } from "../learner-rules.ts";
import { writeJson } from "../json.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { causesTable, rulesTable, type RuleSum } from "../rule-sums.ts";
import { renderPairs } from "../table.ts";
import { byWho } from "../unchecked.ts";
import { costInWords, durationInWords, momentIn } from "../when.ts";
import { withStore, type CommandStore } from "../with-store.ts";
import { chooseRun } from "./choose.ts";
import { asJson, isSpendKept, startedLateMs } from "./list.ts";

interface Shown {
  run: Run;
  /** null, here and below: no longer kept. */
  calls: readonly SpendOfCall[] | null;
  unaudited: readonly Unaudited[] | null;
  /** Accounts of the run that were audited in part. */
  partly: readonly Unaudited[] | null;
  /** What it said by rule; without those that are for the safeguarding leads alone. */
  sums: readonly RuleSum[];
  learnersShown: boolean;
  zone: string;
}

interface Unaudited {
  account: string;
  platform: Platform;
  cause: Cause | null;
  /** Ours: what exactly came in between. */
  detail: string;
}

export const buildShow: BuildInner = (parent, io, exit) => {
  parent
    .command("show")
    .description("Show one run: what was checked, what was not and why, and what it cost.")
    .argument("<run>", "its id or the beginning of one, a date such as 2026-11-22, or last")
    .option("--json", "print JSON for machines")
    .addHelpText(
      "after",
      `
Exit code 3 when the run is incomplete or was missed.
${examples("runs show last", "runs show 2026-11-22", "runs show last --json")}`,
    )
    .action(async (text: string, options: { json?: true }) => {
      const shown = await withStore(io, (store) => read(store, text));
      if (options.json) writeJson(io, inJson(shown));
      else io.stdout(inWords(io, shown));
      exit(exitOf(shown.run));
    });
};

function exitOf({ status }: Run): ExitCode {
  return status === "incomplete" || status === "missed" ? EXIT.incomplete : EXIT.ok;
}

async function read({ db, config, clock }: CommandStore, text: string): Promise<Shown> {
  const run = await chooseRun(db, text);
  const rows = await runAccountsOf(db, run.id);
  const told = rows.filter(({ state, cause }) => state !== "done" || cause !== null);
  const names = await accountNames(
    db,
    told.map(({ accountId }) => accountId),
  );
  const entries = told.map((row) => ({
    isSeen: row.state === "done" && row.surveyed?.status === "seen",
    account: names.get(row.accountId) ?? row.accountId,
    platform: row.platform,
    cause: row.cause,
    detail: row.detail ?? (row.state === "done" || row.state === "failed" ? "" : `still ${row.state}`),
  }));
  const hasAccounts = rows.length > 0 || !isForgotten("runAccounts", run.scheduledFor, clock.now());
  const calls = await spendByCall(db, run.id);
  const of = (wanted: boolean) =>
    entries
      .filter(({ isSeen }) => isSeen === wanted)
      .map(({ isSeen: _isSeen, ...rest }) => rest)
      .toSorted((a, b) => a.account.localeCompare(b.account, "en"));
  return {
    run,
    calls: calls.length > 0 || isSpendKept(run, clock.now()) ? calls : null,
    unaudited: hasAccounts ? of(false) : null,
    partly: hasAccounts ? of(true) : null,
    sums: Object.entries(run.coverage?.rules ?? {})
      .filter(([rule]) => isShownHere(rule, config))
      .map(([rule, counts]) => ({ rule, ...counts }))
      .toSorted((a, b) => orderOf(a.rule) - orderOf(b.rule)),
    learnersShown: config.mail.learnerFindingsTo === "marketing",
    zone: config.policy.timezone,
  };
}

/** Rules stand in the order in which people read them. */
function orderOf(rule: string): number {
  return RULES.findIndex(({ id }) => id === rule);
}

function totalOf(calls: Shown["calls"]): Cost | null {
  if (calls === null) return null;
  return calls.reduce<Cost>(
    (sum, call) => ({ microUsd: sum.microUsd + call.microUsd, quotaUnits: sum.quotaUnits + call.quotaUnits }),
    { microUsd: 0, quotaUnits: 0 },
  );
}

function inJson({ run, calls, unaudited, partly, sums }: Shown) {
  const spend = calls?.map(({ microUsd, ...call }) => ({ ...call, usd: microUsd / 1_000_000 }));
  const rules =
    run.coverage === null ? null : Object.fromEntries(sums.map(({ rule, ...counts }) => [rule, counts]));
  const requested = run.requested;
  return {
    ...asJson({ run, cost: totalOf(calls) }),
    requested,
    rules,
    spend: spend ?? null,
    notAuditedAccounts: unaudited,
    partly,
  };
}

function inWords(io: CommandIo, shown: Shown): string {
  const { run } = shown;
  const parts = [
    renderPairs(io, head(shown)),
    shown.learnersShown ? "" : `${LEARNERS_ELSEWHERE}\n`,
    run.coverage === null ? nothingYet(run) : coverage(io, shown.sums),
    shown.unaudited === null
      ? `Which accounts were not audited is kept for ${RETENTION_DAYS.runAccounts} days: the numbers are left.\n`
      : listed(io, "Not audited", shown.unaudited),
    listed(io, "Audited in part", shown.partly ?? []),
    spending(io, shown),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function head({ run, calls, zone }: Shown): [string, string][] {
  const late = startedLateMs(run);
  const cost = totalOf(calls);
  const coverage = run.coverage;
  const started = run.startedAt === null ? "never" : momentIn(zone, run.startedAt);
  return [
    ["Run", run.id],
    ["Date", run.localDate],
    ["Kind", run.kind],
    ["Status", run.status],
    ["Scheduled", momentIn(zone, run.scheduledFor)],
    ["Started", late === null ? started : `${started}, ${latenessInWords(late)}`],
    ["Deadline", momentIn(zone, run.deadline)],
    [
      run.status === "missed" ? "Noticed" : "Concluded",
      run.concludedAt ? momentIn(zone, run.concludedAt) : "not yet",
    ],
    ["Accounts", coverage === null ? "-" : `${coverage.audited} of ${coverage.accounts} audited`],
    ["Spend", cost === null ? "no longer kept" : costInWords(cost)],
  ];
}

function latenessInWords(ms: number): string {
  return ms < MINUTE_MS ? "on time" : `late by ${durationInWords(ms)}`;
}

function nothingYet(run: Run): string {
  if (run.status !== "missed") return "It is not concluded: what was checked is counted at its end.\n";
  return "Nobody ran this night. Only the newest missed night is made up.\n→ `account-audit doctor` says whether a service is running\n";
}

function coverage(io: CommandIo, sums: readonly RuleSum[]): string {
  if (sums.length === 0) return "";
  return [rulesTable(io, sums), causesTable(io, sums)].filter((part) => part !== "").join("\n");
}

function listed(io: CommandIo, title: string, accounts: readonly Unaudited[]): string {
  if (accounts.length === 0) return "";
  const all = byWho(accounts, false);
  const rows = all.map(({ who, some }) => {
    const cause = some[0]?.cause ?? null;
    const why = cause === null ? "-" : CAUSES_IN_WORDS[cause].sentence;
    const detail = detailsInWords(some);
    return [who, why, detail === why ? "" : detail];
  });
  const isWhole = all.every(({ some }) => some.length === 1);
  const hasDetail = rows.some(([, , detail]) => detail !== "");
  const table = hasDetail
    ? renderRows(io, ["Account", "Why", "In detail"], rows)
    : renderRows(
        io,
        ["Account", "Why"],
        rows.map((row) => row.slice(0, 2)),
      );
  return `${title}:\n${table}${isWhole ? "" : "→ --json names each account\n"}`;
}

/** What came in between most often, where accounts that are told together met different things. */
function detailsInWords(some: readonly Unaudited[]): string {
  const details = [...Map.groupBy(some, ({ detail }) => detail)].toSorted(
    (a, b) => b[1].length - a[1].length,
  );
  const more = details.length - 1;
  return `${details[0]?.[0] ?? ""}${more > 0 ? `; and ${counted(more, "other reason")}` : ""}`;
}

function spending(io: CommandIo, { calls }: Shown): string {
  if (calls === null) return `What its calls were is kept for ${RETENTION_DAYS.spend} days.\n`;
  if (calls.length === 0) return "It made no call that can cost anything.\n";
  const rows = calls.map((one) => [
    PLATFORM_NAMES[one.platform],
    one.call,
    String(one.calls),
    costInWords(one),
  ]);
  const unsettled = calls.reduce((sum, call) => sum + call.unsettled, 0);
  return [
    `Spend by call:\n${renderRows(io, ["Platform", "Call", "Calls", "Spend"], rows)}`,
    unsettled === 0 ? "" : `${counted(unsettled, "call")} without a known end: counted at the worst price.\n`,
  ].join("");
}
