import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/time.ts";
import { posts } from "../../src/store/schema/index.ts";
import { seedAccount, seedEvaluation, seedFinding, seedRun, seedState } from "../support/seed.ts";
import { openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
});
afterAll(() => place.close());

const REGISTER = `platform,handle,college,department,kind,keepers
x,Example_Art,NOR,Art,departmental,a@example.ac.uk; b@example.ac.uk
instagram,example.art,North College,Art,,
x,ExampleGroup,group,,official,
`;

test("a register is imported, listed, shown, paused, resumed and exported; the export imports back unchanged", async () => {
  const file = place.file("register.csv", REGISTER);
  const dry = await place.run(["accounts", "import", file, "--dry-run"]);
  expect(dry).toMatchObject({ code: 0, stderr: "" });
  expect(dry.stdout).toContain("Would import: 3 new (X 2, Instagram 1), 0 changed, 0 unchanged.");
  expect((await place.run(["accounts", "list"])).stdout).toContain("0 accounts.");

  expect((await place.run(["accounts", "import", file])).stdout).toContain("Imported: 3 new");
  const listed = await place.run(["accounts", "list", "--platform", "twitter", "--json"]);
  const accounts: { id: string; handle: string }[] = JSON.parse(listed.stdout);
  expect(accounts.map((account) => account.handle)).toEqual(["Example_Art", "ExampleGroup"]);

  expect((await place.run(["accounts", "pause", "x:example_art", "--reason", "=handed over"])).code).toBe(0);
  const shown = await place.run(["accounts", "show", "https://x.com/example_art"]);
  expect(shown.stdout).toMatch(/Status +paused \(=handed over\)/u);

  const exported = await place.run(["accounts", "export", "out.csv"]);
  expect(exported).toMatchObject({ code: 0, stdout: "3 accounts written to out.csv.\n" });
  expect(statSync(join(place.cwd, "out.csv")).mode & 0o777).toBe(0o600);
  expect((await place.run(["accounts", "export"])).stdout).toBe(
    readFileSync(join(place.cwd, "out.csv"), "utf8"),
  );
  expect((await place.run(["accounts", "export", "out.csv"])).code).toBe(2);
  const back = await place.run(["accounts", "import", "out.csv", "--json"]);
  expect(JSON.parse(back.stdout)).toMatchObject({ imported: true, added: [], changed: [], unchanged: 3 });

  expect((await place.run(["accounts", "resume", accounts[0]?.id ?? ""])).stdout).toContain("is live");
  const changed = await place.run(["accounts", "import", "out.csv"]);
  expect(changed.stdout).toMatch(/x:@Example_Art +status, paused_reason/u);
});

test("bad rows keep everything out with code 2, and only themselves with --partial and code 3", async () => {
  const file = place.file(
    "bad.csv",
    "platform,handle,college\nx,Fine_One,nor\nx,planted one,nor\nx,Other,atlantis\n",
  );
  const refused = await place.run(["accounts", "import", file]);
  expect(refused.code).toBe(2);
  expect(refused.stdout).toMatch(/3 +handle +cannot be a handle on X/u);
  expect(refused.stdout).toMatch(/4 +organisation +not in the settings/u);
  expect(refused.stdout).toContain(
    "Nothing was imported, because of 2 bad rows; with --partial: 1 new (X 1), 0 changed, 0 unchanged.",
  );
  const dry = await place.run(["accounts", "import", file, "--dry-run"]);
  expect(dry.stdout).toContain(
    "Nothing would be imported, because of 2 bad rows; with --partial: 1 new (X 1)",
  );
  const both = await place.run(["accounts", "import", file, "--dry-run", "--partial"]);
  expect(both.stdout).toContain("Would import: 1 new (X 1), 0 changed, 0 unchanged, 2 bad rows left out.");
  expect(refused.stdout).toContain("--partial");
  const partial = await place.run(["accounts", "import", file, "--partial"]);
  expect(partial.code).toBe(3);
  expect(partial.stdout).toContain("Imported: 1 new");
  expect(partial.stdout + refused.stdout).not.toContain("planted");
});

