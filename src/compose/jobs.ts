import { createAuditAccountJob } from "../../jobs/audit-account.ts";
import { createConcludeRunJob } from "../../jobs/conclude-run.ts";
import type { Job } from "../../jobs/job.ts";
import { createPlanRunJob } from "../../jobs/plan-run.ts";
import type { Queues } from "../../jobs/queue.ts";
import { createSurveyJob } from "../../jobs/survey.ts";
import type { WakeDeps } from "../../jobs/wake.ts";
import type { Account } from "../core/account.ts";
import { localDateOf } from "../core/calendar.ts";
import type { OpenRun, OpenRunAccount } from "../core/run.ts";
import { RULES } from "../rules/index.ts";
import { nameOf } from "../log.ts";
import { keyedHash } from "../secrets.ts";
import { pingHeartbeat } from "../serve/heartbeat.ts";
import { readSurveyMaterial } from "../store/audit-material.ts";
import { concludeIfDue, giveUpAccount, LOST_TOO_OFTEN } from "../store/conclude.ts";
import { alone } from "../store/nights.ts";
import { forgetWhatIsOld } from "../store/retention.ts";
import {
  countPlanTry,
  countTry,
  findRun,
  openRunAccounts,
  openRuns,
  startRun,
  type OpenAccount,
  type Run,
} from "../store/runs.ts";
import { liveSinceOf } from "../store/digest-input.ts";
import { isDigestOverdue } from "../store/deliveries.ts";
import { promisedOnRun, roomLeft, waitingOnRun } from "../store/spend.ts";
import { recordSurveyAnswers } from "../store/survey-record.ts";
import { lapseWaivers } from "../store/waivers.ts";
import { auditDeps } from "./audit.ts";
import { meterFor, sealingKeys, type Auditing } from "./auditing.ts";
import { capOf } from "./budget.ts";
import { followListsWanted } from "./learner-rules-wanted.ts";

/** Jobs of a run, by the queue that they are on. */
export interface RunJobs {
  control: readonly Job[];
  platform: readonly Job[];
}

/** Everything that a run is made of, bound to Postgres and the platforms. */
export function runJobs(auditing: Auditing): RunJobs {
  const { db, clock, connectors, config, keyVersion, policy, log } = auditing;
  return {
    control: [
      createPlanRunJob({ start: (runId) => start(auditing, runId) }),
      createConcludeRunJob({
        clock,
        conclude: (runId, now) =>
          concludeIfDue(db, runId, {
            rules: RULES,
            policy,
            observes: (platform) => connectors.get(platform)?.observes ?? null,
            followListsWanted: (tx, platform) => followListsWanted({ ...auditing, db: tx }, platform),
            onFault: (rule, error) => log.error("a rule failed", { rule, error: nameOf(error) }),
            now,
          }),
        tidy: (now) => forgetWhatIsOld(db, now, localDateOf(now, policy.timezone)),
        async heartbeat(runId) {
          const run = await findRun(db, runId);
          log.info("run concluded", { run: runId, status: run?.status ?? "?" });
          if (run?.kind !== "nightly" || config.heartbeatUrl === null) return;
          if (!(await deservesPing(auditing, run)))
            return log.warn("no ping: the night or the e-mail is in trouble");
          if (!(await pingHeartbeat(config.heartbeatUrl))) log.warn("the outside monitor did not answer");
        },
      }),
    ],
    platform: [
      createSurveyJob({
        clock,
        connectors,
        async read(runId, platform, batch) {
          const today = localDateOf(clock.now(), policy.timezone);
          const canSeal = (account: Account) => sealingKeys(auditing, account).length > 0;
          const material = await readSurveyMaterial(db, { runId, platform, batch }, { today, canSeal });
          if (material === null) return null;
          return {
            ...material,
            currentKeyVersion: keyVersion,
            followListsWanted: await followListsWanted(auditing, platform),
          };
        },
        meter: ({ platform, run }) =>
          meterFor(auditing, { platform, runId: run.id, accountId: null, night: run.night }),
        async remaining({ platform, run, accounts }) {
          const connector = connectors.get(platform);
          const cap = capOf(config, platform, connector);
          const room = await roomLeft(db, platform, { night: run.night, at: clock.now() }, cap);
          const promised = await promisedOnRun(db, run.id, platform);
          const others = (await waitingOnRun(db, run.id, platform)) - accounts.length;
          const lookUps = connector?.prices.survey(someAccounts(others)) ?? 0;
          return room === null ? Infinity : Math.max(0, room - promised - lookUps);
        },
        record: async (material, answers) => {
          const accounts = new Map(material.accounts.map(({ account }) => [account.id, account]));
          await recordSurveyAnswers(
            db,
            material.run.id,
            answers.flatMap(({ surveyed, planned }) => {
              const account = accounts.get(surveyed.accountId);
              return account === undefined ? [] : [{ account, surveyed, planned }];
            }),
            {
              now: clock.now(),
              keyVersion,
              hashWords: (kind, words) => keyedHash(auditing.key, material.platform, kind, words),
              normaliseHandle: connectors.get(material.platform)?.normaliseHandle ?? ((word) => word),
            },
          );
        },
      }),
      createAuditAccountJob(auditDeps(auditing)),
    ],
  };
}

