import { afterAll, beforeAll, expect, test } from "vitest";
import { addDays } from "../../src/core/calendar.ts";
import { seedAccount, seedFinding } from "../support/seed.ts";
import { openWorkplace, TODAY, type Workplace } from "./support.ts";

const until = addDays(TODAY, 30);
const HEADER = "finding;platform;what;decision;reason;until;by";

let place: Workplace;
let accountId: string;

beforeAll(async () => {
  place = await openWorkplace();
  accountId = (await seedAccount(place.database.db, { handle: "north_art" })).id;
});
afterAll(() => place.close());

async function made(...ids: string[]): Promise<void> {
  for (const id of ids) await seedFinding(place.database.db, { id, accountId });
}

/** As Excel in Britain saves it: a mark, semicolons, two-letter line ends, the day first. */
function saved(...rows: string[]): string {
  return place.file("findings.csv", `\ufeff${[HEADER, ...rows].join("\r\n")}\r\n`);
}

const britishUntil = until.split("-").toReversed().join("/");
const load = (file: string, ...words: string[]) => place.run(["decisions", "import", file, ...words]);

async function statusOf(id: string): Promise<string> {
  const { stdout } = await place.run(["findings", "show", id, "--json"]);
  const { status }: { status: string } = JSON.parse(stdout);
  return status;
}

test("without --apply it shows what would change, and changes nothing", async () => {
  await made("aa1000000000", "aa2000000000", "aa3000000000");
  const file = saved(
    `aa1000000000;X;quiet;Waive;summer course;${britishUntil};Jo Smith`,
    "aa2000000000;X;quiet;not a breach;in Stories;;Jo Smith",
    "aa3000000000;X;quiet;;;;",
  );
  const { code, stdout } = await load(file);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    new RegExp(`2 +aa1000000000 +x:@north_art +Jo Smith +waived until ${until} +summer course`, "u"),
  );
  expect(stdout).toContain(
    "Would write: 2 decisions (1 waived, 1 dismissed as wrong), 0 unchanged, 1 not filled in.",
  );
  expect(stdout).toContain("→ `account-audit decisions import findings.csv --apply` writes it");
  expect(await statusOf("aa1")).toBe("open");
  expect((await load(file, "--apply")).stdout).toContain("Written: 2 decisions");
  expect([await statusOf("aa1"), await statusOf("aa2"), await statusOf("aa3")]).toEqual([
    "waived",
    "dismissed",
    "open",
  ]);
});

test("the same file twice changes nothing the second time", async () => {
  await made("ab1000000000", "ab2000000000", "ab3000000000", "ab4000000000");
  const file = saved(
    `ab1000000000;;;waive;why;${britishUntil};Jo`,
    "ab2000000000;;;seen;;;Jo",
    "ab3000000000;;;assign to keeper@north.example;;;Jo",
    "ab4000000000;;;wrong;why;;Jo",
  );
  expect((await load(file, "--apply")).stdout).toContain("Written: 4 decisions");
  expect((await load(file, "--apply")).stdout).toContain(
    "Written: 0 decisions, 4 unchanged, 0 not filled in.",
  );
});

test("with one bad row nothing is written, and every bad row is named with line and reason", async () => {
  await made("ac1000000000", "ac2000000000", "ac3000000000");
  const file = saved(
    "ac1000000000;;;seen;;;Jo",
    "ac2000000000;;;wiave;why;;Jo",
    "ac3000000000;;;waive;why;;Jo",
    "dead00000000;;;seen;;;Jo",
  );
  const { code, stdout } = await load(file, "--apply");
  expect(code).toBe(2);
  expect(stdout).toMatch(/^3 +decision +not a decision; did you mean waive\?$/mu);
  expect(stdout).toMatch(/^4 +until +a waiver must end/mu);
  expect(stdout).toMatch(/^5 +finding +no finding has this id$/mu);
  expect(stdout).toContain(
    "Nothing written: 1 decision (1 acknowledged), 0 unchanged, 0 not filled in, 3 bad rows.",
  );
  expect(await statusOf("ac1")).toBe("open");
});

test("what was settled meanwhile, and what people call fixed, is told and no mistake", async () => {
  await made("ad1000000000");
  await seedFinding(place.database.db, {
    id: "ad2000000000",
    accountId,
    status: "resolved",
    closing: "fixed",
    closedAt: new Date("2026-11-24T03:31:00Z"),
  });
  const { code, stdout } = await load(
    saved("ad1000000000;;;done;;;Jo", "ad2000000000;;;seen;;;Jo"),
    "--apply",
  );
  expect(code).toBe(0);
  expect(stdout).toContain("nobody need say that it is fixed: the next night sees it");
  expect(stdout).toContain("it was seen to be fixed on 2026-11-24: nothing is left to decide");
});

test.each([
  ["an empty file", "", /wrong\.csv is no findings\.csv that somebody filled in: the file is empty; /u],
  [
    "a register",
    "id,platform,handle,organisation,kind\n1,x,north_art,north,official\n",
    /wrong\.csv is no findings\.csv .*: its first line names no column decision\n→ .*`account-audit accounts import`/u,
  ],
  [
    "a workbook",
    "PK\u0003\u0004 sheet",
    /wrong\.csv is no findings\.csv .*: this is a workbook or an archive/u,
  ],
])("%s is told from a filled-in findings.csv in one sentence", async (_what, content, says) => {
  const { code, stdout, stderr } = await load(place.file("wrong.csv", content), "--apply");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(says);
});

test("a findings.csv that nobody filled in says so, and what to fill in", async () => {
  await made("ac4000000000");
  const unfilled = await load(saved("ac4000000000;;;;;;"), "--apply");
  expect(unfilled.code).toBe(0);
  expect(unfilled.stdout).toBe(
    "Nothing written: 0 decisions, 0 unchanged, 1 not filled in.\n" +
      "→ nobody filled in a row: acknowledge, waive or wrong belongs in the column decision (docs/findings.md)\n",
  );
  expect((await load(saved())).stdout).toContain("→ the file has no row below its first line");
});

test("a learner finding is left to the safeguarding lead", async () => {
  await seedFinding(place.database.db, {
    id: "ae1000000000",
    accountId,
    ruleId: "learner-followed",
    severity: "safeguarding",
  });
  const { code, stdout } = await load(saved("ae1000000000;;;seen;;;Jo"), "--apply");
  expect(code).toBe(2);
  expect(stdout).toContain("the safeguarding lead decides about this one");
  expect(await statusOf("ae1")).toBe("open");
});

test("the command that applies can be copied, whatever the file is called", async () => {
  await made("ba1000000000");
  const file = place.file("Jo's list.csv", `${HEADER}\nba1000000000;;;seen;;;Jo\n`);
  expect((await load(file)).stdout).toContain("decisions import 'Jo'\\''s list.csv' --apply");
});

test("--by says who decided where the file does not", async () => {
  await made("af1000000000");
  const file = saved("af1000000000;;;seen;;;");
  expect((await load(file)).stdout).toContain("nobody is named who decides");
  const { stdout } = await load(file, "--by", "Jo Smith", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    written: false,
    changes: [{ line: 2, finding: "af1000000000", becomes: "acknowledged", decision: { by: "Jo Smith" } }],
  });
});
