import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Account } from "../../src/core/account.ts";
import { addDays } from "../../src/core/calendar.ts";
import { accounts, installation } from "../../src/store/schema/index.ts";
import { seedAccount, seedDelivery, seedEvent, seedFinding } from "../support/seed.ts";
import { openWorkplace, TODAY, type Workplace } from "./support.ts";

const SETTINGS = `
organisations:
  - { id: group, name: Example College Group, short_name: ECG }
  - { id: north, name: North College, short_name: NOR }
group: group
thresholds: { waiver_longest_days: 100, waiver_warn_days: 10 }
safeguarding:
  north: { lead: { name: A. Lead, email: lead@north.example }, deputy: { name: B. Deputy, email: deputy@north.example } }
`;
const JO = ["--by", "Jo Smith"];

let place: Workplace;
let art: Account;

beforeAll(async () => {
  place = await openWorkplace(SETTINGS);
  art = await seedAccount(place.database.db, {
    handle: "north_art",
    keepers: ["a@north.example", "b@north.example"],
  });
});
afterAll(() => place.close());

/** A finding of its own for a test. */
async function made(id: string, changes: { ruleId?: string; severity?: "safeguarding" | "low" } = {}) {
  return seedFinding(place.database.db, { id, accountId: art.id, ...changes });
}

const findings = (...words: string[]) => place.run(["findings", ...words]);

async function shown(id: string) {
  const { stdout } = await findings("show", id, "--json");
  const story: {
    status: string;
    decisions: Record<string, unknown>[];
    assigned: unknown;
    due: string | null;
  } = JSON.parse(stdout);
  return story;
}

test("several findings are acknowledged at once, and stay on record with who and why", async () => {
  await made("aa1000000000");
  await made("aa2000000000", { ruleId: "untagged-posts" });
  const { code, stdout } = await findings("acknowledge", "aa1", "aa2", ...JO, "--reason", "call on Tuesday");
  expect(code).toBe(0);
  expect(stdout).toContain("aa1000000000  x:@north_art  acknowledged\n");
  expect(stdout).toContain("2 findings changed, 0 not.");
  expect(await shown("aa1")).toMatchObject({
    status: "acknowledged",
    decisions: [{ kind: "acknowledged", by: "Jo Smith", reason: "call on Tuesday" }],
  });
});

test("the same again changes nothing, and says so", async () => {
  await made("ab1000000000");
  const again = () => findings("acknowledge", "ab1", ...JO);
  await again();
  expect((await again()).stdout).toContain("not changed: it is decided so already");
  expect((await shown("ab1")).decisions).toHaveLength(1);
});

test("a waiver has a reason and an end in the settings' bounds, and shows when it ends", async () => {
  await made("ac1000000000");
  const waive = (...words: string[]) => findings("waive", "ac1", ...JO, ...words);
  expect((await waive("--reason", "summer course")).stderr).toContain("--until");
  expect((await waive("--until", addDays(TODAY, 5))).stderr).toContain("--reason");
  const tooLong = await waive("--reason", "summer course", "--until", addDays(TODAY, 101));
  expect(tooLong.code).toBe(2);
  expect(tooLong.stderr).toContain(`at most 100 days\n→ give ${addDays(TODAY, 100)}`);
  expect((await waive("--reason", "why", "--until", "soon")).stderr).toContain("--until is not a date");
  const until = addDays(TODAY, 5);
  await waive("--reason", "summer course", "--until", until, "--evidence", "MKT-112");
  const { stdout } = await findings("show", "ac1");
  expect(stdout).toContain(`waived by Jo Smith until ${until}, 5 days left`);
  expect(stdout).toMatch(
    new RegExp(`waived until ${until} by Jo Smith .*: summer course; evidence MKT-112`, "u"),
  );
  expect(stdout).toContain(`${until}        the waiver ends`);
  place.clock.set(`${until}T12:00:00Z`);
  expect((await findings("show", "ac1")).stdout).toContain(`until ${until}, which ends today`);
  place.clock.set(`${addDays(until, 1)}T01:00:00Z`);
  expect((await findings("show", "ac1")).stdout).toContain(`until ${until}, which is over`);
  place.clock.set(`${TODAY}T09:00:00Z`);
  const listed = await findings("list", "--status", "waived");
  expect(listed.stdout).toContain(`${until}, ends soon`);
  expect(listed.stdout).toContain("1 of them ends by");
});

