import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig } from "../src/config.ts";
import { runInit } from "../src/cli/init.ts";
import { UserError } from "../src/errors.ts";
import { loadKey } from "../src/secrets.ts";
import { defaultSettings, policyOf } from "../src/settings/policy.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "account-audit-config-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const complaintOf = (env: Record<string, string>): string => {
  try {
    loadConfig({ env, cwd });
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return "no complaint";
};

test("with nothing set, the policy's defaults stand and nobody is a recipient", () => {
  const config = loadConfig({ env: {}, cwd });
  expect(config).toMatchObject({
    home: join(cwd, ".account-audit"),
    settingsFile: null,
    databaseUrl: null,
    redisUrl: null,
    keyText: null,
    keyFile: join(cwd, "account-audit.key"),
    privacy: null,
    heartbeatUrl: null,
    x: { bearerToken: null, apiUrl: null },
    youtube: { apiKey: null, oauth: null, apiUrl: null, tokenUrl: null },
    safeguarding: {},
    budgets: { x: { nightMicroUsd: 10_000_000, monthMicroUsd: 250_000_000 } },
    quotas: { youtube: 9_000 },
    learnerListsWarnAfterDays: 60,
  });
  expect(config.policy).toEqual(policyOf(defaultSettings()));
  expect([...config.mail.digestTo, ...config.mail.opsTo]).toEqual([]);
  expect(config.schedule).toEqual({
    nightlyAt: "03:30",
    nightlyDeadline: "06:45",
    digestWeekday: 1,
    digestAt: "07:30",
    digestSkippedAfterWeekday: 5,
    digestSkippedAfter: "17:00",
    catchUpHours: 20,
  });
});

test("the settings file of the working directory is found, and its values arrive in the code's units", () => {
  writeFileSync(
    join(cwd, "account-audit.yaml"),
    "budgets: { x: { night_usd: 1.7, month_usd: 215 } }\nmail: { safeguarding_mail: at_once, digest_to: [a@b.uk] }\n" +
      "thresholds: { tagged_share_low_percent: 75 }\nschedule: { digest_weekday: friday }\n" +
      "safeguarding: { conel: { lead: { name: A, email: a@b.uk } } }\n",
  );
  const config = loadConfig({ env: {}, cwd });
  expect(config.budgets.x).toEqual({ nightMicroUsd: 1_700_000, monthMicroUsd: 215_000_000 });
  expect(config.mail).toMatchObject({ safeguardingMail: "at-once", digestTo: ["a@b.uk"], smtpUrl: null });
  expect(config.policy.taggedShareLow).toBe(0.75);
  expect(config.schedule.digestWeekday).toBe(5);
  expect(config.safeguarding).toEqual({
    conel: { lead: { name: "A", email: "a@b.uk", publicKey: null }, deputy: null },
  });
});

test("the environment wins over the file, an empty variable is none, and the key's own text wins over its file", () => {
  writeFileSync(join(cwd, "account-audit.yaml"), "service: { concurrency: 2, health_port: 9000 }\n");
  const env = { ACCOUNT_AUDIT_CONCURRENCY: "8", ACCOUNT_AUDIT_KEY: "abc", DATABASE_URL: "", REDIS_URL: " " };
  const config = loadConfig({ env, cwd });
  expect(config).toMatchObject({ concurrency: 8, healthPort: 9000, keyText: "abc", keyFile: null });
  expect(config).toMatchObject({ databaseUrl: null, redisUrl: null });
});

const SECRET = "hunter2";
test.each([
  [
    "DATABASE_URL",
    `mysql://root:${SECRET}@db/x`,
    "DATABASE_URL in the environment is not an address that begins with postgres://",
  ],
  [
    "REDIS_URL",
    `http://:${SECRET}@cache`,
    "REDIS_URL in the environment is not an address that begins with redis://",
  ],
  ["SMTP_URL", SECRET, "SMTP_URL in the environment is not an address that begins with smtp://"],
  ["HEARTBEAT_URL", SECRET, "HEARTBEAT_URL in the environment is not"],
  [
    "X_BEARER_TOKEN",
    `Bearer ${SECRET}`,
    "X_BEARER_TOKEN in the environment is not one word: the token alone",
  ],
  ["ACCOUNT_AUDIT_CONCURRENCY", "0", "is not a whole number from 1 to 64: 0"],
  ["ACCOUNT_AUDIT_HEALTH_PORT", "65536", "is not a port: 65536"],
  ["ACCOUNT_AUDIT_HOEM", SECRET, "ACCOUNT_AUDIT_HOEM, which nothing reads; did you mean ACCOUNT_AUDIT_HOME?"],
  ["ACCOUNT_AUDIT_SETTINGS", "nowhere.yaml", "nowhere.yaml cannot be read (ENOENT)"],
  ["ACCOUNT_AUDIT_KEY_FILE", ".account-audit/key", "lies in the data directory"],
])("a mistake in %s is named, and no secret with it", (name, value, complaint) => {
  expect(complaintOf({ [name]: value })).toContain(complaint);
  expect(complaintOf({ [name]: value })).not.toContain(SECRET);
});

test("a variable that is like none of ours has no nearest", () => {
  const complaint = complaintOf({ ACCOUNT_AUDIT_RETENTION: "1" });
  expect(complaint).toMatch(/ACCOUNT_AUDIT_RETENTION, which nothing reads$/mu);
});

test("init writes settings that load as the defaults, and a key that only its owner can read", async () => {
  const done = await runInit({ cwd, env: {}, force: false });
  const config = loadConfig({ env: {}, cwd });
  expect(config.settingsFile).toBe(done.settingsFile);
  rmSync(done.settingsFile);
  expect({ ...config, settingsFile: null }).toEqual(loadConfig({ env: {}, cwd }));
  expect(config.policy).toEqual(policyOf(defaultSettings()));
  expect(statSync(done.keyFile).mode & 0o777).toBe(0o600);
  expect(loadKey(config).symmetricKeySize).toBe(32);
  expect(done.message).toContain("account-audit accounts import");
  expect(done.message).not.toContain(readFileSync(done.keyFile, "utf8").trim());
});

test("init never overwrites: it refuses, or with force moves the old settings aside and keeps the key", async () => {
  const first = await runInit({ cwd, env: {}, force: false });
  const key = readFileSync(first.keyFile, "utf8");
  writeFileSync(first.settingsFile, "group: ccct\n");
  await expect(runInit({ cwd, env: {}, force: false })).rejects.toThrow("There is a settings file already");
  await runInit({ cwd, env: {}, force: true });
  expect(readFileSync(`${first.settingsFile}.old-1`, "utf8")).toBe("group: ccct\n");
  expect(readFileSync(first.keyFile, "utf8")).toBe(key);
  await runInit({ cwd, env: {}, force: true });
  expect(readFileSync(`${first.settingsFile}.old-1`, "utf8")).toBe("group: ccct\n");
});

test("a consent for YouTube that is half set is a mistake, and names what lacks", () => {
  const env = { YOUTUBE_CLIENT_ID: "client", YOUTUBE_REFRESH_TOKEN: "secret-refresh" };
  expect(() => loadConfig({ env, cwd })).toThrow(/half set: YOUTUBE_CLIENT_SECRET is not/u);
  const whole = { ...env, YOUTUBE_CLIENT_SECRET: "secret" };
  expect(loadConfig({ env: whole, cwd }).youtube.oauth).toMatchObject({ clientId: "client" });
});

test("init makes no key file where the environment brings the key", async () => {
  const { keyFile } = await runInit({ cwd, env: { ACCOUNT_AUDIT_KEY: "abc" }, force: false });
  expect(() => statSync(keyFile)).toThrow("ENOENT");
});

test("the example in the repository is what init writes", async () => {
  const { settingsFile } = await runInit({ cwd, env: {}, force: false });
  const example = new URL("../account-audit.example.yaml", import.meta.url);
  expect(
    readFileSync(example, "utf8"),
    "write it anew: node bin/account-audit.js init, then copy the file",
  ).toBe(readFileSync(settingsFile, "utf8"));
});
