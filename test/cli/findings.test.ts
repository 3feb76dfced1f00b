import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isAboutLearner } from "../../src/cli/findings/sealed.ts";
import type { Account } from "../../src/core/account.ts";
import { claimMail } from "../../src/store/mail.ts";
import { recordReveal } from "../../src/store/reveals.ts";
import { deliveries, installation } from "../../src/store/schema/index.ts";
import { SEEDED_AT, seedAccount, seedDelivery, seedEvent, seedFinding, seedSeal } from "../support/seed.ts";
import { openWorkplace, type Workplace } from "./support.ts";

const LEARNER_ENTRY = "entry0000001";

let place: Workplace;
let art: Account;

beforeAll(async () => {
  place = await openWorkplace();
  const { db } = place.database;
  art = await seedAccount(db, { handle: "north_art", keepers: ["a@north.example", "b@north.example"] });
  const sport = await seedAccount(db, { handle: "north_sport" });
  await seedFinding(db, {
    id: "aaaa00000001",
    accountId: art.id,
    openedAt: new Date("2026-11-20T03:31:00Z"),
  });
  await seedEvent(db, "aaaa00000001", {
    step: 2,
    kind: "worsened",
    at: new Date("2026-11-21T03:31:00Z"),
    from: "low",
    to: "medium",
  });
  await seedFinding(db, {
    id: "aaaa00000002",
    accountId: sport.id,
    ruleId: "untagged-posts",
    severity: "low",
    sentence: "1 of 9 posts of the last 28 days lacks a tag.",
    evidence: {
      figures: { posts_judged: 9, tagged_percent: null },
      posts: [{ url: "https://x.com/north_sport/status/9", at: "2026-11-19T10:00:00Z", note: "no tag" }],
    },
  });
  await seedFinding(db, {
    id: "bbbb00000001",
    accountId: sport.id,
    ruleId: "learner-followed",
    severity: "safeguarding",
    subject: LEARNER_ENTRY,
    sentence: "It follows an account that may be a current learner's, first seen on 2026-11-19.",
  });
  await seedFinding(db, {
    id: "cccc00000001",
    accountId: art.id,
    ruleId: "untagged-posts",
    status: "resolved",
    closing: "fixed",
    closedAt: new Date("2026-11-21T03:31:00Z"),
  });
});

afterAll(() => place.close());

test("open findings are listed, the worst first, each with its account and what is wrong", async () => {
  const { code, stdout } = await place.run(["findings", "list"]);
  expect(code).toBe(0);
  const lines = stdout.split("\n");
  expect(lines[1]).toMatch(/^bbbb0000 {2}safeguarding {2}learner-followed {2}x:@north_sport {2}2026-11-22 /u);
  expect(lines[2]).toMatch(/^aaaa0000 {2}medium {8}dormant-account {3}x:@north_art {4}2026-11-20 /u);
  expect(lines[3]).toContain("1 of 9 posts of the last 28 days lacks a tag.");
  expect(stdout).toContain("3 findings: 1 safeguarding, 1 medium, 1 low.");
  expect(stdout).not.toContain("cccc0000");
});

test("a list is narrowed by status, rule, account and severity", async () => {
  const ids = async (...words: string[]) => {
    const { stdout } = await place.run(["findings", "list", "--json", ...words]);
    const listed: { id: string }[] = JSON.parse(stdout);
    return listed.map(({ id }) => id);
  };
  expect(await ids("--status", "resolved")).toEqual(["cccc00000001"]);
  expect(await ids("--status", "all")).toHaveLength(4);
  expect(await ids("--rule", "untagged-posts")).toEqual(["aaaa00000002"]);
  expect(await ids("--account", "@north_art")).toEqual(["aaaa00000001"]);
  expect(await ids("--severity", "low")).toEqual(["aaaa00000002"]);
});

test("the exit code is 1 only when a listed finding waits that is at least as severe as --fail-on", async () => {
  const code = async (...words: string[]) => (await place.run(["findings", "list", ...words])).code;
  expect(await code("--fail-on", "safeguarding")).toBe(1);
  expect(await code("--fail-on", "high", "--account", "x:north_art")).toBe(0);
  expect(await code("--fail-on", "medium", "--account", "x:north_art")).toBe(1);
  expect(await code("--fail-on", "low", "--status", "resolved")).toBe(0);
  expect(await code("--fail-on", "awful")).toBe(2);
});