test("dismiss asks for --wrong and a reason, and the list of dismissed ones counts how often the rule was wrong", async () => {
  await made("ad1000000000", { ruleId: "barely-used-account" });
  const silent = await findings("dismiss", "ad1", ...JO, "--reason", "it is seasonal");
  expect(silent.code).toBe(2);
  expect(silent.stderr).toContain("if it is true but accepted, `account-audit findings waive`");
  await findings("dismiss", "ad1", "--wrong", ...JO, "--reason", "posts are in Stories");
  const { stdout } = await findings("list", "--status", "dismissed");
  expect(stdout).toContain(
    "How often the audit was wrong, of all that it reported: barely-used-account 1 of 1.",
  );
  expect((await findings("show", "ad1")).stdout).toContain(`dismissed as wrong by Jo Smith on ${TODAY}`);
});

test("an answer to a learner is settled by those who hear of it: closed, told so, and not counted as wrong", async () => {
  await made("ad2000000000", { ruleId: "learner-contacted", severity: "safeguarding" });
  const settle = ["dismiss", "ad2", "--settled", "--by", "A. Lead", "--reason", "talked to"];
  expect((await findings(...settle)).stdout).toContain("dismissed: true, and dealt with");
  expect((await findings("show", "ad2")).stdout).toContain(`dismissed as settled by A. Lead on ${TODAY}`);
  expect((await findings("list", "--status", "dismissed")).stdout).not.toContain("learner-contacted 1 of");
});

test("a finding goes to a current keeper alone, and says so when they are none any more", async () => {
  await made("ae1000000000");
  const to = (keeper: string) => findings("assign", "ae1", ...JO, "--to", keeper);
  const stranger = await to("c@north.example");
  expect(stranger.code).toBe(2);
  expect(stranger.stderr).toContain("the keepers are a@north.example, b@north.example");
  await to("a@north.example");
  expect(await shown("ae1")).toMatchObject({ assigned: { to: "a@north.example", isKeeper: true } });
  const { db } = place.database;
  await db
    .update(accounts)
    .set({ keepers: ["b@north.example"] })
    .where(eq(accounts.id, art.id));
  for (const words of [["list"], ["show", "ae1"]]) {
    expect((await findings(...words)).stdout).toContain("a@north.example, no longer a keeper");
  }
  await db
    .update(accounts)
    .set({ keepers: ["a@north.example", "b@north.example"] })
    .where(eq(accounts.id, art.id));
  await to("nobody");
  expect(await shown("ae1")).toMatchObject({ status: "open", assigned: null });
});

test("a decision is taken back, and the finding is open again", async () => {
  await made("af1000000000");
  await findings("waive", "af1", ...JO, "--reason", "why", "--until", addDays(TODAY, 5));
  const refused = await findings("acknowledge", "af1", ...JO);
  expect(refused.stderr).toContain("it is waived by Jo Smith\n→ take that back first, with withdraw");
  await findings("withdraw", "af1", ...JO, "--reason", "the course was cancelled");
  expect((await shown("af1")).status).toBe("open");
  const { stdout } = await findings("show", "af1");
  expect(stdout.indexOf("waived until")).toBeLessThan(stdout.indexOf("opened again, decision taken back"));
});

test("where one of several refuses, none is changed", async () => {
  await made("ba1000000000");
  await seedFinding(place.database.db, {
    id: "ba2000000000",
    accountId: art.id,
    ruleId: "learner-followed",
    severity: "safeguarding",
  });
  const words = [...JO, "--reason", "why", "--until", addDays(TODAY, 5)];
  const { code, stderr } = await findings("waive", "ba1", "ba2", ...words);
  expect(code).toBe(2);
  expect(stderr).toContain("ba2000000000 (x:@north_art): a finding about a learner is never waived");
  expect(stderr).toContain("Nothing was changed, of the others neither.");
  expect((await shown("ba1")).status).toBe("open");
});

