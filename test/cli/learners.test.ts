import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UserError } from "../../src/errors.ts";
import { newKeyText, unlockLeadKey } from "../../src/secrets.ts";
import { openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
});
afterAll(() => place.close());

const ARGS = ["--list", "north", "--as-of", "2026-01-31", "--enrolled", "1000"];
const LIST =
  "platform,handle,id,last_day\nx,planted_a,,\nx,planted_b,777,31/07/2099\ninstagram,planted.c,,\n";
const answer = (text: string) => ({ promptHidden: () => Promise.resolve(text) });
const NOT_ON_X = expect.stringMatching(/^Not in the index by that name on X\.\n/u);
const typed = (text: string) => ({ stdin: () => Promise.resolve(Buffer.from(`${text}\n`)) });

test("a list is imported with the reminder of X's terms, listed by numbers, found and erased by prompt", async () => {
  const file = place.file("north.csv", LIST);
  const imported = await place.run(["learners", "import", file, ...ARGS]);
  expect(imported).toMatchObject({ code: 0, stderr: "" });
  expect(imported.stdout).toContain("Imported list north: 3 accounts (3 new, 0 as before, 0 gone).");
  expect(imported.stdout).toContain("opted in");
  expect(imported.stdout).toMatch(/The list is \d+ days old/u);
  expect(imported.stdout).toContain("privacy section");

  const listed = await place.run(["learners", "list"]);
  expect(listed.stdout).toMatch(/north +2026-01-31 +\d+ days, too old +1,000 +x +2 +0/u);
  expect(listed.stdout).toContain("X: 2 of 1,000 learners known (0.2%).");
  const json = await place.run(["learners", "list", "--json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    lists: [{ name: "north", enrolled: 1000 }],
    shares: [{ platform: "x", known: 2, enrolled: 1000, notComparable: 0 }, { platform: "instagram" }],
  });

  for (const word of ["@Planted_B", "777", "https://x.com/planted_b", "x:@planted_b", "Twitter: planted_b"]) {
    expect((await place.run(["learners", "find"], answer(word))).stdout).toMatch(/north +2099-07-31/u);
  }
  expect((await place.run(["learners", "find", "--stdin"], typed("somebody"))).stdout).toEqual(NOT_ON_X);
  const erased = await place.run(["learners", "erase", "--stdin", "--json"], typed("planted_b"));
  expect(JSON.parse(erased.stdout)).toEqual({ entries: 1, findings: 0 });
  expect((await place.run(["learners", "find"], answer("777"))).stdout).toEqual(NOT_ON_X);
});

test("a handle that was typed behind a command is never shown; where it goes, and to clear it, is", async () => {
  for (const words of [
    ["find", "@planted_argv"],
    ["erase", "@planted_argv", "--json"],
    ["find", "--handle=planted_argv"],
    ["list", "@planted_argv"],
    ["list", "--handle=planted_argv"],
    ["@planted_argv"],
  ]) {
    const ran = await place.run(["learners", ...words], answer("somebody"));
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(/\n→ a learner's handle is asked for, or use --stdin; .* shell's history\n$/u);
    expect(ran.stderr).not.toContain("planted");
  }
  const option = await place.run(["learners", "--handle=planted_argv"]);
  expect(option.code).toBe(2);
  expect(option.stderr).toContain("Usage: account-audit learners");
  expect(option.stderr).not.toContain("planted");
  expect((await place.run(["learners", "fnd"])).stderr).toContain("did you mean find?");
});

test("a platform that is none is not repeated, and the nearest word is named", async () => {
  const ran = await place.run(["learners", "find", "--platform", "instagrm"], answer("somebody"));
  expect(ran).toMatchObject({ code: 2, stderr: "--platform is no platform\n→ did you mean instagram?\n" });
  const far = await place.run(["learners", "find", "--platform", "planted_handle"], answer("somebody"));
  expect(far.stderr).toMatch(/\n→ one of x, youtube, .*mastodon\n$/u);
});

test("whoever has no terminal to be asked on is told of --stdin", async () => {
  const none = new UserError("usage", "this needs a terminal to ask on", "run it in a terminal");
  const ran = await place.run(["learners", "find"], { promptHidden: () => Promise.reject(none) });
  expect(ran).toMatchObject({
    code: 2,
    stderr: "this needs a terminal to ask on\n→ run it in a terminal, or use --stdin\n",
  });
});

