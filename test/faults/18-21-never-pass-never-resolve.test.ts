import { afterEach, expect, test } from "vitest";
import { unfollow, type Fault } from "../../connectors/x/sandbox.ts";
import type { EndpointName } from "../../connectors/x/sandbox/meter.ts";
import { addDays } from "../../src/core/calendar.ts";
import { eventsOf, listFindings } from "../../src/store/findings.ts";
import { FIRST_NIGHT, openCollege, postOn, type College, type Name } from "../support/college.ts";
import { dumpOf } from "../support/dump.ts";
import { inlineAuditor, type InlineAuditor } from "../support/inline.ts";
import type { Installation } from "../support/installation.ts";
import { evaluationOf, evaluationsOf } from "../support/evaluations.ts";
import { findingsOf } from "../support/findings.ts";

interface Audited extends Installation {
  college: College;
  auditor: InlineAuditor;
}

const colleges: College[] = [];
afterEach(() => Promise.all(colleges.splice(0).map((college) => college.close())));

/** A college whose first night was sound. */
async function afterASoundNight(): Promise<Audited> {
  const college = await openCollege();
  colleges.push(college);
  college.users.art.following.splice(0, 1500); // a long list would only take time
  const installed = await college.install();
  const auditor = await inlineAuditor(await installed.store(), college.clock);
  await auditor.night(FIRST_NIGHT);
  return { ...installed, college, auditor };
}

const night = (number: number) => addDays(FIRST_NIGHT, number);

/** Each readable account has a new post and one follow less: its posts and its whole list are worth reading again. */
function stir({ world, users }: College, names: readonly Name[], day = 0): void {
  for (const name of names) {
    postOn(world, users[name], day, "Come and see us, says @capitalccg with @collegeconel");
    unfollow(users[name], users[name].following.at(-1) ?? "");
  }
}

const READ = ["users/tweets", "users/following"] as const;

const REFUSALS = [
  { kind: "forbidden", cause: "no-permission" },
  { kind: "unauthorised", cause: "not-connected" },
  { kind: "payment-required", cause: "no-credit" },
] as const;

test.each(REFUSALS)(
  "18: an account refused as $kind is could not check: $cause, never pass",
  async (refusal) => {
    const { college, auditor, database, ids } = await afterASoundNight();
    expect(await resultsOf(database.db, ids.library)).toEqual(["pass", "pass", "pass", "pass"]);
    const before = await findingsOf(database.db, ids.library);
    stir(college, ["library"]);
    const userId = college.users.library.id;
    college.world.faults.push(...READ.map((endpoint): Fault => ({ kind: refusal.kind, endpoint, userId })));
    expect(await auditor.night(night(1))).toMatchObject({ status: "done" });
    const evaluations = await readingOf(database.db, ids.library);
    const expected = { result: "could-not-check", cause: refusal.cause };
    expect(evaluations).toMatchObject(READING.map(() => expected));
    expect(await findingsOf(database.db, ids.library)).toEqual(before);

    college.world.faults.length = 0;
    await auditor.night(night(2));
    expect(await resultsOf(database.db, ids.library)).toEqual(["pass", "pass", "pass", "pass"]);
  },
);

/** The rules that judge what was read tonight, and pass a healthy account. */
const READING = ["barely-used-account", "dormant-account", "learner-followed", "untagged-posts"];

async function readingOf(db: Installation["database"]["db"], accountId: string) {
  return (await evaluationsOf(db, accountId)).filter(({ ruleId }) => READING.includes(ruleId));
}

async function resultsOf(db: Installation["database"]["db"], accountId: string): Promise<string[]> {
  return (await readingOf(db, accountId)).map(({ result }) => result);
}

/** `ended`: a look-up that showed nothing audited nobody, and the night is no whole one. */
const EVERYWHERE: readonly { where: string; endpoints: readonly EndpointName[]; ended: object }[] = [
  {
    where: "the look-up of all accounts",
    endpoints: ["users", "users/by"],
    ended: { status: "incomplete", coverage: { audited: 0, notAudited: 8 } },
  },
  {
    where: "every timeline and every follow list",
    endpoints: READ,
    ended: { status: "done", coverage: { audited: 8, notAudited: 0 } },
  },
];