test("with --partial no later row of an account steps in for its bad one", async () => {
  const columns = "platform,handle,college,keepers,opened_on";
  const good = place.file("twice-1.csv", `${columns}\nx,Twice,nor,a@example.ac.uk,\n`);
  expect((await place.run(["accounts", "import", good])).code).toBe(0);
  const rows = "x,@twice,nor,a@example.ac.uk,31/02/2024\nx,TWICE,nor,,\nx,@anew,atlantis,,\nx,Anew,nor,,\n";
  const file = place.file("twice-2.csv", `${columns}\n${rows}`);
  const { code, stdout } = await place.run(["accounts", "import", file, "--partial"]);
  expect(code).toBe(3);
  expect(stdout).toMatch(/3 +handle +the same account as on line 2/u);
  expect(stdout).toMatch(/5 +handle +the same account as on line 4/u);
  expect(stdout).toContain("Imported: 0 new, 0 changed, 0 unchanged, 4 bad rows left out.");
  await place.database.db.execute("update accounts set status = 'closed' where handle = 'Twice'");
});

test("a misspelt title is named with the column that was meant, once, and no row is counted", async () => {
  const file = place.file("slip.csv", "platform,handle,orgnisation\nx,one,nor\nx,two,nor\n");
  const { code, stdout } = await place.run(["accounts", "import", file, "--dry-run"]);
  expect(code).toBe(2);
  expect(stdout).toMatch(
    /1 +column 3 \(C\) +no such column; did you mean organisation\?\n\nNo row was read/u,
  );
  expect(stdout).not.toMatch(/is needed|bad row|--partial/u);
});

test("a file without a line of titles is told so once, and one without a row that it has none", async () => {
  const bare = place.file("bare.csv", "x,planted_art,nor\nx,planted_bus,nor\n");
  const { code, stdout } = await place.run(["accounts", "import", bare]);
  expect(code).toBe(2);
  expect(stdout.replaceAll(/\s+/gu, " ")).toMatch(
    /1 - the first line does not seem to name columns; the columns are id, platform, .* No row was read/u,
  );
  expect(stdout).not.toMatch(/no such column|is needed|planted/u);
  const empty = place.file("empty.csv", "platform,handle,college\n");
  expect(await place.run(["accounts", "import", empty])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("The file has no row of an account under its first line."),
  });
});

test("a /c/ address of YouTube is refused with the address to give; an account that is on record stays", async () => {
  const file = place.file(
    "c.csv",
    "url,organisation\nhttps://www.youtube.com/c/ExampleArt,nor\nhttps://www.youtube.com/@ExampleArt,nor\n",
  );
  const { code, stdout } = await place.run(["accounts", "import", file]);
  expect(code).toBe(2);
  expect(stdout).toMatch(/2 +url +YouTube looks nobody up by a \/c\/ address.*\/@name or \/channel\/UC/u);
  const account = await seedAccount(place.database.db, { platform: "youtube", handle: "c/Old" });
  const known = place.file("old.csv", `id,platform,handle,organisation\n${account.id},youtube,c/Old,nor\n`);
  expect(await place.run(["accounts", "import", known, "--dry-run"])).toMatchObject({ code: 0 });
  await place.database.db.execute("update accounts set status = 'closed' where handle = 'c/Old'");
});

test("accounts have one name everywhere, with @, and are found with and without it", async () => {
  const listed = await place.run(["accounts", "list", "--platform", "x"]);
  expect(listed.stdout).toContain("x:@Example_Art ");
  for (const word of ["x:@Example_Art", "x:Example_Art", "@Example_Art", "Example_Art"]) {
    expect((await place.run(["accounts", "show", word])).stdout).toMatch(/Handle +Example_Art/u);
  }
  const paused = await place.run(["accounts", "pause", "x:@Example_Art", "--reason", "away"]);
  expect(paused.stdout).toContain("x:@Example_Art is paused");
  expect((await place.run(["accounts", "resume", "x:@Example_Art"])).stdout).toContain(
    "x:@Example_Art is live",
  );
});

test("accounts show times on the clock of the settings' zone, and says which", async () => {
  const account = await seedAccount(place.database.db, {
    handle: "summer",
    registeredAt: new Date("2026-06-30T23:30:00Z"),
  });
  await seedState(place.database.db, account, {
    surveyedAt: new Date("2026-07-01T02:31:00Z"),
    latestPostAt: new Date("2026-06-30T23:15:00Z"),
  });
  const { stdout } = await place.run(["accounts", "show", "x:summer"]);
  expect(stdout).toMatch(/Registered +2026-07-01\n/u);
  expect(stdout).toMatch(/Last survey +2026-07-01 03:31, present\n/u);
  expect(stdout).toMatch(/Newest post +2026-07-01 00:15\n/u);
  expect(stdout).toMatch(/Times are of +Europe\/London\n/u);
});