test("a learner finding is acknowledged by those who hear of it, and by nobody else", async () => {
  await made("bb1000000000", { ruleId: "learner-followed", severity: "safeguarding" });
  const other = await findings("acknowledge", "bb1", ...JO);
  expect(other.stderr).toContain(
    "only A. Lead (lead@north.example) and B. Deputy (deputy@north.example) may decide",
  );
  expect((await findings("acknowledge", "bb1", "--by", "lead@north.example")).code).toBe(0);
  expect((await shown("bb1")).status).toBe("acknowledged");
});

test("the list of open findings says what else is not settled, and how many are late", async () => {
  await made("bc1000000000", { severity: "low" });
  const { db } = place.database;
  const liveSince = new Date("2026-01-01T00:00:00Z");
  await db
    .insert(installation)
    .values({ name: "live_since", value: liveSince.toISOString(), setAt: liveSince })
    .onConflictDoNothing();
  const late = await seedFinding(db, {
    id: "bd1000000000",
    accountId: art.id,
    openedAt: new Date("2026-01-05T03:31:00Z"),
  });
  const { stdout } = await findings("list");
  expect(stdout).toContain("2026-02-02, late");
  expect(stdout).toMatch(/^\d+ of them (?:is|are) past the due date\.$/mu);
  expect(stdout).toMatch(/^Beside them.*: \d+ acknowledged.*, \d+ dismissed \(--status all\)\.$/mu);
  expect(await shown(late.id)).toMatchObject({ due: "2026-02-02", isOverdue: true });
});

test("what opened again is told from what is new", async () => {
  const openedAt = new Date("2026-03-02T03:31:00Z");
  const lastOpenedAt = new Date("2026-11-20T03:31:00Z");
  await seedFinding(place.database.db, {
    id: "be1000000000",
    accountId: art.id,
    openedAt,
    lastOpenedAt,
    reopenedCount: 1,
  });
  expect((await findings("list")).stdout).toMatch(/^be100000 .* 2026-11-20, again /mu);
  expect((await findings("show", "be1")).stdout).toContain("open again, for the 2nd time");
});

test("the story has mails, decisions and what the audit saw in the order in which they happened", async () => {
  const { db } = place.database;
  const { id } = await seedFinding(db, {
    id: "ca1000000000",
    accountId: art.id,
    openedAt: new Date("2026-02-02T03:31:00Z"),
  });
  const at = (day: string) => new Date(`2026-${day}T07:30:00Z`);
  await seedEvent(db, id, { step: 2, kind: "fixed", at: at("02-20"), from: "medium" });
  await seedEvent(db, id, { step: 3, kind: "reopened", at: at("04-01"), to: "medium" });
  for (const [about, day] of [
    ["2026-W07", "02-09"],
    ["2026-W08", "02-16"],
    ["2026-W09", "02-23"],
    ["2026-W15", "04-06"],
  ] as const) {
    await seedDelivery(db, { state: "accepted", about, at: at(day) });
  }
  await findings("acknowledge", id, ...JO);
  const { stdout } = await findings("show", id);
  const story = stdout.slice(stdout.indexOf("What happened"));
  const order = [
    "opened, medium",
    "told in the weekly e-mail",
    "2026-W07, and in 1 more until 2026-W08",
    "fixed",
    "opened again",
    "2026-W15",
    "acknowledged",
  ];
  const places = order.map((words) => story.indexOf(words));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
  expect(story).not.toContain("2026-W09");
});

test("a story fits a terminal of 80 and of 40 columns", async () => {
  await made("cb1000000000");
  await findings(
    "waive",
    "cb1",
    ...JO,
    "--reason",
    "a course that runs in summer alone",
    "--until",
    addDays(TODAY, 5),
  );
  for (const columns of [80, 40]) {
    const { stdout } = await place.run(["findings", "show", "cb1"], { isTty: true, columns });
    const story = stdout.slice(stdout.indexOf("What happened"));
    expect(Math.max(...story.split("\n").map((line) => line.length))).toBeLessThanOrEqual(columns);
  }
});
