/** A night whose budget is used up by the look-up of the accounts: what it leaves out is not known, and so passes nothing. */
import { afterAll, expect, test } from "vitest";
import { unfollow } from "../../connectors/x/sandbox.ts";
import { X_PRICES } from "../../connectors/x/rates.ts";
import { addDays } from "../../src/core/calendar.ts";
import { readState } from "../../src/store/readings.ts";
import { runAccountsOf } from "../../src/store/runs.ts";
import { evaluationsOf } from "../support/evaluations.ts";
import { FIRST_NIGHT, NAMES, openCollege, postOn, type College } from "../support/college.ts";
import { inlineAuditor, inlineNight } from "../support/inline.ts";

const colleges: College[] = [];
afterAll(() => Promise.all(colleges.map((college) => college.close())));

/** The rules that judge what is read of posts and follow lists. */
const READING = ["barely-used-account", "dormant-account", "learner-followed", "untagged-posts"];

test("18: what the budget leaves out is could not check: over budget, and is read once there is money again", async () => {
  const college = await openCollege();
  colleges.push(college);
  const { world, users } = college;
  users.art.following.splice(0, 1500); // a long list would only take time
  const { database, ids, store } = await college.install();
  const { db } = database;
  const opened = await store();
  const surveyAlone = NAMES.length * X_PRICES.profile.microUsd;
  const budgets = { x: { nightMicroUsd: surveyAlone, monthMicroUsd: 1000 * surveyAlone } };
  const rich = await inlineAuditor(opened, college.clock);
  const poor = await inlineAuditor({ ...opened, config: { ...opened.config, budgets } }, college.clock);
  const answers = async () =>
    (await evaluationsOf(db, ids.library))
      .filter(({ ruleId }) => READING.includes(ruleId))
      .map(({ ruleId, result, cause }) => `${ruleId} ${cause ?? result}`)
      .toSorted();
  const each = (answer: string) => READING.map((ruleId) => `${ruleId} ${answer}`);
  const readAt = async () => (await readState(db, ids.library))?.postsReadAt;

  await rich.night(FIRST_NIGHT);
  expect(await answers()).toEqual(each("pass"));
  const firstRead = await readAt();

  postOn(world, users.library, 0, "Come and see us");
  unfollow(users.library, users.library.following.at(-1) ?? "");
  const run = await poor.night(addDays(FIRST_NIGHT, 1));
  expect(await answers()).toEqual(each("over-budget"));
  expect(await readAt()).toEqual(firstRead);
  // The plan reckons with what the look-up has left, the price of the account that it did not find: nothing is begun that
  // the budget would break off.
  const planned = (await runAccountsOf(db, run.id)).map((one) => one.planned?.estimate ?? 0);
  expect(planned.reduce((sum, price) => sum + price, 0)).toBeLessThanOrEqual(X_PRICES.profile.microUsd);

  await rich.night(addDays(FIRST_NIGHT, 2));
  expect(await answers()).toEqual([...each("pass").slice(0, 3), "untagged-posts fail"]);
});

test("what is promised to one batch of accounts is not promised to the next one, and what its look-up costs is left for it", async () => {
  const college = await openCollege();
  colleges.push(college);
  college.users.art.following.splice(0, 2000);
  const { database, store } = await college.install();
  const opened = await store();
  const forReading = 1_000_000;
  const night = NAMES.length * X_PRICES.profile.microUsd + forReading;
  const budgets = { x: { nightMicroUsd: night, monthMicroUsd: 1000 * night } };
  const { auditing } = await inlineAuditor(
    { ...opened, config: { ...opened.config, budgets } },
    college.clock,
  );
  const x = auditing.connectors.get("x");
  if (x === undefined) throw new Error("X is not connected");
  const connectors = new Map([["x" as const, { ...x, surveyBatch: NAMES.length / 2 }]]);
  const run = await inlineNight({ ...auditing, connectors }, college.clock, FIRST_NIGHT);
  const accounts = await runAccountsOf(database.db, run.id);
  expect(new Set(accounts.map(({ batch }) => batch))).toEqual(new Set([0, 1]));
  const promised = accounts
    .map(({ planned }) => planned?.estimate ?? 0)
    .reduce((sum, price) => sum + price, 0);
  expect(promised).toBeGreaterThan(forReading / 2);
  expect(promised).toBeLessThanOrEqual(forReading + X_PRICES.profile.microUsd);
});
