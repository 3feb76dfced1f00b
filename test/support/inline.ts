/** Runs without a queue: one job after the other in this process, for tests that ask what a night finds. */
import type { JobRequest } from "../../jobs/job.ts";
import { planRun } from "../../jobs/requests.ts";
import { prepareAuditing, type Auditing } from "../../src/compose/auditing.ts";
import { runJobs } from "../../src/compose/jobs.ts";
import type { Store } from "../../src/compose.ts";
import { SILENT } from "../../src/log.ts";
import { recordNights, recordScan } from "../../src/store/nights.ts";
import { findRun, runOfNight, type Run } from "../../src/store/runs.ts";
import type { SettableClock } from "./clock.ts";
import { nightAt } from "./college.ts";

export interface InlineAuditor {
  auditing: Auditing;
  /** Sets the clock to a date's night and runs it to its end. */
  night(date: string): Promise<Run>;
  /** Scans accounts at the clock's time. */
  scan(accountIds: readonly string[]): Promise<Run>;
}

export async function inlineAuditor(store: Store, clock: SettableClock): Promise<InlineAuditor> {
  const auditing = await prepareAuditing(store, SILENT);
  const { db, ids, config } = auditing;
  const zone = config.policy.timezone;
  return {
    auditing,
    night: (date) => inlineNight(auditing, clock, date),
    async scan(accountIds) {
      const id = ids.next();
      await recordScan(db, { id, accountIds, queuePrefix: "inline", now: clock.now(), zone });
      return finish(auditing, id);
    },
  };
}

/** Sets the clock to a date's night and runs it to its end. */
export async function inlineNight(auditing: Auditing, clock: SettableClock, date: string): Promise<Run> {
  const { db, ids, config } = auditing;
  clock.set(nightAt(date));
  const timetable = { zone: config.policy.timezone, ...config.schedule };
  await recordNights(db, { now: clock.now(), ids, timetable });
  return finish(auditing, (await runOfNight(db, date))?.id ?? "");
}

async function finish(auditing: Auditing, runId: string): Promise<Run> {
  await runInline(auditing, [planRun(runId, 1)]);
  const run = await findRun(auditing.db, runId);
  if (run === null) throw new Error("the run is gone");
  return run;
}

async function runInline(auditing: Auditing, first: readonly JobRequest[]): Promise<void> {
  const { control, platform } = runJobs(auditing);
  const jobs = new Map([...control, ...platform].map((job) => [job.name, job]));
  const waiting = [...first];
  for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
    const job = jobs.get(request.name);
    if (job === undefined) throw new Error(`no job is called ${request.name}`);
    waiting.push(...(await job.run(request.data, new AbortController().signal)).next);
  }
}
