import { afterEach, beforeEach, expect, test } from "vitest";
import { createConnectors } from "../../connectors/index.ts";
import { seedAccount, seedRun, seedRunAccount, seedState } from "../support/seed.ts";
import { openWorkplace, type Workplace } from "./support.ts";
import { UNCONNECTED } from "../connectors/unconnected.ts";

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

const TOKEN = "made-up-token-of-the-app";
const list = (...words: string[]) => place.run(["connections", "list", ...words]);

test("an empty register needs no connection", async () => {
  expect(await list()).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("nothing needs a connection"),
  });
});

test("a platform without its token says who must do what, and the exit code says so too", async () => {
  await seedAccount(place.database.db);
  const { code, stdout } = await list();
  expect(code).toBe(4);
  expect(stdout).toMatch(/^X: not connected, 1 live account\n/u);
  expect(stdout).toMatch(/Next +IT: at developer.x.com .* \(X_BEARER_TOKEN is not set\)/u);
});

test("a connected one says how, by whose consent, until when, and when it was last read; never the token", async () => {
  const { db } = place.database;
  await seedState(db, await seedAccount(db), { surveyedAt: new Date("2026-11-22T03:31:00Z") });
  const env = { ...place.env, X_BEARER_TOKEN: TOKEN };
  const { code, stdout } = await place.run(["connections", "list"], { env });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^X: connected[\s\S]*Consent +none: it reads public data alone[\s\S]*Ends +it does not expire/u,
  );
  expect(stdout).toMatch(/Last read +2026-11-22 03:31/u);
  expect(stdout).not.toContain(TOKEN);
});

test("a token that the platform refused when it was last asked is told from one that works", async () => {
  const { db } = place.database;
  const account = await seedAccount(db);
  const run = await seedRun(db);
  const surveyed = { status: "failed" as const, cause: "no-credit" as const, detail: "" };
  await seedRunAccount(db, run.id, account.id, { cause: "no-credit", surveyed });
  const env = { ...place.env, X_BEARER_TOKEN: TOKEN };
  const { code, stdout } = await place.run(["connections", "list"], { env });
  expect(code).toBe(4);
  expect(stdout).toMatch(/^X: set up, but refused by the platform/u);
  expect(stdout).toMatch(/Next +IT: `account-audit doctor --live` says what is refused/u);
  expect(stdout).toMatch(/When last asked +the credit of our account at the platform is used up/u);
});

test("a platform that the product cannot connect to is nobody's to mend", async () => {
  await seedAccount(place.database.db, { platform: "snapchat" });
  const { code, stdout } = await list();
  expect({ code, says: stdout.includes("Snapchat: cannot be connected yet") }).toEqual({
    code: 0,
    says: true,
  });
  const [one]: { state: string }[] = JSON.parse((await list("--json")).stdout);
  expect(one?.state).toBe("impossible");
});

test("every connector says how it is connected", () => {
  for (const { platform, connection } of createConnectors(UNCONNECTED)) {
    expect({ platform, connection }).toMatchObject({ connection: { how: expect.stringMatching(/\w/u) } });
  }
});

test("a scan of another platform since says nothing of the one that was refused", async () => {
  const { db } = place.database;
  const surveyed = { status: "failed" as const, cause: "not-connected" as const, detail: "" };
  for (const [platform, minute] of [
    ["x", 0],
    ["youtube", 5],
  ] as const) {
    const at = new Date(Date.UTC(2026, 10, 22, 10, minute));
    const when = { scheduledFor: at, startedAt: at, concludedAt: at };
    const run = await seedRun(db, { ...when, schedule: `scan:${platform}`, kind: "scan" });
    const account = await seedAccount(db, { platform });
    const seen = { status: "seen" as const, presence: "present" as const, profile: null };
    const met = platform === "x" ? { cause: "not-connected" as const, surveyed } : { surveyed: seen };
    await seedRunAccount(db, run.id, account.id, { platform, ...met });
  }
  const env = { ...place.env, X_BEARER_TOKEN: TOKEN, YOUTUBE_API_KEY: TOKEN };
  const { code, stdout } = await place.run(["connections", "list"], { env });
  expect(code).toBe(4);
  expect(stdout).toMatch(/^X: set up, but refused by the platform/mu);
  expect(stdout).toMatch(/^YouTube: connected/mu);
});
