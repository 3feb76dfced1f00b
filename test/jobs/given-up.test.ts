import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { planRun, concludeRun } from "../../jobs/requests.ts";
import { runJobs } from "../../src/compose/jobs.ts";
import { addDays } from "../../src/core/calendar.ts";
import { DAY_MS, HOUR_MS } from "../../src/core/time.ts";
import { eventsOf, listFindings } from "../../src/store/findings.ts";
import { recordNights } from "../../src/store/nights.ts";
import { readState } from "../../src/store/readings.ts";
import { runOfNight } from "../../src/store/runs.ts";
import { FIRST_NIGHT, nightAt, openCollege, ZONE, type College } from "../support/college.ts";
import { inlineAuditor, type InlineAuditor } from "../support/inline.ts";

const SEED = 20_261_126;
/** Each run is up to twelve nights of a college on a Postgres and a platform of its own. */
const RUNS = 4;

const colleges: College[] = [];
afterAll(() => Promise.all(colleges.map((college) => college.close())));

/** What comes of an account in one night. `scanned`: the night gives it up, after a scan has audited it. */
const NIGHTS = [
  "given up",
  "given up",
  "given up",
  "given up",
  "given up",
  "given up",
  "audited",
  "scanned",
] as const;
type Night = (typeof NIGHTS)[number];

/** Plans the night and lets its deadline come, without an audit but what `meanwhile` does. */
async function giveUp(
  { auditing, scan }: InlineAuditor,
  college: College,
  date: string,
  scanned: readonly string[],
): Promise<void> {
  const { db, ids, config } = auditing;
  college.clock.set(nightAt(date));
  await recordNights(db, { now: college.clock.now(), ids, timetable: { zone: ZONE, ...config.schedule } });
  const run = await runOfNight(db, date);
  if (run === null) throw new Error("the night was not recorded");
  const jobs = new Map(runJobs(auditing).control.map((job) => [job.name, job]));
  const signal = new AbortController().signal;
  const begin = planRun(run.id, 1);
  await jobs.get(begin.name)?.run(begin.data, signal);
  college.clock.advance(HOUR_MS);
  if (scanned.length > 0) await scan(scanned);
  college.clock.set(run.deadline);
  const end = concludeRun(run.id);
  await jobs.get(end.name)?.run(end.data, signal);
  expect(await runOfNight(db, date)).toMatchObject({ status: "incomplete", coverage: { audited: 0 } });
}

/** What should be known of the account, told from the nights alone. */
interface Expected {
  unreadSince: Date | null;
  isOpen: boolean;
  events: string[];
}

function after(before: Expected, night: Night, date: string, deadline: Date): Expected {
  const { isOpen, events } = before;
  if (night !== "given up") {
    return { unreadSince: null, isOpen: false, events: isOpen ? [...events, "fixed"] : events };
  }
  const unreadSince = before.unreadSince ?? nightAt(date);
  if (isOpen || deadline.getTime() - unreadSince.getTime() < 7 * DAY_MS) return { ...before, unreadSince };
  return { unreadSince, isOpen: true, events: [...events, events.length === 0 ? "opened" : "reopened"] };
}

const nights = fc
  .array(fc.constantFrom(...NIGHTS), { minLength: 0, maxLength: 3 })
  // Seven nights given up after the first that was, then whatever comes.
  .map((rest): Night[] => [...Array.from({ length: 8 }, () => "given up" as const), ...rest, "audited"]);

test(
  `an account given up for seven days is one finding, until an audit ends (seed ${SEED}, ${RUNS} worlds)`,
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(nights, async (drawn) => {
        const college = await openCollege();
        colleges.push(college);
        college.users.art.following.splice(0, 1500); // a long list would only take time
        const { ids, store } = await college.install();
        const auditor = await inlineAuditor(await store(), college.clock);
        const { db } = auditor.auditing;
        await auditor.night(FIRST_NIGHT);
        let expected: Expected = { unreadSince: null, isOpen: false, events: [] };
        for (const [index, night] of drawn.entries()) {
          const date = addDays(FIRST_NIGHT, index + 1);
          if (night === "audited") await auditor.night(date);
          else await giveUp(auditor, college, date, night === "scanned" ? [ids.library] : []);
          expected = after(expected, night, date, college.clock.now());
          const { activities = null } = (await readState(db, ids.library))?.unreadSince ?? {};
          expect(activities).toEqual(expected.unreadSince);
          const found = (await listFindings(db, { ruleId: "unaudited-account" })).filter(
            ({ accountId }) => accountId === ids.library,
          );
          expect(found.filter(({ status }) => status === "open")).toHaveLength(expected.isOpen ? 1 : 0);
          const story = found[0] === undefined ? [] : await eventsOf(db, found[0].id);
          expect(story.map(({ kind }) => kind)).toEqual(expected.events);
        }
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
  },
);
