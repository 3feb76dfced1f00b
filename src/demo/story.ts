import { startXSandbox } from "../../connectors/x/sandbox.ts";
import { startYouTubeSandbox } from "../../connectors/youtube/sandbox.ts";
import { openStore } from "../compose.ts";
import { dropQueues } from "../compose/queues.ts";
import { startService } from "../compose/service.ts";
import { instantOf } from "../core/calendar.ts";
import { SILENT } from "../log.ts";
import { platformsInUse } from "../store/accounts.ts";
import type { Run } from "../store/runs.ts";
import { FIRST_NIGHT, LAST_NIGHT, NIGHTS, PILOT_REGISTERED, ZONE } from "./dates.ts";
import { comeToNoon, goLive, passAfternoon, prepare, sendDigest, type SentDigest } from "./days.ts";
import { settingsFile } from "./files.ts";
import { harvest, type DemoFiles } from "./harvest.ts";
import { seededIds } from "./ids.ts";
import { startMailCatcher, type CaughtMail } from "./mail-catcher.ts";
import { madeUpClock, runNight } from "./nights.ts";
import {
  figuresOf,
  namedFindings,
  verdictsOf,
  type NamedFinding,
  type NightFigures,
  type Verdict,
} from "./outcome.ts";
import { makePlace, type Place } from "./place.ts";
import type { DemoListener, Stage } from "./stage.ts";
import { buildWorld } from "./world.ts";

export interface DemoOptions {
  /** Of these, DATABASE_URL, REDIS_URL and ACCOUNT_AUDIT_CONCURRENCY are used, and nothing else. */
  env: Readonly<Record<string, string | undefined>>;
  listener: DemoListener;
  /** Ends the demo early; what it made is removed all the same. */
  signal: AbortSignal;
}

export interface DemoOutcome {
  files: DemoFiles;
  subject: string;
  /** The scan before the first night. */
  tryOut: NightFigures;
  nights: readonly NightFigures[];
  /** Of the last night. */
  verdicts: readonly Verdict[];
  findings: readonly NamedFinding[];
  mails: readonly CaughtMail[];
}

/** Not a secret: it hashes made-up names in a database that is gone at the end. */
const KEY = Buffer.alloc(32, "account-audit demo").toString("base64");

/** Nobody misses what a power cut would take from a database that is removed at the end. */
const HASTY = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", shared_buffers: "32MB" };

/** From an empty register to the second weekly e-mail, over stand-ins of X and YouTube, on a made-up clock. */
export async function runDemo(options: DemoOptions): Promise<DemoOutcome> {
  const clock = madeUpClock(instantOf(PILOT_REGISTERED, "10:00", ZONE));
  const made = buildWorld();
  const place = await makePlace(options.env["DATABASE_URL"], settingsFile());
  const x = await startXSandbox({ world: made.world, clock });
  const youtube = await startYouTubeSandbox({ world: made.tube.world, clock });
  const catcher = await startMailCatcher();
  try {
    const env = environment(options.env, place, { x: x.url, youtube: youtube.url, mail: catcher.url });
    const overrides = { clock, ids: seededIds("demo"), postgres: HASTY };
    const store = await openStore({ env, cwd: place.folder }, overrides);
    try {
      return await tell({ store: { ...store, clock }, made, place, catcher, ...options });
    } finally {
      await store.close();
    }
  } finally {
    await catcher.stop();
    await youtube.stop();
    await x.stop();
    await place.remove();
  }
}

function environment(
  given: DemoOptions["env"],
  place: Place,
  at: Readonly<Record<"x" | "youtube" | "mail", string>>,
) {
  return {
    ACCOUNT_AUDIT_HOME: place.folder,
    ACCOUNT_AUDIT_KEY: KEY,
    ACCOUNT_AUDIT_CONCURRENCY: given["ACCOUNT_AUDIT_CONCURRENCY"],
    DATABASE_URL: place.databaseUrl ?? undefined,
    REDIS_URL: given["REDIS_URL"],
    X_BEARER_TOKEN: "made-up",
    X_API_URL: at.x,
    YOUTUBE_API_KEY: "made-up",
    YOUTUBE_API_URL: at.youtube,
    SMTP_URL: at.mail,
  };
}

/** The evening before, eight nights with their days, and what came of them. */
async function tell(stage: Stage): Promise<DemoOutcome> {
  const { store, place, listener, signal } = stage;
  const tryOut = await prepare(stage);
  const service = await startService(store, { role: "all", log: SILENT, prefix: place.queuePrefix });
  const { connectors } = service.auditing;
  const nights: NightFigures[] = [];
  let last: { run: Run; digest: SentDigest } | null = null;
  try {
    for (const [index, date] of NIGHTS.entries()) {
      signal.throwIfAborted();
      const run = await runNight(store, service, date, (done, of) => listener.progress(index + 1, done, of));
      const figures = await figuresOf(store, run, connectors);
      nights.push(figures);
      listener.night(figures);
      if (date === FIRST_NIGHT) await goLive(stage, date);
      const isMonday = date === FIRST_NIGHT || date === LAST_NIGHT;
      if (isMonday) last = { run, digest: await sendDigest(stage, service, date) };
      await comeToNoon(stage, service, date);
      if (date !== LAST_NIGHT) await passAfternoon(stage, date);
    }
    if (last === null) throw new Error("the week has no Monday");
    return {
      files: await harvest(stage, service, last.digest),
      subject: last.digest.model.subject,
      tryOut: await figuresOf(store, tryOut, connectors),
      nights,
      verdicts: await verdictsOf(store, last.run),
      findings: await namedFindings(store),
      mails: stage.catcher.caught,
    };
  } finally {
    await service.drain();
    await dropQueues(store, place.queuePrefix, await platformsInUse(store.db), SILENT);
  }
}
