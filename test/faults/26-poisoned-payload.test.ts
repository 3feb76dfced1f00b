import { afterAll, beforeAll, expect, test } from "vitest";
import type { Fault } from "../../connectors/x/sandbox.ts";
import { addDays } from "../../src/core/calendar.ts";
import type { Result } from "../../src/core/rule.ts";
import type { Database } from "../../src/store/database.ts";
import { FIRST_NIGHT, NAMES, openCollege, type College, type Name } from "../support/college.ts";
import { inlineAuditor } from "../support/inline.ts";
import type { Installation } from "../support/installation.ts";
import { evaluationsOf } from "../support/evaluations.ts";

const NEXT_NIGHT = addDays(FIRST_NIGHT, 1);

/** Whole answers that cannot be read: of that account nothing is known tonight, and all of it tomorrow. */
const ANSWERS: readonly Fault["kind"][] = [
  "html",
  "nothing",
  "empty-body",
  "huge",
  "poisoned-refusal",
  "truncated-json",
  "null-number",
  "null-data",
  "empty-page-with-cursor",
  "looping-cursor",
  "short-rows",
  "server-error",
  "reset-connection",
  "hang",
];
/** Items that cannot be read in an answer that can: a hole among the posts, which stays until it is behind the window. */
const ITEMS: readonly Fault["kind"][] = ["null-id", "unknown-enum", "withheld-item", "unclear-problem"];
/** Odd, and readable all the same. */
const HARMLESS: readonly Fault["kind"][] = ["lone-surrogate"];

/** They are poisoned at once, each with a kind of its own; the other four are not. */
const POISONED = ["library", "sport", "music", "art"] as const satisfies readonly Name[];
const KINDS = [...ANSWERS, ...ITEMS];
const GROUPS = Array.from({ length: Math.ceil(KINDS.length / POISONED.length) }, (_, group) =>
  KINDS.slice(group * POISONED.length, (group + 1) * POISONED.length),
);

interface Verdict {
  result: Result["result"];
  cause: string | null;
}
type Verdicts = Readonly<Record<string, Verdict>>;

let college: College;
/** What each rule says of each account when nothing is wrong with X, on the first night and on the next. */
let sound: readonly [Record<Name, Verdicts>, Record<Name, Verdicts>];

beforeAll(async () => {
  college = await openCollege();
  college.users.art.following.splice(0, 1500); // a long list would only take time
  const installed = await college.install();
  const auditor = await inlineAuditor(await installed.store(), college.clock);
  await auditor.night(FIRST_NIGHT);
  const first = await verdictsOf(installed);
  await auditor.night(NEXT_NIGHT);
  sound = [first, await verdictsOf(installed)];
});
afterAll(() => college.close());

async function verdictsOf({ database, ids }: Installation): Promise<Record<Name, Verdicts>> {
  const all = await Promise.all(NAMES.map(async (name) => [name, await verdicts(database.db, ids[name])]));
  return Object.fromEntries(all) as Record<Name, Verdicts>;
}

async function verdicts(db: Database, accountId: string): Promise<Verdicts> {
  const rows = await evaluationsOf(db, accountId);
  return Object.fromEntries(rows.map(({ ruleId, result, cause }) => [ruleId, { result, cause }]));
}

const DOES = "their own accounts could not check for a night, and no other";

test.each([
  ...GROUPS.map((kinds) => ({ kinds, what: `${kinds.join(", ")} make ${DOES}` })),
  { kinds: HARMLESS, what: `${HARMLESS.join(", ")} changes no verdict` },
])("26: $what", async ({ kinds }) => {
  const installed = await college.install();
  const auditor = await inlineAuditor(await installed.store({ timeoutMs: 700 }), college.clock);
  const poisoned = kinds.map((kind, index) => ({ kind, name: POISONED[index] ?? "art" }));
  for (const { kind, name } of poisoned) {
    const userId = college.users[name].id;
    college.world.faults.push({ kind, userId, endpoint: "users/tweets" });
    college.world.faults.push({ kind, userId, endpoint: "users/following" });
  }
  const run = await auditor.night(FIRST_NIGHT);
  expect(run).toMatchObject({ status: "done", coverage: { audited: 8, notAudited: 0 } });
  const tonight = await verdictsOf(installed);
  const others = NAMES.filter((name) => !poisoned.some((one) => one.name === name));
  expect(others.map((name) => tonight[name])).toEqual(others.map((name) => sound[0][name]));
  expect(poisoned.flatMap(({ kind, name }) => wrongTonight(kind, tonight[name], sound[0][name]))).toEqual([]);

  college.world.faults.length = 0;
  await auditor.night(NEXT_NIGHT);
  const next = await verdictsOf(installed);
  expect(poisoned.flatMap(({ kind, name }) => wrongAfterwards(kind, next[name], sound[1][name]))).toEqual([]);
});

/** What a poisoned page of posts or follows does not touch: the look-up, and for how long it has gone wrong. */
const OF_THE_LOOK_UP = ["vanished-account", "unaudited-account"];
const OF_THE_LIST = ["learner-followed", "official-account-unfollowed"];

const isSame = (one: Verdict | undefined, other: Verdict | undefined) =>
  one?.result === other?.result && one?.cause === other?.cause;

/** None of the poisoned accounts is official, so that each rule has something to say of it. What fails is known to fail. */
function wrongTonight(kind: Fault["kind"], verdicts: Verdicts, soundly: Verdicts): string[] {
  return Object.keys(soundly).flatMap((rule) => {
    const { result, cause } = verdicts[rule] ?? { result: "missing", cause: null };
    const isNotKnown =
      (result === "fail" && soundly[rule]?.result === "fail") ||
      (result === "could-not-check" && (cause === "incomplete" || cause === "platform-error"));
    const isUntouched = HARMLESS.includes(kind) || OF_THE_LOOK_UP.includes(rule);
    const isRight = isUntouched ? isSame(verdicts[rule], soundly[rule]) : isNotKnown;
    return isRight ? [] : [`${kind}: ${rule} is ${result} (${cause})`];
  });
}

function wrongAfterwards(kind: Fault["kind"], verdicts: Verdicts, soundly: Verdicts): string[] {
  return Object.keys(soundly).flatMap((rule) => {
    const isHole = ITEMS.includes(kind) && !OF_THE_LIST.includes(rule);
    const isRight =
      isSame(verdicts[rule], soundly[rule]) || (isHole && isSame(verdicts[rule], BEHIND_THE_HOLE));
    return isRight ? [] : [`${kind}: ${rule} is ${verdicts[rule]?.result} (${verdicts[rule]?.cause})`];
  });
}

const BEHIND_THE_HOLE: Verdict = { result: "could-not-check", cause: "not-long-known" };
