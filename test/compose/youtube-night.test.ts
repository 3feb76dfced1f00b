/** YouTube through the whole product: a night by the service on each queue backend, and a scan. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  addChannel,
  addVideo,
  createWorld,
  startYouTubeSandbox,
  strangers,
  type Sandbox,
} from "../../connectors/youtube/sandbox.ts";
import { scanAlone } from "../../src/compose/scan.ts";
import type { Store } from "../../src/compose.ts";
import { madeUpClock, runNight, withService } from "../../src/demo/nights.ts";
import { hashed } from "../../src/learners/hash.ts";
import { SILENT } from "../../src/log.ts";
import { FIELD_DEFAULTS } from "../../src/register/entry.ts";
import { loadKey, newKeyText } from "../../src/secrets.ts";
import { importAccounts } from "../../src/store/account-import.ts";
import { listAccounts } from "../../src/store/accounts.ts";
import { FIRST_KEY_VERSION } from "../../src/store/key-check.ts";
import { importLearnerList } from "../../src/store/learner-lists.ts";
import { assertKeyMatches } from "../../src/store/key-check.ts";
import { runAccountsOf } from "../../src/store/runs.ts";
import { findings, quotaDays } from "../../src/store/schema/index.ts";
import { seededIds } from "../support/clock.ts";
import { FIRST_NIGHT, nightAt, registeredAt } from "../support/college-world.ts";
import { freshDatabase } from "../support/database.ts";
import { HEIR_LOCK_MS, openFastStore } from "../support/fast-store.ts";
import { queueBackends, startRedis, type QueueBackend } from "../support/redis.ts";
import { evaluationOf } from "../support/evaluations.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const SETTINGS = `
organisations:
  - { id: cccg, name: Capital City College Group, short_name: CCCG }
  - { id: conel, name: CONEL, short_name: CONEL }
group: cccg
privacy: { dpia_reference: DPIA 7, lawful_basis: public task, contact: dpo@college.example }
`;

const world = createWorld(5);
const clock = madeUpClock(nightAt(FIRST_NIGHT));
const [learner = ""] = strangers(world, 1);
const NAMES = ["capitalccg", "collegeconel", "lively", "quiet", "untagged", "never", "private", "gone"];
const channels = new Map(
  NAMES.map((handle) => [handle, addChannel(world, { handle, subscriptions: strangers(world, 60) })]),
);
const channel = (name: string) => {
  const found = channels.get(name);
  if (found === undefined) throw new Error(`no channel is called ${name}`);
  return found;
};
const TAGS = "With @capitalccg and @collegeconel";

let sandbox: Sandbox;
let settings: string;
const keyText = newKeyText();

beforeAll(async () => {
  for (const name of ["capitalccg", "collegeconel", "lively", "private"]) {
    for (const day of ["14", "15", "16", "17", "18"]) {
      addVideo(world, channel(name), { at: `2026-11-${day}T12:00:00Z`, description: TAGS });
    }
  }
  addVideo(world, channel("quiet"), { at: "2025-11-18T12:00:00Z", description: TAGS });
  addVideo(world, channel("untagged"), { at: "2026-11-19T12:00:00Z", title: "No tag" });
  channel("lively").subscriptions.splice(30, 0, learner);
  channel("quiet").subscriptions.splice(30, 0, channel("capitalccg").id);
  channel("private").subscriptionsArePrivate = true;
  channel("gone").state = "gone";
  sandbox = await startYouTubeSandbox({ world, clock });
  settings = await mkdtemp(join(tmpdir(), "account-audit-youtube-"));
  await writeFile(join(settings, "account-audit.yaml"), SETTINGS);
});
afterAll(async () => {
  await sandbox.stop();
  await rm(settings, { recursive: true, force: true });
});

/** Half of the channels are registered by their id, as most registers have them. */
async function install(backend: QueueBackend) {
  const database = await freshDatabase();
  const redis = backend === "redis" ? await startRedis() : null;
  const env = {
    ACCOUNT_AUDIT_KEY: keyText,
    DATABASE_URL: database.url,
    YOUTUBE_API_KEY: "key",
    YOUTUBE_API_URL: sandbox.url,
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
  };
  const opened = await openFastStore(env, settings, clock);
  const store = { ...opened, clock };
  const ids = await register(store);
  return {
    store,
    ids,
    async close() {
      await opened.close();
      await redis?.stop();
      await database.close();
    },
  };
}

