import type { AccountId } from "../core/account.ts";
import type { Evaluation } from "../core/evaluate.ts";
import type { FactName } from "../core/facts.ts";
import type { Platform } from "../core/platform.ts";
import type { Policy } from "../core/policy.ts";
import { reconcile } from "../core/reconcile.ts";
import type { Rule } from "../core/rule.ts";
import { evaluateUnreached, needsNoReading } from "../core/unreached.ts";
import { listAccounts } from "./accounts.ts";
import type { Database } from "./database.ts";
import { accountsSeenSince, writeEvaluations } from "./evaluations.ts";
import { findingsOfRules, writeFindings } from "./findings.ts";
import { keepUnread, readStates } from "./readings.ts";
import type { Run, RunAccount } from "./runs.ts";

export interface JudgingUnreached {
  rules: readonly Rule[];
  policy: Policy;
  /** What the platform's connection can give; null: the product has no connection for it. */
  observes(platform: Platform): readonly FactName[] | null;
  followListsWanted(tx: Database, platform: Platform): Promise<boolean>;
  onFault(ruleId: string, error: unknown): void;
  now: Date;
}

/**
 * Holds accounts that a run gave up against the rules, as far as that can be done without a reading. Those in `atWork` are
 * being audited: what comes of that is told by that audit, and for tonight they are no more than not audited. What another
 * run's audit saw since this one began stands.
 */
export async function judgeUnreached(
  tx: Database,
  run: Run,
  { failed, atWork }: { failed: readonly RunAccount[]; atWork: ReadonlySet<AccountId> },
  judging: JudgingUnreached,
): Promise<void> {
  if (failed.length === 0) return;
  const { rules, now } = judging;
  const since = run.startedAt ?? now;
  const ofReading = rules.filter((rule) => !needsNoReading(rule)).map(({ id }) => id);
  const allIds = failed.map(({ accountId }) => accountId);
  const seen = await accountsSeenSince(tx, { accountIds: allIds, ruleIds: ofReading, since });
  const unseen = failed.filter(({ accountId }) => !seen.has(accountId));
  const given = unseen.filter(({ accountId }) => !atWork.has(accountId));
  const atWorkStill = unseen.filter(({ accountId }) => atWork.has(accountId));
  const evaluations = await judgeGivenUp(tx, run.id, given, { ...judging, since });
  await writeEvaluations(tx, run.id, [
    ...evaluations,
    ...atWorkStill.flatMap((one) => notAudited(one, judging)),
  ]);
}

function notAudited({ accountId, detail }: RunAccount, { rules, now }: JudgingUnreached): Evaluation[] {
  const result = { result: "could-not-check", cause: "not-audited", detail: detail ?? "" } as const;
  return rules.map(({ id, version }) => ({ accountId, ruleId: id, ruleVersion: version, result, at: now }));
}

/** Findings are locked before they are judged, as by an audit: no decision in between is lost. */
async function judgeGivenUp(
  tx: Database,
  runId: string,
  given: readonly RunAccount[],
  judging: JudgingUnreached & { since: Date },
): Promise<Evaluation[]> {
  const ids = given.map(({ accountId }) => accountId);
  const ruleIds = judging.rules.filter(needsNoReading).map(({ id }) => id);
  const known = Map.groupBy(await findingsOfRules(tx, ids, ruleIds), ({ accountId }) => accountId);
  const outcomes = await outcomesOf(tx, given, judging);
  await keepUnread(
    tx,
    outcomes.flatMap(({ accountId, unread }) =>
      unread === null ? [] : [{ accountId, unreadSince: unread }],
    ),
  );
  for (const { accountId, evaluations } of outcomes) {
    await writeFindings(tx, runId, reconcile({ known: known.get(accountId) ?? [], evaluations }));
  }
  return outcomes.flatMap(({ evaluations }) => evaluations);
}

/** In the order in which a survey writes the states of accounts. */
async function outcomesOf(
  tx: Database,
  given: readonly RunAccount[],
  judging: JudgingUnreached & { since: Date },
) {
  const byId = new Map(given.map((one) => [one.accountId, one]));
  const ids = [...byId.keys()];
  const states = new Map((await readStates(tx, ids)).map((state) => [state.accountId, state]));
  const lists = await listsWanted(tx, given, judging);
  return (await listAccounts(tx, { ids })).map((account) => {
    const { surveyed = null, detail } = byId.get(account.id) ?? {};
    const outcome = evaluateUnreached(
      judging.rules,
      { account, surveyed, detail: detail ?? "" },
      {
        ...judging,
        officialHandles: [],
        tagsKnown: {},
        readings: { unreadSince: states.get(account.id)?.unreadSince ?? {} },
        observes: judging.observes(account.platform),
        followListsWanted: lists.get(account.platform) ?? false,
      },
    );
    return { accountId: account.id, ...outcome };
  });
}

async function listsWanted(
  tx: Database,
  given: readonly RunAccount[],
  { followListsWanted }: JudgingUnreached,
): Promise<ReadonlyMap<Platform, boolean>> {
  const wanted = new Map<Platform, boolean>();
  for (const platform of new Set(given.map((one) => one.platform))) {
    wanted.set(platform, await followListsWanted(tx, platform));
  }
  return wanted;
}
