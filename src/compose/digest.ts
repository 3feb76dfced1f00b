import { isoWeekOf, localDateOf } from "../core/calendar.ts";
import type { Connector } from "../core/connector.ts";
import { MAIL_KINDS, type MailKind } from "../core/mail.ts";
import { digestDue } from "../core/schedule.ts";
import type { Clock, Ids } from "../core/time.ts";
import type { Job } from "../../jobs/job.ts";
import { createDeliverMailJob, type DeliverMailDeps } from "../../jobs/deliver-mail.ts";
import { createSendDigestJob } from "../../jobs/send-digest.ts";
import type { Config } from "../config.ts";
import { buildDigest, type DigestInput } from "../digest/build.ts";
import { renderCsv } from "../digest/csv.ts";
import { renderHtml } from "../digest/html.ts";
import type { DigestModel } from "../digest/model.ts";
import { renderText } from "../digest/text.ts";
import type { Log } from "../log.ts";
import { bareAddress, composeMail, type OutgoingMail } from "../mail/compose.ts";
import { sendMail, smtpServerOf } from "../mail/smtp.ts";
import type { Database } from "../store/database.ts";
import { keepFigures } from "../store/digest-figures.ts";
import { liveSinceOf, readDigestInput } from "../store/digest-input.ts";
import { dueDeliveries, recoverInterrupted, settleDelivery, startSending } from "../store/deliveries.ts";
import { claimMail, findMail, newestKnownWeek, skipDigest, type ClaimedMail } from "../store/mail.ts";
import { digestSettings } from "./digest-settings.ts";
import { publishReport } from "./report.ts";

/** What writing and sending mail needs. */
export interface Outgoing {
  config: Pick<
    Config,
    | "policy"
    | "mail"
    | "schedule"
    | "budgets"
    | "termStart"
    | "targetAccounts"
    | "safeguarding"
    | "staffDomains"
    | "learnerListsWarnAfterDays"
  >;
  db: Database;
  clock: Clock;
  ids: Ids;
  connectors: ReadonlyMap<string, Pick<Connector, "profileUrl">>;
  log: Log;
}

/** The parts of one digest, before anything is frozen. */
export interface MadeDigest {
  model: DigestModel;
  html: string;
  text: string;
  csv: string;
}

/** The ISO week that is now. */
export function currentWeek({ config, clock }: Pick<Outgoing, "config" | "clock">): string {
  return isoWeekOf(localDateOf(clock.now(), config.policy.timezone));
}

/** What this week's mails are made of, as it is now. */
export async function readDigest(outgoing: Outgoing, week: string): Promise<DigestInput> {
  const { db, clock } = outgoing;
  return readDigestInput(db, week, digestSettings(outgoing), clock.now());
}

/** Reads, builds, renders. Writes nothing. */
export async function makeDigest(outgoing: Outgoing, week: string): Promise<MadeDigest> {
  const model = buildDigest(await readDigest(outgoing, week));
  return { model, html: renderHtml(model), text: renderText(model), csv: renderCsv(model) };
}

/** The digest as a letter; `name` becomes its Message-ID. */
export function letterOf(
  { config, clock }: Outgoing,
  { model, html, text, csv }: MadeDigest,
  as: { name: string; to: readonly string[]; subject?: string; attached?: OutgoingMail["attachments"] },
): OutgoingMail {
  return {
    name: as.name,
    from: config.mail.from,
    replyTo: config.mail.replyTo,
    to: as.to,
    listId: config.mail.listId,
    date: clock.now(),
    subject: as.subject ?? model.subject,
    html,
    text,
    attachments: [
      { filename: "findings.csv", contentType: "text/csv; charset=utf-8", content: csv },
      ...(as.attached ?? []),
    ],
  };
}

/** Freezes the digest of a week and queues its deliveries; returns the standing one where there is one. */
export async function claimDigest(outgoing: Outgoing, week: string): Promise<ClaimedMail> {
  const { config, db, clock, ids } = outgoing;
  const standing = await findMail(db, "digest", week);
  if (standing !== null) return { ...standing, isNew: false };
  const made = await makeDigest(outgoing, week);
  const to = config.mail.digestTo;
  const attached = await publishReport(outgoing, week);
  const frozen = await composeMail(letterOf(outgoing, made, { name: `digest.${week}`, to, attached }));
  const now = clock.now();
  return db.transaction(async (tx) => {
    const mail = {
      ...frozen,
      id: ids.next(),
      kind: "digest" as const,
      about: week,
      recipients: to,
      sendAfter: now,
    };
    const claimed = await claimMail(tx, mail, now);
    if (claimed.isNew) await keepFigures(tx, { week, date: made.model.date, ...made.model.kept }, now);
    return claimed;
  });
}

const TOO_LATE = "it could not be sent in its week";

/** The week whose digest is owed now; null: none. Records weeks that had none in their time, for the next one to tell. */
export async function digestOwed(
  { db, config }: Pick<Outgoing, "db" | "config">,
  now: Date,
): Promise<string | null> {
  const timetable = { zone: config.policy.timezone, ...config.schedule };
  const present = isoWeekOf(localDateOf(now, timetable.zone));
  const [liveSince, newestKnown] = [await liveSinceOf(db), await newestKnownWeek(db, { present, now })];
  const due = digestDue({ now, liveSince, newestKnown, timetable });
  for (const week of due.skipped) await skipDigest(db, week, TOO_LATE, now);
  return due.send;
}

export function sendDigestJob(outgoing: Outgoing): Job {
  return createSendDigestJob({
    isOwed: async (week) => (await digestOwed(outgoing, outgoing.clock.now())) === week,
    async send(week) {
      const { isNew } = await claimDigest(outgoing, week);
      if (isNew) outgoing.log.info("digest claimed", { week });
    },
  });
}

/** Before go-live nothing leaves but what an admin sends to try the mail server. */
export async function kindsThatMayLeave(db: Database): Promise<readonly MailKind[]> {
  return (await liveSinceOf(db)) === null ? ["test"] : MAIL_KINDS;
}

export function deliverMailJob(outgoing: Outgoing, round: { roundMs?: number } = {}): Job {
  const { config, db, clock, log } = outgoing;
  const { smtpUrl } = config.mail;
  const server = smtpUrl === null ? null : smtpServerOf(smtpUrl);
  const deps: DeliverMailDeps = {
    clock,
    recoverInterrupted: (now) => recoverInterrupted(db, now),
    due: async (now) => dueDeliveries(db, now, { kinds: await kindsThatMayLeave(db) }),
    start: (delivery, now) => startSending(db, delivery, now),
    async transmit({ recipient, bytes }, isInTime) {
      if (server === null) return { outcome: "failed-before-data", reason: "SMTP_URL is not set" };
      return sendMail(server, { from: bareAddress(config.mail.from), to: recipient, bytes, isInTime });
    },
    settle: (delivery, outcome, now) => settleDelivery(db, delivery, outcome, now),
    onEnd({ kind, attempts }, outcome, isSettled) {
      const fields = { kind, outcome: outcome.outcome, attempt: attempts + 1 };
      if (!isSettled) log.warn("a mail was taken over by another sender meanwhile", fields);
      else if (outcome.outcome === "accepted") log.info("mail sent", fields);
      else log.warn("mail not sent", { ...fields, reason: outcome.reason });
    },
  };
  return createDeliverMailJob(deps, round);
}

/** Sends what is due, once, in this process: a command that was asked to send waits, and keeps nobody waiting. */
export async function deliverNow(outgoing: Outgoing): Promise<void> {
  await deliverMailJob(outgoing, { roundMs: Infinity }).run({}, new AbortController().signal);
}