test.each(EVERYWHERE)(
  "19: no permission for $where opens no finding and resolves none; the night after, only the first post of a silent account does",
  async ({ endpoints, ended }) => {
    const { college, auditor, database, ids } = await afterASoundNight();
    const { findings: before, finding_events: eventsBefore } = await dumpOf(database.db);
    expect(before.length).toBeGreaterThan(2);
    stir(college, ["capitalccg", "collegeconel", "library", "sport", "music", "art"]);
    college.world.faults.push(...endpoints.map((endpoint): Fault => ({ kind: "forbidden", endpoint })));
    const run = await auditor.night(night(1));
    expect(run).toMatchObject(ended);
    const rules = Object.entries(run.coverage?.rules ?? {})
      .filter(([id]) => READING.includes(id))
      .map(([, figures]) => figures);
    expect(rules.map(({ pass }) => pass)).toEqual(READING.map(() => 0));
    for (const { couldNotCheck } of rules) expect(couldNotCheck["no-permission"]).toBeGreaterThan(2);
    expect(await opened(database.db)).toEqual(before.length);
    expect((await dumpOf(database.db)).finding_events).toEqual(eventsBefore);

    college.world.faults.length = 0;
    await auditor.night(night(2));
    const known = new Set(eventsBefore.map((event) => JSON.stringify(event)));
    const { finding_events: events } = await dumpOf(database.db);
    const anew = events.filter((event) => !known.has(JSON.stringify(event)));
    expect(events.length - anew.length).toBe(known.size);
    expect(anew.map((event) => (event as { kind: string }).kind).toSorted()).toEqual(["fixed", "opened"]);
    const ofMusic = (await findingsOf(database.db, ids.music)).map(
      ({ ruleId, status }) => `${ruleId} ${status}`,
    );
    expect(ofMusic).toEqual(expect.arrayContaining(["barely-used-account open", "dormant-account resolved"]));
  },
);

const opened = async (db: Installation["database"]["db"]) =>
  (await listFindings(db, { statuses: ["open"] })).length;

/** What befalls one account in one night; each is a list that says less than there is. */
const PARTIAL: readonly { what: string; befall(college: College, name: Name): void }[] = [
  { what: "a cursor that loops", befall: faulty("looping-cursor") },
  { what: "empty pages with a cursor", befall: faulty("empty-page-with-cursor") },
  { what: "fewer rows than X itself counts", befall: faulty("short-rows") },
  { what: "HTTP 200 with nothing", befall: faulty("nothing") },
  { what: "a row that X withholds", befall: faulty("withheld-item") },
];

function faulty(kind: Fault["kind"]) {
  return ({ world, users }: College, name: Name): void => {
    world.faults.push(...READ.map((endpoint) => ({ kind, endpoint, userId: users[name].id })));
  };
}

test(
  "20, 21: on no kind of partial answer is a finding resolved; the first complete reading resolves it",
  { timeout: 60_000 },
  async () => {
    const { college, auditor, database, ids } = await afterASoundNight();
    const { db } = database;
    const [learner] = college.learners;
    const [followed] = (await findingsOf(db, ids.music)).filter(
      ({ ruleId }) => ruleId === "learner-followed",
    );
    expect(followed).toMatchObject({ status: "open" });
    unfollow(college.users.music, learner);
    for (const [index, { what, befall }] of PARTIAL.entries()) {
      stir(college, ["music"], index);
      befall(college, "music");
      await auditor.night(night(1 + index));
      const evaluation = await evaluationOf(db, ids.music, "learner-followed");
      expect(["fail", "could-not-check"], what).toContain(evaluation?.result);
      expect(await findingsOf(db, ids.music), what).toContainEqual(
        expect.objectContaining({ id: followed?.id, status: "open", closedAt: null }),
      );
      college.world.faults.length = 0;
    }

    await auditor.night(night(1 + PARTIAL.length));
    expect(await evaluationOf(db, ids.music, "learner-followed")).toMatchObject({ result: "pass" });
    expect((await eventsOf(db, followed?.id ?? "")).map(({ kind }) => kind)).toEqual(["opened", "fixed"]);
  },
);

/** The list itself is cut: X goes on counting what it no longer shows. */
test.each([
  { what: "nothing", left: 0 },
  { what: "a few rows", left: 3 },
])("20: a follow list that shrinks to $what while its count stands resolves nothing", async ({ left }) => {
  const { college, auditor, database, ids } = await afterASoundNight();
  const { music } = college.users;
  const count = music.following.length;
  // The learner's row is among those that are gone.
  music.following = music.following.toReversed().slice(0, left);
  music.followingGap = count - left;
  await auditor.night(night(1));
  const evaluation = await evaluationOf(database.db, ids.music, "learner-followed");
  expect(["fail", "could-not-check"]).toContain(evaluation?.result);
  expect(await findingsOf(database.db, ids.music)).not.toContainEqual(
    expect.objectContaining({ status: "resolved" }),
  );
});

test("21: an account that disappears, is hidden or suspended keeps its findings open", async () => {
  const { college, auditor, database, ids } = await afterASoundNight();
  const closings = async () =>
    (await dumpOf(database.db)).finding_events.filter((row) => (row as { kind: string }).kind !== "opened");
  college.users.sport.state = "missing";
  college.users.music.protected = true;
  college.users.art.state = "suspended";
  await auditor.night(night(1));
  expect(await closings()).toEqual([]);
  for (const [name, cause] of [
    ["sport", "account-missing"],
    ["music", "account-protected"],
    ["art", "account-suspended"],
  ] as const) {
    const expected = { result: "could-not-check", cause };
    expect(await readingOf(database.db, ids[name])).toMatchObject(READING.map(() => expected));
  }
});