test("a wide table is imported with its columns named", async () => {
  const file = place.file("wide.csv", "uni,xUri,web\nOne,https://x.com/wide_one,https://one.ac.uk\nTwo,,\n");
  const argv = ["accounts", "import", file, "--url-columns", "xUri", "--organisation", "SEC"];
  const ran = await place.run([...argv, "--department-column", "uni"]);
  expect(ran).toMatchObject({ code: 0, stdout: "Imported: 1 new (X 1), 0 changed, 0 unchanged.\n" });
  expect((await place.run(["accounts", "import", file, "--url-columns", "xUri"])).code).toBe(2);
  expect((await place.run(["accounts", "import", file, "--organisation", "SEC"])).code).toBe(2);
});

test("standard input is a file", async () => {
  const ran = await place.run(["accounts", "import", "-", "--dry-run"], {
    stdin: () => Promise.resolve(Buffer.from("url;organisation\nx.com/from_stdin;south\n")),
  });
  expect(ran.stdout).toContain("Would import: 1 new");
});

test.each([
  [["accounts", "import", "none.csv"], "none.csv cannot be read (ENOENT)"],
  [["accounts", "show", "nobody_at_all"], "no account of the register"],
  [["accounts", "pause", "x:ExampleGroup"], "--reason"],
  [["accounts", "pause", "x:ExampleGroup", "--reason", " "], "reason is empty"],
  [["accounts", "list", "--platform", "myspace"], "no platform myspace"],
  [["accounts", "list", "--status", "dead"], "no status dead"],
  [["accounts", "list", "--organisation", "norht"], "did you mean north?"],
])("%j is a mistake with a reason and code 2", async (argv, reason) => {
  const ran = await place.run(argv);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(reason);
});

test.each(["import", "list", "show", "export", "pause", "resume"])(
  "accounts %s --help shows an example",
  async (name) => {
    const { code, stdout } = await place.run(["accounts", name, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`account-audit accounts ${name}`);
    expect(stdout).toContain("Examples:");
    expect(stdout).toContain("--json");
  },
);

test("accounts similar says what could be closed or merged, as words and as JSON", async () => {
  const none = await place.run(["accounts", "similar"]);
  expect(none).toMatchObject({ code: 0, stderr: "" });
  expect(none.stdout).toMatch(/^0 accounts to close or merge; \d+ live\.$/mu);
  expect(JSON.parse((await place.run(["accounts", "similar", "--json"])).stdout)).toMatchObject({
    target: null,
    candidates: [],
  });
  expect((await place.run(["accounts", "similar", "--organisation", "NORTHH"])).code).toBe(2);
});

test("accounts similar leaves out what may stay by a waiver, and says how many", async () => {
  const { db } = place.database;
  const idle = { ruleId: "dormant-account" } as const;
  const kept = await seedAccount(db, { handle: "kept_idle", organisations: ["south"], department: "Dance" });
  const open = await seedAccount(db, { handle: "open_idle", organisations: ["south"], department: "Dance" });
  const busy = await seedAccount(db, { handle: "busy_one", organisations: ["south"], department: "Dance" });
  const run = await seedRun(db);
  for (const { id } of [kept, open, busy]) await seedEvaluation(db, { accountId: id, runId: run.id });
  await db.insert(posts).values({
    accountId: busy.id,
    postId: "1",
    url: "https://x.com/busy_one/status/1",
    at: new Date(place.clock.now().getTime() - DAY_MS),
    kind: "original",
    taggedOrganisations: [],
  });
  await seedFinding(db, { ...idle, accountId: open.id });
  await seedFinding(db, {
    ...idle,
    accountId: kept.id,
    status: "waived",
    waivedUntil: new Date("2099-01-01T00:00:00Z"),
    waivedSeverity: "medium",
  });
  const { stdout } = await place.run(["accounts", "similar", "--organisation", "south"]);
  expect(stdout).toContain("x:@open_idle");
  expect(stdout).not.toContain("kept_idle");
  expect(stdout).toContain("1 other may stay by a waiver");
});