test("a learner finding names no learner, in any form of output", async () => {
  for (const words of [["list"], ["list", "--json"], ["show", "bbbb"], ["show", "bbbb", "--json"]]) {
    const { stdout } = await place.run(["findings", ...words]);
    expect(stdout).not.toContain(LEARNER_ENTRY);
    expect(stdout).not.toContain("fingerprint");
  }
});

test("nobody is told that a finding closed because a learner was erased or left, in words or in JSON", async () => {
  const { db } = place.database;
  for (const [at, runId] of ["erase", "retention"].entries()) {
    const id = `dddd0000000${at}`;
    const closing = { status: "resolved", closing: "no-longer-applies", closedAt: new Date() } as const;
    await seedFinding(db, { id, accountId: art.id, ruleId: "learner-followed", subject: id, ...closing });
    await seedEvent(db, id, { step: 2, kind: "no-longer-applies", at: new Date(), runId });
    const words = await place.run(["findings", "show", id]);
    expect(words.stdout).toContain("closed, no longer applies\n");
    const json = await place.run(["findings", "show", id, "--json"]);
    expect(words.stdout + json.stdout).not.toMatch(/erase|retention/iu);
  }
});

test("a rule that does not exist is named with the nearest that does", async () => {
  const { code, stderr } = await place.run(["findings", "list", "--rule", "dormant-acount"]);
  expect(code).toBe(2);
  expect(stderr).toContain("did you mean dormant-account?");
});

test("show tells why a finding matters, what to do, what it rests on and its story, oldest first", async () => {
  const { stdout } = await place.run(["findings", "show", "aaaa00000001"]);
  for (const words of ["section 3", "a@north.example, b@north.example", "https://x.com/north_art", "71"]) {
    expect(stdout).toContain(words);
  }
  const opened = stdout.indexOf("2026-11-20 03:31  opened");
  const worse = stdout.indexOf("2026-11-21 03:31  became more severe, low to medium");
  expect(opened).toBeGreaterThan(0);
  expect(worse).toBeGreaterThan(opened);
  expect(stdout).not.toContain("Sealed evidence");
});

test("evidence posts are shown with date, note and link, and a figure without a value is left out", async () => {
  const { stdout } = await place.run(["findings", "show", "aaaa00000002"]);
  expect(stdout).toMatch(/2026-11-19 {2}no tag +https:\/\/x\.com\/north_sport\/status\/9/u);
  expect(stdout).toMatch(/Posts judged +9/u);
  expect(stdout).not.toContain("Tagged percent");
});

test("the beginning of an id is enough when it is unambiguous, else the choices are listed", async () => {
  expect((await place.run(["findings", "show", "BBBB"])).stdout).toContain("bbbb00000001");
  const { code, stderr } = await place.run(["findings", "show", "aaaa"]);
  expect(code).toBe(2);
  expect(stderr).toContain("aaaa00000001  dormant-account  x:@north_art");
  expect(stderr).toContain("aaaa00000002  untagged-posts  x:@north_sport");
  expect((await place.run(["findings", "show", "zzzz"])).stderr).toContain("findings list --status all");
});

test("show says whether evidence is sealed, to which keys, and who has opened it", async () => {
  const before = await place.run(["findings", "show", "bbbb"]);
  expect(before.stdout).toContain("Sealed evidence: none, because no safeguarding contact");
  const { db } = place.database;
  await seedSeal(db, "bbbb00000001", "0123456789abcdef", Buffer.from("box"));
  expect((await place.run(["findings", "show", "bbbb"])).stdout).toContain("Never opened.");
  await recordReveal(db, {
    id: "reveal000001",
    findingId: "bbbb00000001",
    at: new Date("2026-11-22T09:00:00Z"),
    claimedName: "A. Lead",
    systemUser: "lead",
    reason: "check with our records",
  });
  const { stdout } = await place.run(["findings", "show", "bbbb"]);
  expect(stdout).toContain("0123456789abcdef  2026-11-22 03:31");
  expect(stdout).toContain("2026-11-22 09:00  A. Lead");
});

