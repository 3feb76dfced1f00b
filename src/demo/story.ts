import { startXSandbox } from "../../connectors/x/sandbox.ts";
import { openStore, type Store } from "../compose.ts";
import { currentWeek, makeDigest, type Outgoing } from "../compose/digest.ts";
import { dropQueues } from "../compose/queues.ts";
import { scanAlone } from "../compose/scan.ts";
import { startService, type Service } from "../compose/service.ts";
import { instantOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/time.ts";
import { SILENT } from "../log.ts";
import { listAccounts, platformsInUse } from "../store/accounts.ts";
import { waitingMails } from "../store/delivery-views.ts";
import { settleInstallation } from "../store/installation.ts";
import { findMail } from "../store/mail.ts";
import type { Run } from "../store/runs.ts";
import { EVE, FIRST_NIGHT, LAST_NIGHT, NIGHTS, PILOT_REGISTERED, REGISTERED, ZONE } from "./dates.ts";
import { KNOWN_AT_FIRST, KNOWN_LATER, learnerFile, registerFile, settingsFile } from "./files.ts";
import { seededIds } from "./ids.ts";
import { importLearners, importRegister } from "./intake.ts";
import { startMailCatcher, type CaughtMail, type MailCatcher } from "./mail-catcher.ts";
import { madeUpClock, runNight, wakeUntil, type MadeUpClock } from "./nights.ts";
import {
  figuresOf,
  namedFindings,
  verdictsOf,
  type NamedFinding,
  type NightFigures,
  type Verdict,
} from "./outcome.ts";
import { makePlace, type Place } from "./place.ts";
import { breakBeforehand, passDay } from "./week.ts";
import { buildWorld, type DemoWorld } from "./world.ts";

/** Told how far it is. */
export interface DemoListener {
  step(words: string): void;
  progress(night: number, finished: number, accounts: number): void;
  night(figures: NightFigures): void;
}

export interface DemoOptions {
  /** Of these, DATABASE_URL, REDIS_URL and ACCOUNT_AUDIT_CONCURRENCY are used, and nothing else. */
  env: Readonly<Record<string, string | undefined>>;
  listener: DemoListener;
  /** Ends the demo early; what it made is removed all the same. */
  signal: AbortSignal;
}

export interface DemoOutcome {
  /** By name, as they go into the folder. */
  files: Readonly<Record<string, string | Buffer>>;
  subject: string;
  tryOut: NightFigures;
  nights: readonly NightFigures[];
  /** Of the last night. */
  verdicts: readonly Verdict[];
  findings: readonly NamedFinding[];
  mails: readonly CaughtMail[];
}

/** Not a secret: it hashes made-up names in a database that is gone at the end. */
const KEY = Buffer.alloc(32, "account-audit demo").toString("base64");

/** From an empty register to the second weekly e-mail, over X's stand-in, on a made-up clock. */
export async function runDemo(options: DemoOptions): Promise<DemoOutcome> {
  const clock = madeUpClock(instantOf(PILOT_REGISTERED, "10:00", ZONE));
  const made = buildWorld();
  const place = await makePlace(options.env["DATABASE_URL"], settingsFile());
  const sandbox = await startXSandbox({ world: made.world, clock });
  const catcher = await startMailCatcher();
  try {
    const env = environment(options.env, place, { x: sandbox.url, mail: catcher.url });
    const store = await openStore({ env, cwd: place.folder }, { clock, ids: seededIds("demo") });
    try {
      return await tell({ store: { ...store, clock }, made, place, catcher, ...options });
    } finally {
      await store.close();
    }
  } finally {
    await catcher.stop();
    await sandbox.stop();
    await place.remove();
  }
}

function environment(
  given: DemoOptions["env"],
  place: Place,
  at: { x: string; mail: string },
): Record<string, string | undefined> {
  return {
    ACCOUNT_AUDIT_HOME: place.folder,
    ACCOUNT_AUDIT_KEY: KEY,
    ACCOUNT_AUDIT_CONCURRENCY: given["ACCOUNT_AUDIT_CONCURRENCY"],
    DATABASE_URL: place.databaseUrl ?? undefined,
    REDIS_URL: given["REDIS_URL"],
    X_BEARER_TOKEN: "made-up",
    X_API_URL: at.x,
    SMTP_URL: at.mail,
  };
}

interface Stage extends Pick<DemoOptions, "listener" | "signal"> {
  store: Store & { clock: MadeUpClock };
  made: DemoWorld;
  place: Place;
  catcher: MailCatcher;
}

async function tell(stage: Stage): Promise<DemoOutcome> {
  const { store, place, listener } = stage;
  const tryOutRun = await prepare(stage);
  const service = await startService(store, { role: "all", log: SILENT, prefix: place.queuePrefix });
  const prices = service.auditing.connectors.get("x")?.prices;
  if (prices === undefined) throw new Error("X has no connector");
  const nights: NightFigures[] = [];
  let last: Run = tryOutRun;
  try {
    for (const [index, date] of NIGHTS.entries()) {
      stage.signal.throwIfAborted();
      last = await runNight(store, service, date, (done, of) => listener.progress(index + 1, done, of));
      const figures = await figuresOf(store, last, prices);
      nights.push(figures);
      listener.night(figures);
      await passMorning(stage, service, date);
    }
    return {
      ...(await collect(stage, service.auditing)),
      tryOut: await figuresOf(store, tryOutRun, prices),
      nights,
      verdicts: await verdictsOf(store, last),
    };
  } finally {
    await service.drain();
    await dropQueues(store, place.queuePrefix, await platformsInUse(store.db), SILENT);
  }
}

/** Register, a first try of two accounts while there is no learner list, then the list. */
async function prepare({ store, made, listener }: Stage): Promise<Run> {
  const { clock } = store;
  await importRegister(store, registerFile("pilot"));
  clock.set(instantOf(REGISTERED, "10:00", ZONE));
  await importRegister(store, registerFile("all"));
  breakBeforehand(made);
  const accounts = await listAccounts(store.db);
  listener.step(`Register imported: ${accounts.length} accounts`);
  clock.set(instantOf(EVE, "18:00", ZONE));
  const tried = accounts.filter(({ handle }) => handle === "demo_cccg" || handle === "demo_wkc_chefs");
  const run = await scanAlone(store, tried, { log: SILENT, onProgress: () => undefined });
  listener.step(`Tried out on ${tried.length} accounts, before there was a learner list`);
  await importLearners(store, learnerFile(made, KNOWN_AT_FIRST), EVE);
  listener.step(`Learner list imported: ${KNOWN_AT_FIRST} accounts, as keyed hashes`);
  return run;
}

/** After the first night, mail may leave; on Mondays the e-mail goes; at noon the world moves on. */
async function passMorning(stage: Stage, service: Service, date: LocalDate): Promise<void> {
  const { store, made, listener } = stage;
  const { clock, db } = store;
  if (date === FIRST_NIGHT) {
    clock.set(instantOf(date, "07:00", ZONE));
    await settleInstallation(db, "live_since", clock.now().toISOString(), clock.now());
    listener.step("Live: from now on mail leaves");
  }
  if (date === FIRST_NIGHT || date === LAST_NIGHT) {
    clock.set(instantOf(date, store.config.schedule.digestAt, ZONE));
    const week = currentWeek(store);
    await wakeUntil(service, "the weekly e-mail", async () => findMail(db, "digest", week));
    await mailHasLeft(stage, service);
    listener.step(`Weekly e-mail of ${week} sent`);
  }
  // Safeguarding mail waits for eight o'clock of an open day.
  clock.set(instantOf(date, "12:00", ZONE));
  await mailHasLeft(stage, service);
  if (date === LAST_NIGHT) return;
  passDay(made, date);
  if (date === "2026-11-17") {
    await importLearners(store, learnerFile(made, KNOWN_LATER), date);
    listener.step(`Learner list imported anew: ${KNOWN_LATER} accounts`);
  }
}

async function mailHasLeft({ store }: Stage, service: Service): Promise<void> {
  const { db, clock } = store;
  const justAfter = new Date(clock.now().getTime() + 1);
  await wakeUntil(service, "the sending of mail", async () =>
    (await waitingMails(db, justAfter)).length === 0 ? true : null,
  );
}

async function collect(
  { store, catcher }: Stage,
  outgoing: Outgoing,
): Promise<Pick<DemoOutcome, "files" | "subject" | "findings" | "mails">> {
  const week = currentWeek(store);
  const { html, text, csv, model } = await makeDigest(outgoing, week);
  const findings = await namedFindings(store);
  const newest = findings
    .filter(({ severity }) => severity === "safeguarding")
    .toSorted((a, b) => b.openedAt.getTime() - a.openedAt.getTime())[0];
  const digest = await findMail(store.db, "digest", week);
  const safeguarding = await findMail(store.db, "safeguarding", newest?.id ?? "");
  if (digest === null || safeguarding === null) throw new Error("an e-mail of the demo is missing");
  return {
    files: {
      "digest.html": html,
      "digest.txt": text,
      "digest.eml": digest.bytes,
      "safeguarding.eml": safeguarding.bytes,
      "findings.csv": csv,
    },
    subject: model.subject,
    findings,
    mails: catcher.caught,
  };
}