async function register({ db }: Store): Promise<(name: string) => string> {
  const now = registeredAt();
  const entries = NAMES.map((handle, index) => {
    const name = index % 2 === 0 ? handle : channel(handle).id;
    return {
      line: index + 2,
      platform: "youtube" as const,
      handle: name,
      handleKey: name,
      id: null,
      fields: {
        ...FIELD_DEFAULTS,
        organisations: [handle === "capitalccg" ? "cccg" : "conel"],
        kind: index < 2 ? ("official" as const) : ("departmental" as const),
        department: handle,
      },
    };
  });
  const ids = seededIds(23);
  const options = { now, ids, dryRun: false, partial: false, problems: [] };
  const { added } = await importAccounts(db, entries, options);
  const key = loadKey({ keyText, keyFile: null });
  await assertKeyMatches(db, key, now);
  const row = { platform: "youtube" as const, id: learner, handleKey: null, lastDay: null };
  const list = { name: "conel", asOf: FIRST_NIGHT, enrolled: 1, learners: [hashed(key, row)] };
  await importLearnerList(
    db,
    { ...list, keyVersion: FIRST_KEY_VERSION },
    { now, today: FIRST_NIGHT, ids, dryRun: false, confirmShrink: true },
  );
  return (name) => added[NAMES.indexOf(name)]?.id ?? "";
}

test.each(queueBackends())("a night over channels finds what was planted, on %s", async (backend) => {
  const { store, ids, close } = await install(backend);
  sandbox.resetMeter();
  const run = await withService(
    store,
    SILENT,
    (service) => runNight(store, service, FIRST_NIGHT),
    HEIR_LOCK_MS,
  );
  expect(run).toMatchObject({ status: "done", coverage: { audited: 8 } });

  const open = (await store.db.select().from(findings)).map(({ accountId, ruleId }) => [accountId, ruleId]);
  expect(open).toContainEqual([ids("quiet"), "dormant-account"]);
  expect(open).toContainEqual([ids("never"), "dormant-account"]);
  expect(open).toContainEqual([ids("untagged"), "untagged-posts"]);
  expect(open).toContainEqual([ids("lively"), "learner-followed"]);
  expect(open.filter(([id]) => [ids("capitalccg"), ids("collegeconel")].includes(id ?? ""))).toEqual([]);
  const result = async (name: string, rule: string) => evaluationOf(store.db, ids(name), rule);
  expect(await result("lively", "untagged-posts")).toMatchObject({ result: "pass" });
  expect(await result("quiet", "learner-followed")).toMatchObject({ result: "pass" });
  expect(await result("quiet", "official-account-unfollowed")).toMatchObject({ result: "pass" });
  expect(await result("lively", "official-account-unfollowed")).toMatchObject({ result: "fail" });
  expect(await result("private", "learner-followed")).toMatchObject({
    result: "could-not-check",
    cause: "subscriptions-private",
  });
  expect(await result("gone", "dormant-account")).toMatchObject({
    result: "could-not-check",
    cause: "account-missing",
  });

  // Registered by id, known by handle since the survey: a second import of the address still means it.
  const named = await listAccounts(store.db, { ids: [ids("quiet")] });
  expect(named).toMatchObject([{ handle: "quiet", platformId: channel("quiet").id }]);
  expect(await store.db.select().from(quotaDays)).toEqual([
    { platform: "youtube", day: "2026-11-22", units: sandbox.meter.units },
  ]);
  await close();
});

test("a scan of one channel reads that one, and says what a used-up budget left out", async () => {
  const { store, ids, close } = await install("postgres");
  const wanted = await listAccounts(store.db, { ids: [ids("lively")] });
  const options = { log: SILENT, lockMs: HEIR_LOCK_MS, onProgress: () => undefined };
  expect(await scanAlone(store, wanted, options)).toMatchObject({
    status: "done",
    coverage: { audited: 1 },
  });
  const poor = { ...store, config: { ...store.config, quotas: { youtube: 8 } } };
  const scan = await scanAlone(poor, wanted, options);
  const [account] = await runAccountsOf(store.db, scan.id);
  expect(account).toMatchObject({ cause: "over-budget" });
  await close();
});
