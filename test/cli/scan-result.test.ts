/** What a scan says of what it could not read: of the budget, of platforms without a connection, and of old findings. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { addPost, addUser, createWorld, startXSandbox, type Sandbox } from "../../connectors/x/sandbox.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { sayResult } from "../../src/cli/scan/result.ts";
import { loadConfig } from "../../src/config.ts";
import { DAY_MS, MINUTE_MS } from "../../src/core/time.ts";
import { runs } from "../../src/store/schema/index.ts";
import { sayAlive, sayGone } from "../../src/store/services.ts";
import {
  seedAccount,
  seededCoverage,
  seedEvaluation,
  seedFinding,
  seedRun,
  seedRunAccount,
} from "../support/seed.ts";
import { until } from "../support/until.ts";
import { openWorkplace, type Workplace } from "./support.ts";

const SETTINGS = `
organisations:
  - { id: north, name: North College, short_name: NOR }
group: north
`;
const BROKE = `${SETTINGS}budgets: { x: { night_usd: 0.06, month_usd: 250 } }\n`;
const NAMES = ["quiet", "art", "bus", "choir", "drama"] as const;
const CHANNEL = "UC0123456789abcdefghijkl";

let sandbox: Sandbox;
let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace(SETTINGS);
  const { clock } = place;
  const world = createWorld();
  for (const username of NAMES) {
    const day = username === "quiet" ? 400 : 1;
    const at = new Date(clock.now().getTime() - day * DAY_MS);
    addPost(world, addUser(world, { username }), { at, text: "Hello" });
  }
  addUser(world, { username: "old" });
  sandbox = await startXSandbox({ world, clock });
  Object.assign(place.env, { X_BEARER_TOKEN: "made-up", X_API_URL: sandbox.url });
  const rows = NAMES.map((name) => `x,${name},north,${name},live\n`).join("");
  place.file(
    "register.csv",
    `platform,handle,organisation,department,status\n${rows}youtube,${CHANNEL},north,Film,live\nx,old,north,Old,closed\n`,
  );
  await place.run(["accounts", "import", "register.csv"]);
});
beforeEach(() => place.clock.advance(MINUTE_MS));
afterAll(async () => {
  await sandbox.stop();
  await place.close();
});

test("what is found is the scan's result, with its price; a platform without a key has none, and is named", async () => {
  const { stdout, stderr } = await place.run(["scan", "--all"]);
  expect(stderr).toMatch(/^6 accounts: about \$\d+\.\d+; 5 of them never read before/u);
  expect(stderr).toContain("YouTube is not connected: 1 account will not be checked (set YOUTUBE_API_KEY).");
  expect(stdout).toMatch(/^5 of 6 accounts audited, for \$0\.\d+\.$/mu);
  expect(stdout).toMatch(/high +x:@quiet +Nothing posted/u);
  expect(stdout).not.toContain("as they were last seen");
});

/** The first scan has spent more than a night may: nothing is left of today's budget. */
test("over budget, findings of before are not this scan's, and one row says that nothing could be checked", async () => {
  place.file("account-audit.yaml", BROKE);
  const { code, stdout, stderr } = await place.run(["scan", "--platform", "x"]);
  place.file("account-audit.yaml", SETTINGS);
  expect(code).toBe(EXIT.incomplete);
  expect(stderr).toContain("5 accounts: nothing will be read.");
  expect(stderr).toMatch(/X: the budget leaves \$0\.00, less than the \$0\.\d+ to look up 5 accounts/u);
  expect(stderr).not.toContain("about $0.00");
  expect(stdout).toContain("0 of 5 accounts audited, nothing was spent.");
  expect(stdout).toContain("Nothing could be read, so nothing is known.");
  expect(stdout).toMatch(
    /\n5 accounts on X {2}all but unaudited-account {2}the night's or month's budget did not reach/u,
  );
  const [before, after] = stdout.split("these findings stand as they were last seen");
  expect(before).not.toMatch(/x:@/u);
  expect(after).toMatch(/high +x:@quiet +\d{4}-\d\d-\d\d \d\d:\d\d +Nothing posted/u);
});

