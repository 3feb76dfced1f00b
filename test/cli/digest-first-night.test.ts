import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listAccounts } from "../../src/store/accounts.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { seedEvaluation, seedRun } from "../support/seed.ts";
import { openWorkplace, type Workplace } from "./support.ts";

const REGISTER = "platform,handle,organisation,department\nx,north_library,north,Library\n";

let workplace: Workplace;
beforeEach(async () => {
  workplace = await openWorkplace();
  workplace.file("register.csv", REGISTER);
  await workplace.run(["accounts", "import", "register.csv"]);
});
afterEach(() => workplace.close());

async function previewed(): Promise<string> {
  expect(await workplace.run(["digest", "preview"])).toMatchObject({ code: 0, stderr: "" });
  return readFileSync(join(workplace.cwd, "digest-preview", "digest.txt"), "utf8").replaceAll(/\s+/gu, " ");
}

const firstNight = (date: string) =>
  settleInstallation(workplace.database.db, "first_night", date, new Date());

test("before the service has run, the e-mail says that no night has run, not that one failed", async () => {
  const text = await previewed();
  expect(text).toContain("1 live account");
  expect(text).toContain("No night has run yet. The first comes once IT has started the service.");
  expect(text).toContain("No account has been read yet, so nothing is known.");
  expect(text).not.toMatch(/could not run|has not run since/u);
});

test.each([
  ["not-connected", "No account has been read yet, so nothing is known."],
  [null, "Nothing urgent among what scans have read; no night has run yet."],
] as const)("a scan before the first night is no night (cause %s)", async (cause, known) => {
  const { db } = workplace.database;
  const [account] = await listAccounts(db, {});
  if (account === undefined) throw new Error("no account");
  const run = await seedRun(db, { kind: "scan", schedule: "scan-1", status: "incomplete" });
  const result = cause === null ? "pass" : "could-not-check";
  await seedEvaluation(db, { accountId: account.id, runId: run.id, result, cause, at: new Date() });
  const text = await previewed();
  expect(text).toContain("No night has run yet. The first comes once IT has started the service.");
  expect(text).toContain(known);
  expect(text).not.toMatch(/could not run|has not run|since the last e-mail/u);
});

test("with the service running, the e-mail says for when the first night is due", async () => {
  await firstNight("2026-11-24");
  expect(await previewed()).toContain("No night has run yet. The first is due on Tuesday 24 November.");
});

test("a first night whose date is past was due", async () => {
  await firstNight("2025-03-04");
  expect(await previewed()).toContain("No night has run yet. The first was due on Tuesday 4 March 2025.");
});

test("once a night was missed, the audit could not run, and that is said", async () => {
  await firstNight("2025-03-04");
  await seedRun(workplace.database.db, { localDate: "2025-03-04", status: "missed", coverage: null });
  const text = await previewed();
  expect(text).toContain("The audit could not run, so nobody knows what is urgent.");
  expect(text).toContain("The audit has not run in the last 7 days.");
  expect(text).not.toMatch(/No night has run yet|since the last e-mail/u);
});