test("a list that should never have been is dropped by its typed name or with --yes, and stays on record", async () => {
  const file = place.file("mistake.csv", "platform,handle\nx,planted_m\n");
  await place.run(["learners", "import", file, ...ARGS, "--list", "mistake"]);
  const drop = ["learners", "drop", "mistake"];
  const silent = await place.run(drop);
  expect([silent.code, silent.stderr]).toEqual([2, expect.stringContaining("add --yes")]);
  const no = await place.run(drop, { isTty: true, ...answer("yes") });
  expect(no.stderr).toMatch(/has 1 entry; 0 open findings on it.*\nnothing was dropped/u);
  expect((await place.run(["learners", "find"], answer("planted_m"))).stdout).toMatch(/mistake/u);

  const typedName = await place.run(drop, { isTty: true, ...answer("mistake") });
  expect(typedName).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Dropped list mistake: 1 entry, 0 findings without subject and seal."),
  });
  expect((await place.run(["learners", "find"], answer("planted_m"))).stdout).toEqual(NOT_ON_X);
  expect((await place.run(["learners", "list"])).stdout).toMatch(
    /^Dropped: mistake as of 2026-01-31, 1 entry, 0 findings .*; \d{4}-\d\d-\d\d \d\d:\d\d by \S+\.$/mu,
  );
  const again = await place.run([...drop, "--yes"]);
  expect(again.code).toBe(2);
  expect(again.stderr).toMatch(/no list of that name\n→ `account-audit learners list` shows all/u);
  const slip = await place.run(["learners", "drop", "nroth", "--yes"]);
  expect(slip.stderr).toMatch(/no list of that name\n→ did you mean north\?/u);

  place.clock.advance(1);
  await place.run(["learners", "import", file, ...ARGS, "--list", "mistake"]);
  const scripted = await place.run([...drop, "--yes", "--json"]);
  expect(JSON.parse(scripted.stdout)).toMatchObject({ list: "mistake", entries: 1, findings: 0 });
});

test("a list of another name is counted beside those that stand, and that is said", async () => {
  const file = place.file("term.csv", "platform,handle\nx,planted_t\n");
  const imported = await place.run(["learners", "import", file, ...ARGS, "--list", "spring", "--dry-run"]);
  expect(imported.stdout).toMatch(/a list of its own beside north: their 1,000 learners .*counted too/u);
  const itself = await place.run(["learners", "import", file, ...ARGS, "--dry-run", "--confirm-shrink"]);
  expect(itself.stdout).not.toContain("a list of its own");
});

test("a list that would lose more than a fifth is refused until confirmed", async () => {
  await place.run([
    "learners",
    "import",
    place.file("south.csv", "platform,id\nx,1\nx,2\n"),
    ...ARGS,
    "--list",
    "south",
  ]);
  const argv = [
    "learners",
    "import",
    place.file("one.csv", "platform,id\nx,1\n"),
    ...ARGS,
    "--list",
    "south",
  ];
  const refused = await place.run(argv);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("would lose 1 of its 2 learners");
  expect(refused.stderr).toContain("--confirm-shrink");
  expect((await place.run([...argv, "--confirm-shrink"])).code).toBe(0);
});