test("of an account that is closed in the register the scan says that only whether it is gone is checked, and is whole", async () => {
  const { code, stdout } = await place.run(["scan", "x:@old"]);
  expect(stdout).toContain("1 of 1 account audited, for $0.010.");
  expect(stdout.replaceAll(/\s+/gu, " ")).toContain(
    "x:@old all but vanished-account, unaudited-account closed in the register, still there; only whether it is gone is checked",
  );
  expect(stdout).not.toContain("not reached");
  expect(code).toBe(EXIT.ok);
});

test("a word that is no platform or organisation gets the nearest that is one", async () => {
  const scanned = async (...words: string[]) => place.run(["scan", ...words]);
  expect(await scanned("--platform", "tikok")).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringMatching(/there is no platform tikok[\s\S]*did you mean tiktok\?/u),
  });
  expect(await scanned("--organisation", "norht")).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringContaining("did you mean north?"),
  });
  expect((await scanned("--platform", "Twitter", "--organisation", "NOR")).stdout).toContain("of 5 accounts");
});

test("--json says of each finding whether the scan has seen it", async () => {
  const seenBy = async (settings: string) => {
    place.file("account-audit.yaml", settings);
    place.clock.advance(MINUTE_MS);
    const { stdout } = await place.run(["scan", "x:@quiet", "--json"]);
    const said: { findings: { account: string; seenByThisScan: boolean }[] } = JSON.parse(stdout);
    return said.findings.map(({ account, seenByThisScan }) => [account, seenByThisScan]);
  };
  expect(await seenBy(SETTINGS)).toEqual([["x:@quiet", true]]);
  expect(await seenBy(BROKE)).toEqual([["x:@quiet", false]]);
  place.file("account-audit.yaml", SETTINGS);
});

test("what concerns learners is not shown where it is for the safeguarding leads alone", async () => {
  const { db } = place.database;
  const { id } = await seedAccount(db, { handle: "north_art" });
  const counts = { pass: 0, fail: 0, couldNotCheck: { "low-share": 1 } as const, notApplicable: 0 };
  const coverage = seededCoverage({
    accounts: 1,
    audited: 1,
    rules: { "dormant-account": counts, "learner-followed": counts },
  });
  const run = await seedRun(db, { kind: "scan", schedule: "scan:seeded", coverage });
  await seedRunAccount(db, run.id, id);
  const rule = { accountId: id, ruleId: "learner-followed" };
  await seedEvaluation(db, { ...rule, runId: run.id, result: "could-not-check", cause: "low-share" });
  await seedFinding(db, { ...rule, severity: "safeguarding" });
  const said = async (settings: string, json: { json?: true } = {}) => {
    place.file("account-audit.yaml", settings);
    const config = loadConfig({ env: place.env, cwd: place.cwd });
    place.file("account-audit.yaml", SETTINGS);
    let text = "";
    const io = { stdout: (more: string) => void (text += more), isTty: false, columns: 80, color: false };
    const code = await sayResult(io, { db, config }, run, { failOn: "safeguarding", ...json });
    return { text, code };
  };
  const shown = await said(SETTINGS);
  expect(shown.code).toBe(EXIT.findings);
  expect(shown.text).toMatch(/safeguarding +x:@north_art[\s\S]*learner-followed/u);
  const elsewhere = `${SETTINGS}mail: { learner_findings_to: safeguarding_only }\n`;
  const hidden = await said(elsewhere);
  expect(hidden.code).toBe(EXIT.ok);
  expect(hidden.text).not.toMatch(/learner-|safeguarding +x:|as they were last seen/u);
  expect(hidden.text).toContain("What concerns learners is with the safeguarding leads");
  expect((await said(SETTINGS, { json: true })).text).toContain("learner-followed");
  const { text } = await said(elsewhere, { json: true });
  expect(text).not.toContain("learner-");
  expect(JSON.parse(text)).toMatchObject({ coverage: { audited: 1, rules: { "dormant-account": counts } } });
});

test("with a running service --fail-on waits for the verdict: that there is none yet is no success", async () => {
  const { database, clock } = place;
  await sayAlive(database.db, { id: "service", role: "all" });
  const before = await database.db.$count(runs);
  const scanned = place.run(["scan", "x:quiet", "--fail-on", "high"]);
  await until("the scan is handed over", async () => (await database.db.$count(runs)) > before);
  clock.advance(DAY_MS); // nobody does the work
  const { code, stderr } = await scanned;
  await sayGone(database.db, "service");
  expect(stderr).toContain("nobody concludes run");
  expect(code).toBe(EXIT.incomplete);
});