test("safeguarding counts as told once a mail server has taken the mail, not before", async () => {
  const { db } = place.database;
  await seedDelivery(db, { state: "queued", kind: "safeguarding", about: "bbbb00000001" });
  await seedDelivery(db, { state: "queued", about: "2026-W47" });
  const story = async () => (await place.run(["findings", "show", "bbbb"])).stdout;
  expect(await story()).toMatch(/e-mail to safeguarding written: it waits, no mail leaves before go-live$/mu);
  expect(await story()).toMatch(
    /in the weekly e-mail of 2026-W47: it waits, no mail leaves before go-live$/mu,
  );
  await db.insert(installation).values({ name: "live_since", value: "2026-11-23", setAt: new Date() });
  expect(await story()).toMatch(/e-mail to safeguarding written: queued, not delivered$/mu);
  await db.update(deliveries).set({ state: "unclear" });
  expect(await story()).toMatch(/e-mail to safeguarding written: nobody knows whether it arrived$/mu);
  await db.update(deliveries).set({ state: "refused" });
  expect(await story()).toMatch(/e-mail to safeguarding written: refused, nobody has it$/mu);
  expect(await story()).not.toContain("told");
  const json = await place.run(["findings", "show", "bbbb", "--json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    mails: expect.arrayContaining([expect.objectContaining({ kind: "safeguarding", delivery: "refused" })]),
  });
  const shared = { subject: "Please look", bytes: Buffer.from("frozen"), messageId: "<shared@example.test>" };
  const about = {
    about: "eeee00000001",
    alsoAbout: ["bbbb00000001.again"],
    recipients: ["lead@north.example"],
  };
  const mail = { ...shared, ...about, id: "mail00000001", kind: "safeguarding" as const };
  await claimMail(db, { ...mail, sendAfter: SEEDED_AT }, SEEDED_AT);
  const took = { state: "accepted", changedAt: new Date("2026-11-24T08:05:00Z") } as const;
  await db.update(deliveries).set(took).where(eq(deliveries.mailId, mail.id));
  // Not when it was made: it may have waited for an open day, or for go-live.
  expect(await story()).toMatch(/^2026-11-24 08:05 +told to safeguarding by e-mail$/mu);
  const again = {
    ...mail,
    id: "mail00000002",
    about: "bbbb00000001.late",
    alsoAbout: [],
    messageId: "<late@example.test>",
  };
  await claimMail(db, { ...again, sendAfter: SEEDED_AT }, new Date("2026-11-25T09:00:00Z"));
  await db
    .update(deliveries)
    .set({ ...took, changedAt: new Date("2026-11-26T09:00:00Z") })
    .where(eq(deliveries.mailId, again.id));
  expect(await story()).toMatch(/told to safeguarding by e-mail, and again on 2026-11-26 09:00$/mu);
  await db.delete(installation);
});

test("due dates begin once mail is live: before go-live a backlog is nobody's delay", async () => {
  const due = async () => {
    const { stdout } = await place.run(["findings", "list", "--json", "--account", "north_art"]);
    const [first]: { due: string | null }[] = JSON.parse(stdout);
    return first?.due;
  };
  expect(await due()).toBeNull();
  const liveSince = new Date("2026-11-23T09:00:00Z");
  await place.database.db
    .insert(installation)
    .values({ name: "live_since", value: liveSince.toISOString(), setAt: liveSince });
  expect(await due()).toBe("2026-12-21");
});

test("whoever has no findings is told what else there is, or how to get any", async () => {
  const other = await openWorkplace();
  const { stdout } = await other.run(["findings", "list"]);
  expect(stdout).toContain("Nothing is known: nothing was audited yet.\n→ `account-audit runs list`");
  await other.close();
  expect((await place.run(["findings", "list", "--status", "waived"])).stdout).toContain(
    "On record: 3 open, 3 resolved.",
  );
});

test("a severity of safeguarding or a learner rule makes a finding one about a learner", () => {
  expect(isAboutLearner({ ruleId: "learner-followed", severity: "low" })).toBe(true);
  expect(isAboutLearner({ ruleId: "a-rule-of-later", severity: "safeguarding" })).toBe(true);
  expect(isAboutLearner({ ruleId: "dormant-account", severity: "high" })).toBe(false);
});

test("a narrow terminal shows records instead of a table: ids, dates and words stay whole", async () => {
  const { stdout } = await place.run(["findings", "list"], { isTty: true, columns: 60 });
  const blocks = stdout.slice(0, stdout.indexOf("3 findings:"));
  expect(Math.max(...blocks.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(blocks).toMatch(
    /^Finding +Severity +Rule +Account\nbbbb0000 +safeguarding +learner-followed +x:@north_sport\n  since /u,
  );
  expect(blocks.replaceAll(/\s+/gu, " ")).toContain("learner's, first seen on 2026-11-19.");
});