test.each([
  [["--enrolled", "many"], "--enrolled is not a whole number"],
  [["--enrolled", "1"], "more than the 1 learners enrolled"],
  [["--as-of", "soon"], "--as-of is not a date"],
  [["--as-of", "2999-01-01"], "in the future"],
  [["--list", "North College"], "--list is not a list's name"],
])("learners import with %j is a mistake with a reason", async (more, reason) => {
  const file = place.file("again.csv", LIST);
  const ran = await place.run(["learners", "import", file, ...ARGS, ...more]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(reason);
});

test("a database that was filled under another key is left alone", async () => {
  const file = place.file("again.csv", LIST);
  const env = { ...place.env, ACCOUNT_AUDIT_KEY: newKeyText() };
  const ran = await place.run(["learners", "import", file, ...ARGS], { env });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain("not the key under which the database was filled");
});

const BAD_LEARNERS = [
  "platform,handle\nx,planted_handle_far_too_long\n",
  "platform,handle\nplanted_handle,x\n",
  "platform,handle,last_day\nx,ok,planted_handle\n",
  "url\nhttps://x.com/planted_handle/status/1\n",
  "x,planted_handle\nx,ok\n",
  'platform,handle\nx,"planted_handle\n',
  'platform,handle\nx,planted"handle\n',
  "platform,handle\nx,ok,planted_handle\n",
  "platform,handle,id\nx,planted_handle,1\nx,planted_handle,2\n",
];
const BAD_ACCOUNTS = [
  "platform,handle,organisation\nx,planted_handle_far_too_long,north\n",
  "platform,handle,organisation\nplanted_handle,x,north\n",
  "platform,handle,organisation\nx,ok,planted_handle\n",
  "platform,handle,organisation,keepers\nx,ok,north,planted_handle\n",
  "platform,handle,organisation,login_address\nx,ok,north,planted_handle\n",
  "platform,handle,organisation,kind,status,opened_on\nx,ok,north,planted_handle,planted_handle,planted_handle\n",
  "url,organisation\nhttps://x.com/planted_handle/status/1,north\n",
  "x,planted_handle,north\n",
  'platform,handle,organisation\nx,"planted_handle,north\n',
];

test("no word of a bad row reaches output, error or table; the same search finds it where it does leak", async () => {
  const runs = [];
  for (const [index, text] of BAD_LEARNERS.entries()) {
    const argv = ["learners", "import", place.file(`l${index}.csv`, text), ...ARGS, "--list", "bad"];
    runs.push(
      await place.run(argv),
      await place.run([...argv, "--json"]),
      await place.run([...argv, "--verbose"]),
    );
  }
  for (const [index, text] of BAD_ACCOUNTS.entries()) {
    const argv = ["accounts", "import", place.file(`a${index}.csv`, text)];
    runs.push(
      await place.run(argv),
      await place.run([...argv, "--json"]),
      await place.run([...argv, "--partial"]),
    );
  }
  for (const word of ["planted_handle too long", "https://planted.example/x"]) {
    runs.push(
      await place.run(["learners", "find"], answer(word)),
      await place.run(["learners", "erase"], answer(word)),
    );
  }
  expect(runs.map(({ code }) => code)).not.toContain(0);
  expect(runs.map(({ code }) => code)).not.toContain(4);
  expect(JSON.stringify(runs)).not.toMatch(/planted/iu);
  expect(await tablesHolding("planted")).toEqual([]);

  await place.run([
    "accounts",
    "import",
    place.file("leak.csv", "url,organisation\nx.com/planted_leak,north\n"),
  ]);
  expect(await tablesHolding("planted")).toEqual(["account_handles", "accounts"]);
  expect((await place.run(["accounts", "list"])).stdout).toMatch(/planted/u);
});

/** Names of the tables of which some row, as text or as bytes, holds the word. */
async function tablesHolding(word: string): Promise<string[]> {
  const { db } = place.database;
  const tables = await db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const hex = Buffer.from(word).toString("hex");
  const holding: string[] = [];
  for (const { name } of tables) {
    const found = await db.execute(
      sql`select 1 from ${sql.identifier(name)} t where t::text ilike ${`%${word}%`} or t::text like ${`%${hex}%`} limit 1`,
    );
    if (found.length > 0) holding.push(name);
  }
  return holding;
}

test("a lead's keys are written under the passphrase, and the public key is shown for the settings", async () => {
  const passphrase = "five words that do not belong";
  const made = await place.run(["keys", "new", "--for", "lead", "--out", "lead.key"], answer(passphrase));
  expect(made.code).toBe(0);
  const path = join(place.cwd, "lead.key");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const key = await unlockLeadKey(readFileSync(path, "utf8"), passphrase);
  expect(made.stdout).toContain(`public_key: ${Buffer.from(key.publicKey).toString("base64")}`);
  expect(made.stdout).not.toContain(passphrase);
  const again = await place.run(["keys", "new", "--for", "lead", "--out", "lead.key"], answer(passphrase));
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("lead.key is there already") });
});

test("a short passphrase and two that differ are refused", async () => {
  const argv = ["keys", "new", "--for", "lead"];
  expect(await place.run(argv, answer("short"))).toMatchObject({ code: 2 });
  const answers = ["five words that do not belong", "five words that do not belnog"];
  const differ = { promptHidden: () => Promise.resolve(answers.pop() ?? "") };
  expect((await place.run(argv, differ)).stderr).toContain("differ");
  expect(await place.run(["keys", "new", "--for", "friend"])).toMatchObject({ code: 2 });
});
