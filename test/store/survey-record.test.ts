import { afterAll, beforeAll, expect, test } from "vitest";
import type { Account } from "../../src/core/account.ts";
import { addDays, instantOf } from "../../src/core/calendar.ts";
import type { PlannedAccount } from "../../src/core/plan.ts";
import { concludeIfDue } from "../../src/store/conclude.ts";
import { readAccount } from "../../src/store/accounts.ts";
import { runAccountsOf } from "../../src/store/runs.ts";
import { recordSurveyAnswers, type SurveyAnswer } from "../../src/store/survey-record.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { judgingAll } from "../support/judging.ts";
import { seedAccount, seedRun, seedRunAccount } from "../support/seed.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const ACCOUNTS = 60;
const NIGHTS = 6;
const NOTHING = { read: "nothing" } as const;

function answerOf(account: Account, night: number): SurveyAnswer {
  const planned: PlannedAccount = {
    accountId: account.id,
    wanted: { activities: NOTHING, following: NOTHING, leftOut: null },
    leftOutNeeds: [],
    estimate: 0,
  };
  const profile = {
    platformId: `id of ${account.id}`,
    handle: `${account.handle}_${night}`,
    createdAt: null,
    followers: 0,
    following: 0,
    posts: 0,
  };
  return {
    account,
    surveyed: { accountId: account.id, status: "seen", presence: "present", profile },
    planned,
  };
}

const CONTEXT = {
  now: new Date("2026-10-01T03:31:00Z"),
  normaliseHandle: (handle: string) => handle,
  hashWords: () => Buffer.alloc(32),
  keyVersion: 1,
};

test("26: an answer that the database does not take keeps the others of its batch from nothing, and is told", async () => {
  const { db } = database;
  const accounts = [await seedAccount(db), await seedAccount(db), await seedAccount(db)];
  const { id } = await seedRun(db, { localDate: "2026-10-01", status: "running", concludedAt: null });
  for (const account of accounts)
    await seedRunAccount(db, id, account.id, { state: "waiting", finishedAt: null });
  const [first, poisoned, last] = accounts.map((account) => answerOf(account, 1));
  if (first === undefined || poisoned?.surveyed.status !== "seen" || last === undefined) throw new Error();
  const { surveyed } = poisoned;
  const profile = surveyed.profile && { ...surveyed.profile, handle: "a\u0000b" };
  const answers = [first, { ...poisoned, surveyed: { ...surveyed, profile } }, last];
  await expect(recordSurveyAnswers(db, id, answers, CONTEXT)).rejects.toThrow("1 of 3 failed");
  const states = await runAccountsOf(db, id);
  const stateOf = (account: Account | undefined) =>
    states.find(({ accountId }) => accountId === account?.id)?.state;
  expect(accounts.map(stateOf)).toEqual(["pending", "waiting", "pending"]);
});

test("of an account whose handle is another's by now nothing is read, whatever was planned", async () => {
  const { db } = database;
  const account = await seedAccount(db, { platformId: "its own" });
  const { id } = await seedRun(db, { localDate: "2026-09-30", status: "running", concludedAt: null });
  await seedRunAccount(db, id, account.id, { state: "waiting", finishedAt: null });
  const answer = answerOf(account, 1);
  const wanted = {
    activities: { read: "since", postId: "1" },
    following: { read: "whole" },
    leftOut: null,
  } as const;
  await recordSurveyAnswers(
    db,
    id,
    [{ ...answer, planned: { ...answer.planned, wanted, estimate: 9 } }],
    CONTEXT,
  );
  expect(await runAccountsOf(db, id)).toMatchObject([
    {
      surveyed: {
        status: "failed",
        cause: "incomplete",
        detail: "its handle now belongs to another account",
      },
      planned: { wanted: { activities: NOTHING, following: NOTHING }, estimate: 0 },
    },
  ]);
});

test("a survey may be recorded while its run is concluded: neither breaks the other, whichever comes first", async () => {
  const { db } = database;
  // Handles stand in the other order than ids: a batch is in the order of the handles, a run's end in that of the ids.
  const seeded = Array.from({ length: ACCOUNTS }, (_, index) =>
    seedAccount(db, {
      id: `account${String(index).padStart(5, "0")}`,
      handle: `north${String(ACCOUNTS - index).padStart(5, "0")}`,
    }),
  );
  const accounts = (await Promise.all(seeded)).toReversed();
  for (let night = 0; night < NIGHTS; night++) {
    const localDate = addDays("2026-11-01", night);
    const deadline = instantOf(localDate, "06:45", "Europe/London");
    const { id } = await seedRun(db, {
      localDate,
      deadline,
      status: "running",
      concludedAt: null,
      coverage: null,
    });
    for (const { id: accountId } of accounts) {
      await seedRunAccount(db, id, accountId, { state: "waiting", finishedAt: null });
    }
    const context = { ...CONTEXT, now: deadline };
    const [concluded] = await Promise.all([
      concludeIfDue(db, id, { ...judgingAll, now: deadline }),
      recordSurveyAnswers(
        db,
        id,
        accounts.map((account) => answerOf(account, night)),
        context,
      ),
    ]);
    expect(concluded).toBe(true);
    const handles = await Promise.all(
      accounts.map(async ({ id: one }) => (await readAccount(db, one))?.handle),
    );
    expect(handles).toEqual(accounts.map(({ handle }) => `${handle}_${night}`));
  }
});
