import { currentWeek, makeDigest, type MadeDigest } from "../compose/digest.ts";
import { scanAlone } from "../compose/scan.ts";
import type { Service } from "../compose/service.ts";
import { instantOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/time.ts";
import { SILENT } from "../log.ts";
import { listAccounts } from "../store/accounts.ts";
import { waitingMails } from "../store/delivery-views.ts";
import { readInstallation, settleInstallation } from "../store/installation.ts";
import { findMail } from "../store/mail.ts";
import type { Run } from "../store/runs.ts";
import { EVE, LEARNERS_ASKED_AGAIN, PILOT_REGISTERED, REGISTERED, ZONE } from "./dates.ts";
import { decideOf } from "./decide.ts";
import { KNOWN_AT_FIRST, KNOWN_LATER, learnerFile, registerFile } from "./files.ts";
import { importLearners, importRegister } from "./intake.ts";
import { wakeUntil } from "./nights.ts";
import type { Stage } from "./stage.ts";
import { breakBeforehand, passDay } from "./week.ts";

/** The accounts that are tried out before the first night. */
const TRIED_OUT = ["demo_cccg", "demo_wkc_chefs"];

/** Before the first night: the register, a first try of two accounts while there is no learner list, then the list. */
export async function prepare({ store, made, listener }: Stage): Promise<Run> {
  const { clock } = store;
  clock.set(instantOf(PILOT_REGISTERED, "10:00", ZONE));
  await importRegister(store, registerFile("pilot"));
  clock.set(instantOf(REGISTERED, "10:00", ZONE));
  await importRegister(store, registerFile("all"));
  breakBeforehand(made);
  const accounts = await listAccounts(store.db);
  listener.step(`Register imported: ${accounts.length} accounts`);
  clock.set(instantOf(EVE, "18:00", ZONE));
  const tried = accounts.filter(({ handle }) => TRIED_OUT.includes(handle));
  const run = await scanAlone(store, tried, { log: SILENT, onProgress: () => undefined });
  listener.step(`Tried out on ${tried.length} accounts, while there was no learner list`);
  await importLearners(store, learnerFile(made, KNOWN_AT_FIRST), EVE);
  listener.step(`Learner list imported: ${KNOWN_AT_FIRST} accounts, kept as keyed hashes`);
  return run;
}

/** After the first night, mail may leave. */
export async function goLive({ store, listener }: Stage, date: LocalDate): Promise<void> {
  const { clock, db } = store;
  clock.set(instantOf(date, "07:00", ZONE));
  await settleInstallation(db, "live_since", clock.now().toISOString(), clock.now());
  listener.step("Live: mail leaves from now on");
}

/** Monday's e-mail, as it was sent. */
export interface SentDigest extends MadeDigest {
  bytes: Buffer;
}

export async function sendDigest(stage: Stage, service: Service, date: LocalDate): Promise<SentDigest> {
  const { store, listener } = stage;
  store.clock.set(instantOf(date, store.config.schedule.digestAt, ZONE));
  const week = currentWeek(store);
  const { bytes } = await wakeUntil(service, "the weekly e-mail", () => findMail(store.db, "digest", week));
  const made = await makeDigest(service.auditing, week);
  const keepersToldOf = () => readInstallation(store.db, "keepers_week");
  await wakeUntil(service, "the keepers' mails", async () =>
    (await keepersToldOf()) === week ? true : null,
  );
  await mailHasLeft(stage, service);
  listener.step(`Weekly e-mail sent: ${made.model.subject.replace(/^[^,]*, /u, "")}`);
  return { ...made, bytes };
}

/** Noon of a day: mail that waits for eight o'clock has left, and people decide. */
export async function comeToNoon(stage: Stage, service: Service, date: LocalDate): Promise<void> {
  stage.store.clock.set(instantOf(date, "12:00", ZONE));
  await mailHasLeft(stage, service);
  await decideOf(stage, date);
}

/** The platforms move on. */
export async function passAfternoon({ store, made, listener }: Stage, date: LocalDate): Promise<void> {
  passDay(made, date);
  if (date !== LEARNERS_ASKED_AGAIN) return;
  await importLearners(store, learnerFile(made, KNOWN_LATER), date);
  listener.step(`Learner list imported anew: ${KNOWN_LATER} accounts`);
}

async function mailHasLeft({ store }: Stage, service: Service): Promise<void> {
  const { db, clock } = store;
  const justAfter = new Date(clock.now().getTime() + 1);
  await wakeUntil(service, "the sending of mail", async () =>
    (await waitingMails(db, justAfter)).length === 0 ? true : null,
  );
}
