import type { Store } from "../compose.ts";
import { localDateOf } from "../core/calendar.ts";
import type { ConnectorPrices } from "../core/connector.ts";
import type { Coverage } from "../core/coverage.ts";
import type { Cause } from "../core/facts.ts";
import type { Finding } from "../core/finding.ts";
import { naiveCost } from "../core/plan.ts";
import type { LocalDate } from "../core/time.ts";
import { listAccounts } from "../store/accounts.ts";
import { listFindings } from "../store/findings.ts";
import { evaluationsOfRun, runAccountsOf, type Run } from "../store/runs.ts";
import { ledgerOfRun } from "../store/spend.ts";

/** One night in numbers; money in millionths of a dollar. */
export interface NightFigures {
  date: LocalDate;
  accounts: number;
  coverage: Coverage;
  /** Findings that opened, and that were closed as fixed. */
  opened: number;
  fixed: number;
  paid: number;
  /** What a reading without a memory would have cost: of the accounts that could be read whole. */
  naive: number;
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

export async function figuresOf(store: Store, run: Run, prices: ConnectorPrices): Promise<NightFigures> {
  const { db } = store;
  const accounts = await runAccountsOf(db, run.id);
  const findings = await namedFindings(store);
  const naive = accounts.reduce((sum, { surveyed, planned }) => {
    const isRead = surveyed?.status === "seen" && surveyed.presence === "present";
    if (!isRead || surveyed.profile === null || planned?.wanted.leftOut !== null) return sum;
    return sum + naiveCost(surveyed.profile, prices);
  }, 0);
  const { counted } = await ledgerOfRun(db, run.id);
  if (run.coverage === null) throw new Error("the run was not concluded");
  return {
    date: run.localDate,
    accounts: accounts.length,
    coverage: run.coverage,
    opened: findings.filter(({ openedOn }) => openedOn === run.localDate).length,
    fixed: findings.filter(({ closedOn, closing }) => closedOn === run.localDate && closing === "fixed")
      .length,
    paid: counted,
    naive,
  };
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
