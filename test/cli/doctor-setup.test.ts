import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLeadKeys, loadKey, newKeyText } from "../../src/secrets.ts";
import { assertKeyMatches } from "../../src/store/key-check.ts";
import { installation } from "../../src/store/schema/index.ts";
import { startScripted, startSmtp } from "../mail/smtp-server.ts";
import { queueBackends, startRedis } from "../support/redis.ts";
import { seedAccount, seedLearnerList } from "../support/seed.ts";
import { NOW, ORGANISATIONS, patientOf, PRIVACY, said } from "./doctor-patient.ts";
import { openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

async function goLive() {
  const row = { name: "live_since", value: NOW.toISOString(), setAt: NOW };
  await place.database.db.insert(installation).values(row);
}

test("a Node that is too old is a problem", async () => {
  expect(await said("Node", patientOf(place, { nodeVersion: "22.1.0" }))).toMatch(
    /^problem: version 22\.1\.0; 24/u,
  );
  expect(await said("Node", patientOf(place))).toBe("ok: version 24.20.0");
});

test("the database says its version, its tables are up to date, its clock is held against ours", async () => {
  const patient = patientOf(place);
  expect(await said("Database", patient)).toMatch(/^ok: PostgreSQL 18\.\S+, your own$/u);
  expect(await said("Tables", patient)).toMatch(/^ok: up to date/u);
  expect(await said("Clock", { ...patient, clock: { now: () => new Date() } })).toMatch(/^ok: agrees/u);
  expect(await said("Clock", patient)).toMatch(/^problem: [\d.]+ s apart/u);
});

test("tables of a newer release are warned of", async () => {
  await place.database.db.execute(
    "insert into drizzle.__drizzle_migrations (hash, created_at) values ('of a later release', 0)",
  );
  expect(await said("Tables", patientOf(place))).toMatch(
    /^warning: the tables were made by a newer release/u,
  );
});

test("the queue in Postgres is found; a Redis must never evict and ought to keep its data", async () => {
  expect(await said("Queue", patientOf(place))).toBe("ok: in the database (schema bullmq)");
  const gone = patientOf(place, { env: { REDIS_URL: "redis://127.0.0.1:1" } });
  expect(await said("Queue", gone)).toMatch(/^problem: Redis at 127\.0\.0\.1:1 does not answer → start it/u);
});

test.runIf(queueBackends().includes("redis"))(
  "a Redis is asked for its policy and its persistence",
  async () => {
    const queue = async (options: Parameters<typeof startRedis>[0]) => {
      const redis = await startRedis(options);
      const words = await said("Queue", patientOf(place, { env: { REDIS_URL: redis?.url } }));
      await redis?.stop();
      return words;
    };
    expect(await queue({ appendOnly: true })).toMatch(/^ok: Redis \S+, noeviction, append-only/u);
    expect(await queue({})).toMatch(/^warning: Redis \S+ keeps no append-only file/u);
    expect(await queue({ args: ["--maxmemory-policy", "allkeys-lru"] })).toMatch(
      /^problem: .*allkeys-lru → run `redis-cli/u,
    );
  },
);

test("the key must be there, for its owner alone, and the database's own", async () => {
  expect(await said("Key", patientOf(place))).toMatch(/^ok: .*not been filled under any key yet/u);
  await assertKeyMatches(
    place.database.db,
    loadKey({ keyText: place.env["ACCOUNT_AUDIT_KEY"] ?? "", keyFile: null }),
    NOW,
  );
  expect(await said("Key", patientOf(place))).toBe("ok: ACCOUNT_AUDIT_KEY, the database's own");
  const other = { ACCOUNT_AUDIT_KEY: newKeyText() };
  expect(await said("Key", patientOf(place, { env: other }))).toMatch(/^problem: .*not the key under which/u);
  const file = join(place.cwd, "account-audit.key");
  expect(await said("Key", patientOf(place, { env: { ACCOUNT_AUDIT_KEY: "" } }))).toMatch(
    /^problem: .*ENOENT/u,
  );
  writeFileSync(file, newKeyText());
  chmodSync(file, 0o644);
  expect(await said("Key", patientOf(place, { env: { ACCOUNT_AUDIT_KEY: "" } }))).toMatch(
    /^problem: .*mode 644.* → run `chmod 600/u,
  );
});

test("X without a token is a problem once the register has X accounts", async () => {
  expect(await said("X", patientOf(place))).toMatch(/^warning: not connected/u);
  await seedAccount(place.database.db);
  expect(await said("X", patientOf(place))).toMatch(
    /^problem: not connected: 1 account .* → put X_BEARER_TOKEN/u,
  );
});

test("YouTube without a key is a problem once the register has channels", async () => {
  expect(await said("YouTube", patientOf(place))).toMatch(/^ok: not connected, and the register has no/u);
  await seedAccount(place.database.db, { platform: "youtube", handle: "northart" });
  expect(await said("YouTube", patientOf(place))).toMatch(
    /^problem: not connected: 1 channel .* → put YOUTUBE_API_KEY/u,
  );
});

test("the mail server is greeted and left; no mail is sent", async () => {
  const smtp = await startSmtp();
  expect(await said("Mail server", patientOf(place, { env: { SMTP_URL: smtp.url } }))).toMatch(
    /^ok: 127\.0\.0\.1:\d+ answers$/u,
  );
  expect(smtp.received).toEqual([]);
  await smtp.close();
  const gone = patientOf(place, { env: { SMTP_URL: "smtp://127.0.0.1:1" } });
  expect(await said("Mail server", gone)).toMatch(
    /^problem: 127\.0\.0\.1:1 does not answer .* → mend SMTP_URL/u,
  );
});

test("a mail server that refuses the login, or says nothing, is a problem that names no password", async () => {
  const smtp = await startSmtp({ onAuth: (_auth, _session, done) => done(new Error("no")) });
  const url = smtp.url.replace("smtp://", "smtp://audit:hunter2@");
  const refused = await said("Mail server", patientOf(place, { env: { SMTP_URL: url } }));
  expect(refused).toMatch(/^problem: .* refuses the login/u);
  expect(refused).not.toContain("hunter2");
  await smtp.close();
  const silent = await startScripted({ greeting: "silence" });
  expect(await said("Mail server", patientOf(place, { env: { SMTP_URL: silent.url } }))).toMatch(
    /^problem: /u,
  );
  await silent.close();
});

test("of IT only what is so is said: answers to safeguarding mails go there", async () => {
  const lead = `${ORGANISATIONS}mail:\n  digest_to: [head@north.example]\n`;
  expect(await said("Recipients", patientOf(place, { settings: lead }))).toMatch(
    /^warning: 1 get the weekly e-mail; answers to safeguarding mails do not go to IT/u,
  );
  const withIt = `${lead}  ops_to: [it@north.example]\n`;
  expect(await said("Recipients", patientOf(place, { settings: withIt }))).toBe(
    "ok: 1 get the weekly e-mail; answers to safeguarding mails go to IT",
  );
});

test("missing recipients and a missing mail server are warnings before go-live, problems after", async () => {
  expect(await said("Recipients", patientOf(place))).toMatch(
    /^warning: nobody gets the weekly e-mail → .*mail\.digest_to/u,
  );
  expect(await said("Mail server", patientOf(place))).toMatch(/^warning: SMTP_URL is not set/u);
  expect(await said("Live", patientOf(place))).toMatch(
    /^warning: no mail leaves yet → `account-audit go-live`/u,
  );
  await goLive();
  expect(await said("Recipients", patientOf(place))).toMatch(/^problem: /u);
  expect(await said("Mail server", patientOf(place))).toMatch(/^problem: /u);
  expect(await said("Live", patientOf(place))).toBe("ok: mail leaves since 2026-11-23");
});

test("since when mail leaves is told in the organisation's own days", async () => {
  const row = { name: "live_since", value: "2026-06-30T23:30:00.000Z", setAt: NOW };
  await place.database.db.insert(installation).values(row);
  expect(await said("Live", patientOf(place))).toBe("ok: mail leaves since 2026-07-01");
});

test("learner rules need two people for each organisation, and a key of one of them", async () => {
  const off = patientOf(place, { settings: ORGANISATIONS });
  expect(await said("Privacy section", off)).toMatch(/^warning: not filled/u);
  expect(await said("Safeguarding", off)).toMatch(/^ok: no contacts are needed/u);
  const on = patientOf(place, { settings: ORGANISATIONS + PRIVACY });
  expect(await said("Privacy section", on)).toBe("ok: filled (DPIA-7)");
  expect(await said("Safeguarding", on)).toMatch(/^problem: .*GRP, NOR → name a safeguarding lead/u);
  const { publicKey } = await createLeadKeys("four or five words");
  const { publicKey: another } = await createLeadKeys("four or five words");
  const contacts = (id: string, key: string) =>
    `  ${id}:\n    lead: { name: L, email: l@${id}.example, public_key: ${key} }\n    deputy: { name: D, email: d@${id}.example }\n`;
  const keyless = `safeguarding:\n${contacts("group", publicKey)}${contacts("north", "null")}`;
  const some = patientOf(place, { settings: ORGANISATIONS + PRIVACY + keyless });
  expect(await said("Safeguarding", some)).toMatch(
    /^warning: evidence cannot be sealed to anybody of NOR → /u,
  );
  const both = `safeguarding:\n${contacts("group", publicKey)}${contacts("north", another)}`;
  expect(await said("Safeguarding", patientOf(place, { settings: ORGANISATIONS + PRIVACY + both }))).toMatch(
    /^ok: /u,
  );
});

test("learner lists that are missing, old or too thin are warned of", async () => {
  const { db } = place.database;
  const on = () => patientOf(place, { settings: ORGANISATIONS + PRIVACY });
  expect(await said("Learner lists", patientOf(place))).toMatch(/^ok: none, and the learner rules are off/u);
  expect(await said("Learner lists", on())).toMatch(
    /^warning: none: .*cannot be checked → `account-audit learners import/u,
  );
  await seedLearnerList(db, { name: "north", asOf: "2026-11-01", enrolled: 4, known: 3 });
  expect(await said("Learner lists", on())).toBe("ok: 1 up to date; X 3 of 4 known");
  await seedLearnerList(db, { name: "south", asOf: "2026-11-01", enrolled: 100, known: 1 });
  expect(await said("Learner lists", on())).toMatch(/^warning: .*X 4 of 104 known: too few/u);
  await seedLearnerList(db, { name: "old", asOf: "2026-09-01", enrolled: 1, known: 1 });
  expect(await said("Learner lists", on())).toMatch(/^warning: older than 60 days: old \(83 days\)/u);
});

test("a calendar of closures that is empty or ends within 60 days is warned of", async () => {
  const closures = (to: string) => `closures: [{ from: 2026-12-24, to: ${to}, name: Christmas }]\n`;
  const empty = patientOf(place, { settings: ORGANISATIONS });
  expect(await said("Closures", empty)).toMatch(/^warning: no closure is on record for GRP, NOR/u);
  const short = patientOf(place, { settings: ORGANISATIONS + closures("2027-01-01") });
  expect(await said("Closures", short)).toMatch(
    /^warning: the last one known ends on .+ at the earliest \(GRP, NOR\)/u,
  );
  const long = patientOf(place, { settings: ORGANISATIONS + closures("2027-01-22") });
  expect(await said("Closures", long)).toBe("ok: known beyond 2027-01-22");
});

test("without a heartbeat nobody outside hears when the nights stop; its address is not shown whole", async () => {
  expect(await said("Heartbeat", patientOf(place))).toMatch(/^warning: .*HEARTBEAT_URL/u);
  const env = { HEARTBEAT_URL: "https://monitor.example/ping/secret" };
  expect(await said("Heartbeat", patientOf(place, { env }))).toBe(
    "ok: pinged after each night at monitor.example",
  );
});
