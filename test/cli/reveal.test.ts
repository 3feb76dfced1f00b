import { userInfo } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLeadKeys, seal } from "../../src/secrets.ts";
import { recordReveal } from "../../src/store/reveals.ts";
import { reveals } from "../../src/store/schema/index.ts";
import { seedAccount, seedFinding, seedSeal, seedState } from "../support/seed.ts";
import { openWorkplace, type Ran, type Workplace } from "./support.ts";

const PASSPHRASE = "apple river tower seven";
const HANDLE = "young_learner_7";
const FINDING = "bbbb00000001";

let place: Workplace;
let leadKeyId: string;

beforeAll(async () => {
  place = await openWorkplace();
  const { db } = place.database;
  const sport = await seedAccount(db, { handle: "north_sport" });
  await seedState(db, sport, { followReadAt: new Date("2026-11-23T03:40:00Z") });
  const learner = { accountId: sport.id, ruleId: "learner-followed", severity: "safeguarding" } as const;
  const evidence = { figures: { first_seen_on: "2026-11-19" }, posts: [] };
  await seedFinding(db, { ...learner, id: FINDING, subject: "entry0000001", evidence });
  await seedFinding(db, { ...learner, id: "cccc00000001", subject: "entry0000002" });
  const closed = {
    status: "resolved",
    closing: "fixed",
    closedAt: new Date("2026-09-01T03:40:00Z"),
  } as const;
  await seedFinding(db, { ...learner, ...closed, id: "dddd00000001", subject: "entry0000003" });
  await seedFinding(db, { id: "eeee00000001", accountId: sport.id });
  const lead = await createLeadKeys(PASSPHRASE);
  leadKeyId = lead.keyId;
  place.file("lead.key", lead.privateKeyFile);
  place.file("other.key", (await createLeadKeys(PASSPHRASE)).privateKeyFile);
  const said = {
    id: "777",
    handle: HANDLE,
    account: sport.id,
    seenAt: "2026-11-19T03:41:00.000Z",
    night: "2026-11-19",
  };
  await seedSeal(db, FINDING, leadKeyId, await seal(lead.publicKey, Buffer.from(JSON.stringify(said))));
});

afterAll(() => place.close());

function reveal(words: readonly string[], answer = PASSPHRASE): Promise<Ran> {
  const reason = ["--reason", "check with our records"];
  return place.run(["reveal", ...words, ...reason], { isTty: true, promptHidden: async () => answer });
}

const openings = () => place.database.db.select().from(reveals);

test("a lead sees on the terminal who it was, once, and what to do; the opening is on record, the name is not", async () => {
  const { code, stdout, stderr } = await reveal([FINDING, "--key", "lead.key", "--name", "A. Lead"]);
  expect([code, stderr]).toEqual([0, ""]);
  for (const words of [
    `@${HANDLE}`,
    "777",
    `https://x.com/${HANDLE}`,
    "x:@north_sport",
    "2026-11-19 03:41",
    "2026-11-23 03:40",
    "possible match",
  ]) {
    expect(stdout).toContain(words);
  }
  expect(stdout).toMatch(/First seen +2026-11-19/u);
  const [opening] = await openings();
  expect(opening).toMatchObject({
    findingId: FINDING,
    claimedName: "A. Lead",
    systemUser: userInfo().username,
    reason: "check with our records",
  });
  expect(JSON.stringify(opening)).not.toContain(HANDLE);
});

test("the opening is on record before a word of it is shown", async () => {
  const before = (await openings()).length;
  let shown = "";
  const broken = place.run(["reveal", FINDING, "--key", "lead.key", "--reason", "printer on fire"], {
    isTty: true,
    promptHidden: async () => PASSPHRASE,
    stdout: (text) => {
      shown += text;
      throw new Error("the terminal is gone");
    },
  });
  expect((await broken).code).toBe(4);
  expect(shown).toContain(HANDLE);
  expect(await openings()).toHaveLength(before + 1);
});

test("what cannot be put on record is not shown", async () => {
  const { db } = place.database;
  const row = { findingId: FINDING, at: new Date(), claimedName: "x", systemUser: "x", reason: "x" };
  await recordReveal(db, { id: "taken", ...row });
  await db.execute("alter table reveals add constraint full_table check (reason = 'x') not valid");
  const { code, stdout } = await reveal([FINDING, "--key", "lead.key"]);
  await db.execute("alter table reveals drop constraint full_table");
  expect(code).toBe(4);
  expect(stdout).toBe("");
});

test("into a pipe or a file nothing is revealed, and no passphrase is asked", async () => {
  const before = (await openings()).length;
  const words = ["reveal", FINDING, "--key", "lead.key", "--reason", "check"];
  const { code, stdout, stderr } = await place.run(words);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain("on a terminal only");
  expect(await openings()).toHaveLength(before);
});

test("a wrong passphrase, another's key, a file that is no key: each says which, and nothing goes on record", async () => {
  const before = (await openings()).length;
  const wrong = await reveal([FINDING, "--key", "lead.key"], "not the passphrase");
  expect(wrong.stderr).toContain("the passphrase does not open this private key");
  const other = await reveal([FINDING, "--key", "other.key"]);
  expect(other.stderr).toMatch(/nothing is sealed to this key \([0-9a-f]{16}\)/u);
  expect(other.stderr).toContain(`it is sealed to ${leadKeyId}`);
  place.file("no.key", "{}");
  expect((await reveal([FINDING, "--key", "no.key"])).stderr).toContain(
    "not a safeguarding lead's private key file",
  );
  const missing = await reveal([FINDING, "--key", "nowhere.key"]);
  expect(missing.stderr).toContain("nowhere.key cannot be read (ENOENT)");
  expect([wrong, other, missing].map(({ code }) => code)).toEqual([2, 2, 2]);
  expect(await openings()).toHaveLength(before);
});

test("where nothing is sealed the reason is told before a passphrase is asked", async () => {
  const ask = async (finding: string) => {
    const words = ["reveal", finding, "--key", "lead.key", "--reason", "check"];
    const { code, stderr } = await place.run(words, { isTty: true });
    expect(code).toBe(2);
    return stderr;
  };
  expect(await ask("cccc")).toContain("no safeguarding contact of this account has a public key");
  expect(await ask("dddd")).toContain("30 days after closing");
  expect(await ask("eeee")).toContain("it is not about a learner");
  expect(await ask("ffff")).toContain("no finding's id begins with");
});

test("a reason must be given, and not an empty one", async () => {
  const io = { isTty: true, promptHidden: async () => PASSPHRASE };
  const none = await place.run(["reveal", FINDING, "--key", "lead.key"], io);
  expect(none.code).toBe(2);
  const empty = await place.run(["reveal", FINDING, "--key", "lead.key", "--reason", "  "], io);
  expect(empty.stderr).toContain("the reason is empty");
});

test("no word of who it was is in any table after a reveal", async () => {
  await reveal([FINDING, "--key", "lead.key"]);
  const tables = await place.database.db.execute<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  const dump = [];
  for (const { name } of tables)
    dump.push(...(await place.database.db.execute(`select t::text from ${name} t`)));
  const text = JSON.stringify(dump);
  expect(text).toContain("north_sport");
  expect(text).not.toContain(HANDLE);
  expect(text).not.toContain(Buffer.from(HANDLE).toString("hex"));
});