/** Accounts whose platform id is known, as a look-up's price asks for them. */
function someAccounts(count: number): readonly { handle: string; platformId: string }[] {
  return Array.from({ length: Math.max(0, count) }, () => ({ handle: "", platformId: "" }));
}

/** A night that saw something, and no weekly e-mail in trouble: else the outside monitor is left to shout. */
async function deservesPing({ db, config, clock }: Auditing, { coverage }: Run): Promise<boolean> {
  const sawNothing = coverage !== null && coverage.accounts > 0 && coverage.audited === 0;
  if (sawNothing) return false;
  const timetable = { zone: config.policy.timezone, ...config.schedule };
  return !(await isDigestOverdue(db, { now: clock.now(), liveSince: await liveSinceOf(db), timetable }));
}

async function start({ db, clock, connectors }: Auditing, runId: string) {
  const run = await findRun(db, runId);
  if (run === null || !["planned", "running"].includes(run.status)) return null;
  await startRun(db, run, (platform) => connectors.get(platform)?.surveyBatch ?? 100, clock.now());
  return (await openRunAccounts(db, runId)).map(openAccount);
}

function openAccount(row: OpenAccount): OpenRunAccount {
  return {
    accountId: row.accountId,
    platform: row.platform,
    batch: row.batch,
    state: row.state as OpenRunAccount["state"],
    tryNumber: row.tryNumber,
  };
}

/** The part of the minute's wake that keeps the runs of one set of queues going. */
export function sweepDeps(
  auditing: Auditing,
  queues: Queues,
  prefix: string,
): Omit<WakeDeps, "recordNights" | "mailDue"> {
  const { db, clock } = auditing;
  return {
    clock,
    alone: (work: () => Promise<void>) => alone(db, `wake ${prefix}`, work),
    async lapseWaivers(now) {
      const lapsed = await lapseWaivers(db, now);
      if (lapsed > 0) auditing.log.info("waivers ended", { findings: lapsed });
    },
    async openRuns() {
      const found: OpenRun[] = [];
      for (const run of await openRuns(db, prefix, clock.now())) {
        const open = (await openRunAccounts(db, run.id)).map(openAccount);
        found.push({
          id: run.id,
          status: run.status as OpenRun["status"],
          deadline: run.deadline,
          planTry: run.planTry,
          open,
        });
      }
      return found;
    },
    liveJobs: (queue) => queues.liveJobs(queue),
    enqueue: (requests) => queues.enqueue(requests),
    countPlanTry: (runId) => countPlanTry(db, runId),
    countTry: (runId, accountIds) => countTry(db, runId, accountIds),
    async giveUp(runId, accounts, now) {
      for (const { accountId } of accounts) await giveUpAccount(db, runId, accountId, LOST_TOO_OFTEN, now);
    },
  };
}
