import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Evaluation } from "../../src/core/evaluate.ts";
import type { Result } from "../../src/core/rule.ts";
import { writeEvaluations } from "../../src/store/evaluations.ts";
import { evaluationChanges } from "../../src/store/schema/index.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedAccount } from "../support/seed.ts";
import { evaluationsOf } from "../support/evaluations.ts";

let database: FreshDatabase;
let accountId = "";
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  await database.db.delete(evaluationChanges);
  accountId = (await seedAccount(database.db)).id;
});
afterAll(() => database.close());

const FIRST = new Date("2026-11-22T03:30:00Z");
const SECOND = new Date("2026-11-23T03:30:00Z");
const PASS: Result = { result: "pass", detail: "" };
const UNKNOWN: Result = { result: "could-not-check", cause: "not-audited", detail: "" };

/** More rules than one statement takes. */
const made = (at: Date, resultOf: (rule: number) => Result): Evaluation[] =>
  Array.from({ length: 600 }, (_, rule) => {
    return { accountId, ruleId: `rule${rule}`, ruleVersion: 1, result: resultOf(rule), at };
  });

test("a night on which nothing changes leaves no line, and keeps since when", async () => {
  await writeEvaluations(
    database.db,
    "run1",
    made(FIRST, () => PASS),
  );
  await writeEvaluations(
    database.db,
    "run2",
    made(SECOND, () => PASS),
  );
  const kept = await evaluationsOf(database.db, accountId);
  expect(kept).toHaveLength(600);
  expect(new Set(kept.map(({ at, since, runId }) => `${runId} ${+at} ${+since}`))).toEqual(
    new Set([`run2 ${+SECOND} ${+FIRST}`]),
  );
  expect(await database.db.$count(evaluationChanges)).toBe(600); // the first night's
});

test("a result or a cause that changes leaves a line with what it was, and is so since then", async () => {
  await writeEvaluations(
    database.db,
    "run1",
    made(FIRST, () => PASS),
  );
  await database.db.delete(evaluationChanges);
  await writeEvaluations(
    database.db,
    "run2",
    made(SECOND, (rule) => (rule === 599 ? UNKNOWN : PASS)),
  );
  expect(await database.db.select().from(evaluationChanges)).toEqual([
    {
      accountId,
      ruleId: "rule599",
      at: SECOND,
      runId: "run2",
      fromResult: "pass",
      toResult: "could-not-check",
      cause: "not-audited",
    },
  ]);
  const changed = (await evaluationsOf(database.db, accountId)).filter(({ since }) => +since === +SECOND);
  expect(changed.map(({ ruleId, cause }) => [ruleId, cause])).toEqual([["rule599", "not-audited"]]);

  const third = new Date("2026-11-24T03:30:00Z");
  const limited: Result = { ...UNKNOWN, cause: "rate-limited" };
  await writeEvaluations(
    database.db,
    "run3",
    made(third, (rule) => (rule === 599 ? limited : PASS)),
  );
  expect(await database.db.$count(evaluationChanges)).toBe(2);
  const caused = (await evaluationsOf(database.db, accountId)).filter(({ since }) => +since === +third);
  expect(caused.map(({ ruleId, cause }) => [ruleId, cause])).toEqual([["rule599", "rate-limited"]]);
});
