import type { Store } from "../compose.ts";
import { localDateOf } from "../core/calendar.ts";
import type { Connector } from "../core/connector.ts";
import type { Coverage } from "../core/coverage.ts";
import type { Cause } from "../core/facts.ts";
import type { Finding } from "../core/finding.ts";
import { naiveCost } from "../core/plan.ts";
import type { Platform } from "../core/platform.ts";
import type { LocalDate } from "../core/time.ts";
import { listAccounts } from "../store/accounts.ts";
import { listFindings } from "../store/findings.ts";
import { countFollows } from "../store/readings.ts";
import { evaluationsOfRun } from "../store/evaluations.ts";
import { runAccountsOf, type Run } from "../store/runs.ts";
import { nightsSpent } from "../store/spend-views.ts";

/** What was paid, and what a reading without a memory would have cost: of the accounts that could be read whole. */
export interface Cost {
  paid: number;
  naive: number;
}

/** One night in numbers. */
export interface NightFigures {
  date: LocalDate;
  accounts: number;
  coverage: Coverage;
  /** Findings that opened, and that were closed as fixed. */
  opened: number;
  fixed: number;
  /** In millionths of a dollar. */
  x: Cost;
  /** In units of the quota. */
  youtube: Cost;
}

/** What a rule says of an account. */
export interface Verdict {
  handle: string;
  rule: string;
  result: string;
  cause: Cause | null;
}

export interface NamedFinding extends Finding {
  handle: string;
  /** On the calendar of the organisation. */
  openedOn: LocalDate;
  closedOn: LocalDate | null;
}

type Prices = ReadonlyMap<string, Pick<Connector, "prices">>;

export async function figuresOf(store: Store, run: Run, connectors: Prices): Promise<NightFigures> {
  const findings = await namedFindings(store);
  const { coverage, localDate: date } = run;
  if (coverage === null) throw new Error("the run was not concluded");
  const spent = await nightsSpent(store.db, { from: date, to: date });
  const ofNight = (platform: Platform) => spent.find((one) => one.platform === platform);
  const naive = await naiveCosts(store.db, run, connectors);
  return {
    date,
    accounts: coverage.accounts,
    coverage,
    opened: findings.filter(({ openedOn }) => openedOn === date).length,
    fixed: findings.filter(({ closedOn, closing }) => closedOn === date && closing === "fixed").length,
    x: { paid: ofNight("x")?.microUsd ?? 0, naive: naive.get("x") ?? 0 },
    youtube: { paid: ofNight("youtube")?.quota ?? 0, naive: naive.get("youtube") ?? 0 },
  };
}

/** By platform, in its own currency. */
async function naiveCosts(
  db: Store["db"],
  run: Run,
  connectors: Prices,
): Promise<ReadonlyMap<Platform, number>> {
  const sums = new Map<Platform, number>();
  for (const { accountId, platform, surveyed, planned } of await runAccountsOf(db, run.id)) {
    const prices = connectors.get(platform)?.prices;
    const isRead = surveyed?.status === "seen" && surveyed.presence === "present";
    if (prices === undefined || !isRead || surveyed.profile === null) continue;
    if (planned?.wanted.leftOut !== null) continue;
    // YouTube does not count subscriptions: as many as were read.
    const following = surveyed.profile.following ?? (await countFollows(db, accountId));
    sums.set(platform, (sums.get(platform) ?? 0) + naiveCost({ following }, prices));
  }
  return sums;
}

export async function verdictsOf({ db }: Pick<Store, "db">, run: Run): Promise<readonly Verdict[]> {
  const handles = await handlesOf(db);
  return (await evaluationsOfRun(db, run.id)).map(({ accountId, ruleId, result, cause }) => ({
    handle: handles.get(accountId) ?? accountId,
    rule: ruleId,
    result,
    cause,
  }));
}

/** Every finding, by handle and rule. */
export async function namedFindings({ db, config }: Store): Promise<readonly NamedFinding[]> {
  const handles = await handlesOf(db);
  const { timezone } = config.policy;
  return (await listFindings(db, {}))
    .map((finding) => ({
      ...finding,
      handle: handles.get(finding.accountId) ?? finding.accountId,
      openedOn: localDateOf(finding.openedAt, timezone),
      closedOn: finding.closedAt === null ? null : localDateOf(finding.closedAt, timezone),
    }))
    .toSorted((a, b) => (`${a.ruleId} ${a.handle}` < `${b.ruleId} ${b.handle}` ? -1 : 1));
}

async function handlesOf(db: Store["db"]): Promise<ReadonlyMap<string, string>> {
  return new Map((await listAccounts(db)).map(({ id, handle }) => [id, handle]));
}
