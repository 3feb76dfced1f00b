/** One installation of the product with everything that it says, and everything that was said to it, written down. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startXSandbox } from "../../connectors/x/sandbox.ts";
import { startYouTubeSandbox } from "../../connectors/youtube/sandbox.ts";
import { openStore, type Store } from "../../src/compose.ts";
import { serviceProbe } from "../../src/compose/probe.ts";
import { startService, type Service } from "../../src/compose/service.ts";
import type { CommandIo } from "../../src/cli/command.ts";
import { instantOf } from "../../src/core/calendar.ts";
import { createLog, type Log } from "../../src/log.ts";
import { createLeadKeys, newKeyText } from "../../src/secrets.ts";
import { serveHealth } from "../../src/serve/health.ts";
import { runOfNight, type Run } from "../../src/store/runs.ts";
import { runCommand, type Ran } from "../cli/support.ts";
import { startSmtp, type TestSmtp } from "../mail/smtp-server.ts";
import { clockAt, type SettableClock } from "../support/clock.ts";
import { startRedis, type QueueBackend, type TestRedis } from "../support/redis.ts";
import { until } from "../support/until.ts";
import { startListeningProxy, type ListeningProxy } from "./listening-proxy.ts";
import { addBios, FIRST_NIGHT, plantCollege, ZONE, type PlantedCollege } from "./planted-college.ts";
import { plantChannels } from "./planted-channels.ts";
import type { OwnServer } from "./postgres-server.ts";

export const PASSPHRASE = "correct horse battery staple";

export interface Scene {
  college: PlantedCollege;
  clock: SettableClock;
  url: string;
  cwd: string;
  env: Readonly<Record<string, string>>;
  proxy: ListeningProxy;
  /** The same, of YouTube. */
  tube: ListeningProxy;
  smtp: TestSmtp;
  redis: { server: TestRedis; folder: string } | null;
  /** The private key file of the lead who gets the seals. */
  leadKeyFile: string;
  /** The service's log at its wordiest, and what each command said, by a name for people. */
  heard: Map<string, string>;
  /** What was typed or handed in, for the proof that each plant met the product. */
  given: string[];
  /** Files that were handed in: nothing that the product wrote. */
  inputs: Set<string>;
  store: Store;
  log: Log;
  /** Runs a real command and keeps what it says. */
  run(argv: readonly string[], io?: Partial<CommandIo>): Promise<Ran>;
  file(name: string, content: string): Promise<string>;
  serve<T>(work: (service: Served) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface Served extends Service {
  /** Ticks, as the minutes do, until the condition holds. */
  tickUntil<T>(what: string, look: () => T | Promise<T>): Promise<Exclude<T, false | null | undefined>>;
  /** The night of a date, from its hour to its end. */
  night(date: string): Promise<Run>;
}

export async function openScene(server: OwnServer, backend: QueueBackend): Promise<Scene> {
  const college = plantCollege();
  const clock = clockAt(instantOf(FIRST_NIGHT, "00:30", ZONE));
  const sandbox = await startXSandbox({ world: college.world, clock });
  const proxy = await startListeningProxy(sandbox.url, (body) => addBios(college.world, body));
  const youTube = await startYouTubeSandbox({ world: plantChannels().world, clock });
  const tube = await startListeningProxy(youTube.url, (body) => body);
  const smtp = await startSmtp();
  const redis = backend === "redis" ? await startOpenRedis() : null;
  const cwd = await mkdtemp(join(tmpdir(), "account-audit-leaks-"));
  const lead = await createLeadKeys(PASSPHRASE);
  await writeFile(join(cwd, "account-audit.yaml"), settingsText(lead.publicKey));
  const url = await server.createDatabase(`leaks_${backend}`);
  const env = {
    DATABASE_URL: url,
    ACCOUNT_AUDIT_KEY: newKeyText(),
    X_BEARER_TOKEN: "made-up-bearer-token",
    X_API_URL: proxy.url,
    YOUTUBE_API_KEY: "made-up-key",
    YOUTUBE_API_URL: tube.url,
    SMTP_URL: smtp.url,
    ...(redis === null ? {} : { REDIS_URL: redis.server.url }),
  };
  const heard = new Map<string, string>();
  const say = (name: string, text: string) => void heard.set(name, (heard.get(name) ?? "") + text);
  const opened = await openStore({ env, cwd }, { clock });
  const { config } = opened;
  const store = { ...opened, config: { ...config, x: { ...config.x, backoffMs: [10, 20] } } };
  const log = createLog({ write: (line) => say("log", line) });
  const given: string[] = [];
  const inputs = new Set<string>();
  return {
    college,
    clock,
    url,
    cwd,
    env,
    proxy,
    tube,
    smtp,
    redis,
    heard,
    given,
    inputs,
    store,
    log,
    leadKeyFile: lead.privateKeyFile,
    async run(argv, io = {}) {
      const ran = await runCommand(argv, { env, cwd, ...io });
      const words = argv.slice(0, 2).filter((word) => /^[a-z]+$/u.test(word));
      say(`stdout of ${words.join(" ")}`, ran.stdout);
      say(`stderr of ${words.join(" ")}`, ran.stderr);
      return ran;
    },
    async file(name, content) {
      given.push(content);
      inputs.add(name);
      await writeFile(join(cwd, name), content);
      return name;
    },
    serve: (work) =>
      serve(store, clock, log, async (service) => {
        const health = await serveHealth(serviceProbe(store, service), 0);
        const done = await work(service);
        for (const path of ["healthz", "readyz", "metrics"]) {
          say(path, await (await fetch(`http://127.0.0.1:${health.port}/${path}`)).text());
        }
        await health.close();
        return done;
      }),
    async close() {
      await store.close();
      await proxy.close();
      await sandbox.stop();
      await tube.close();
      await youTube.stop();
      await smtp.close();
      await redis?.server.stop();
      if (redis !== null) await rm(redis.folder, { recursive: true, force: true });
      await rm(cwd, { recursive: true, force: true });
    },
  };
}

/** Keeps every write that was ever made in its file, and compresses none. */
async function startOpenRedis(): Promise<Scene["redis"]> {
  const folder = await mkdtemp(join(tmpdir(), "account-audit-leaks-redis-"));
  const args = `--rdbcompression no --auto-aof-rewrite-percentage 0 --aof-use-rdb-preamble no --dir ${folder}`;
  const server = await startRedis({ appendOnly: true, args: args.split(" ") });
  if (server === null) throw new Error("there is no redis-server on the PATH");
  return { server, folder };
}

async function serve<T>(
  store: Store,
  clock: SettableClock,
  log: Log,
  work: (service: Served) => Promise<T>,
): Promise<T> {
  const service = await startService(store, { role: "all", log });
  const tickUntil: Served["tickUntil"] = async (what, look) => {
    let ticked = 0;
    return until(what, async () => {
      if (Date.now() - ticked > 150) {
        await service.tick();
        ticked = Date.now();
      }
      return look();
    });
  };
  const night = (date: string) => {
    clock.set(instantOf(date, "03:30", ZONE));
    return tickUntil(`the night of ${date} concludes`, async () => {
      const run = await runOfNight(store.db, date);
      return run?.concludedAt ? run : null;
    });
  };
  try {
    return await work({ ...service, tickUntil, night });
  } finally {
    await service.drain();
  }
}

function settingsText(publicKey: string): string {
  return `
organisations:
  - { id: cccg, name: Capital City College Group, short_name: CCCG }
  - { id: conel, name: CONEL, short_name: CONEL }
group: cccg
budgets: { x: { night_usd: 1000, month_usd: 20000 } }
mail: { digest_to: [head@college.example], ops_to: [it@college.example] }
privacy: { dpia_reference: DPIA 7, lawful_basis: public task, contact: dpo@college.example }
safeguarding:
  cccg: { lead: { name: Gwen, email: gwen@college.example }, deputy: { name: Gerald, email: gerald@college.example } }
  conel:
    lead: { name: Lena, email: lena@college.example, public_key: "${publicKey}" }
    deputy: { name: Dora, email: dora@college.example }
`;
}
