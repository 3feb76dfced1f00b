import type { CallContext, Connector, Meter, Surveyed } from "../src/core/connector.ts";
import { PlatformError } from "../src/core/connector.ts";
import { withinLimits } from "../src/core/plan-limits.ts";
import { planNight, type PlanAccount, type PlannedAccount, type PlanReadings } from "../src/core/plan.ts";
import type { OpenRunAccount } from "../src/core/run.ts";
import type { Platform } from "../src/core/platform.ts";
import type { Clock, LocalDate } from "../src/core/time.ts";
import { DONE, WaitForPlatform, type Job } from "./job.ts";
import { auditAccount } from "./requests.ts";
import { secondLook, type KnownAccount } from "./survey/second-look.ts";

/** One batch of a platform's accounts, with what is stored of them. */
export interface SurveyMaterial {
  run: { id: string; night: LocalDate; deadline: Date };
  platform: Platform;
  accounts: readonly (KnownAccount & { readings: PlanReadings; tryNumber: number })[];
  currentKeyVersion: number;
  /** Whether a learner rule can use the platform's follow lists; if not, none is read. */
  followListsWanted: boolean;
  /** What the batch may use of the platform's limits: its part of the run's accounts there, 0 to 1; all where left out. */
  shareOfLimits?: number;
}

export interface SurveyDeps {
  clock: Clock;
  connectors: ReadonlyMap<Platform, Connector>;
  /** Null when no account of the batch waits any more. */
  read(runId: string, platform: Platform, batch: number): Promise<SurveyMaterial | null>;
  meter(material: SurveyMaterial): Meter;
  /**
   * What the budgets leave, in the platform's currency, less the look-ups of the batches that wait for theirs; Infinity where
   * there is no cap. Asked once the look-up is paid: a reading that is planned on the same money breaks off in its middle, and
   * what was read of it is lost.
   */
  remaining(material: SurveyMaterial): Promise<number>;
  record(
    material: SurveyMaterial,
    answers: readonly { surveyed: Surveyed; planned: PlannedAccount }[],
  ): Promise<void>;
}

/** Looks up a batch of accounts in one call and decides, account by account, what is worth reading tonight. */
export function createSurveyJob(deps: SurveyDeps): Job {
  return {
    name: "survey",
    async run(data, signal) {
      const platform = String(data["platform"]) as Platform;
      const material = await deps.read(String(data["runId"]), platform, Number(data["batch"]));
      if (material === null) return DONE;
      const connector = deps.connectors.get(platform);
      const answers = await surveyAll(deps, material, connector, signal);
      const remaining = await deps.remaining(material);
      const planned = plan(material, answers, connector, { now: deps.clock.now(), remaining });
      await deps.record(material, planned);
      return {
        next: planned.map(({ surveyed }) => auditAccount(material.run.id, openOf(material, surveyed))),
      };
    },
  };
}

async function surveyAll(
  deps: SurveyDeps,
  material: SurveyMaterial,
  connector: Connector | undefined,
  signal: AbortSignal,
): Promise<readonly Surveyed[]> {
  const accounts = material.accounts.map(({ account }) => account);
  const allFailed = (cause: Extract<Surveyed, { status: "failed" }>["cause"], detail: string) =>
    accounts.map(({ id }): Surveyed => ({ accountId: id, status: "failed", cause, detail }));
  if (connector === undefined) return allFailed("no-connector", "this product cannot read the platform yet");
  const context: CallContext = {
    clock: deps.clock,
    deadline: material.run.deadline,
    signal,
    meter: deps.meter(material),
  };
  try {
    const answers = await connector.survey(accounts, context);
    return await secondLook(connector, material.accounts, answers, context);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.retryAt !== null && error.retryAt < context.deadline) {
      throw new WaitForPlatform(error.retryAt.getTime() - deps.clock.now().getTime());
    }
    return allFailed(error.failure, error.message);
  }
}

const NOTHING_WANTED: Omit<PlannedAccount, "accountId"> = {
  wanted: { activities: { read: "nothing" }, following: { read: "nothing" }, leftOut: null },
  leftOutNeeds: [],
  estimate: 0,
};

/** Pairs each account with its answer and its plan, riskiest first as the plan has them. */
function plan(
  material: SurveyMaterial,
  answers: readonly Surveyed[],
  connector: Connector | undefined,
  { now, remaining }: { now: Date; remaining: number },
): { surveyed: Surveyed; planned: PlannedAccount }[] {
  const byId = new Map(answers.map((answer) => [answer.accountId, answer]));
  const asked = material.accounts.map(({ account, readings }): PlanAccount => ({
    account,
    readings,
    surveyed: byId.get(account.id) ?? {
      accountId: account.id,
      status: "failed",
      cause: "incomplete",
      detail: "the platform's answer left the account out",
    },
  }));
  const night =
    connector === undefined
      ? []
      : planNight({
          accounts: asked,
          prices: connector.prices,
          followOrder: connector.followRows.order,
          remaining,
          currentKeyVersion: material.currentKeyVersion,
          followListsWanted: material.followListsWanted,
          night: material.run.night,
          now,
        }).accounts;
  const { run, shareOfLimits: share = 1 } = material;
  const question = { limits: connector?.limits, now, deadline: run.deadline, night: run.night, share };
  const planned = new Map(withinLimits(night, asked, question).map((one) => [one.accountId, one]));
  return asked.map(({ account, surveyed }) => ({
    surveyed,
    planned: planned.get(account.id) ?? { accountId: account.id, ...NOTHING_WANTED },
  }));
}

function openOf(material: SurveyMaterial, surveyed: Surveyed): OpenRunAccount {
  const found = material.accounts.find(({ account }) => account.id === surveyed.accountId);
  return {
    accountId: surveyed.accountId,
    platform: material.platform,
    batch: 0,
    state: "pending",
    tryNumber: found?.tryNumber ?? 1,
  };
}
