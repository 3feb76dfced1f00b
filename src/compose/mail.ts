import type { Job, JobRequest } from "../../jobs/job.ts";
import { deliverMail, sendDigest, tellKeepers } from "../../jobs/requests.ts";
import { localDateOf, mondayOf } from "../core/calendar.ts";
import type { MailPart } from "../core/mail.ts";
import { digestTimes } from "../core/schedule.ts";
import { MINUTE_MS } from "../core/time.ts";
import { nameOf } from "../log.ts";
import { isNightUnderWay } from "../store/digest-week.ts";
import { isMailDue } from "../store/deliveries.ts";
import type { Auditing } from "./auditing.ts";
import { deliverMailJob, digestOwed, kindsThatMayLeave, sendDigestJob, type Outgoing } from "./digest.ts";
import { queueEscalations } from "./escalation.ts";
import { keepersOwed, tellKeepersJob } from "./keepers-mail.ts";
import { createMailParts, watched } from "./mail-parts.ts";
import { looksForIt, queueOpsMail } from "./ops-mail.ts";
import { queueUntold } from "./safeguarding-mail.ts";

/** The jobs that write and send mail, for the control queue. */
export function mailJobs(auditing: Auditing, parts = createMailParts(auditing.clock)): readonly Job[] {
  return [
    watched(parts, "send-digest", sendDigestJob(auditing)),
    watched(parts, "tell-keepers", tellKeepersJob(auditing)),
    watched(parts, "deliver-mail", deliverMailJob(auditing)),
  ];
}

/**
 * The mail part of the minute's wake: findings that the leads have not been told of, the week's digest if it is due, weeks
 * that were skipped, deliveries that wait. Each part fails alone, is logged, and shown by `parts`: a mail that cannot be
 * written keeps no other one from leaving.
 */
export async function mailDue(
  outgoing: Outgoing,
  now: Date,
  parts = createMailParts(outgoing.clock),
): Promise<readonly JobRequest[]> {
  const alone = async <T>(part: MailPart, otherwise: T, work: () => Promise<T>): Promise<T> => {
    try {
      return await parts.watch(part, work);
    } catch (error) {
      outgoing.log.error("a part of the minute's mail failed", { part, error: nameOf(error) });
      return otherwise;
    }
  };
  await alone("safeguarding", undefined, () => queueUntold(outgoing, now));
  await alone("escalation", undefined, () => queueEscalations(outgoing, now));
  const [failing, lasting] = [parts.failing(), parts.lasting()];
  if (looksForIt(outgoing.config, now)) {
    await alone("ops", undefined, () => queueOpsMail(outgoing, now, { failing, lasting }));
  }
  return [
    ...(await alone("digest", [], () => digestRequests(outgoing, now))),
    ...(await alone("keepers", [], () => keepersRequests(outgoing))),
    ...(await alone("deliveries", [], () => deliveryRequests(outgoing, now))),
  ];
}

async function digestRequests(outgoing: Outgoing, now: Date): Promise<readonly JobRequest[]> {
  const week = await digestOwed(outgoing, now);
  return week === null || (await isNightAwaited(outgoing, now)) ? [] : [sendDigest(week)];
}

async function keepersRequests(outgoing: Outgoing): Promise<readonly JobRequest[]> {
  const week = await keepersOwed(outgoing);
  return week === null ? [] : [tellKeepers(week)];
}

async function deliveryRequests({ db }: Outgoing, now: Date): Promise<readonly JobRequest[]> {
  return (await isMailDue(db, now, await kindsThatMayLeave(db))) ? [deliverMail()] : [];
}

/** A night that has not ended so long after its deadline does not end: the digest then says what is known. */
const PATIENCE_MS = 30 * MINUTE_MS;

/** Whether a night, such as one that is made up after a downtime, will bring news before the digest's last hour. */
async function isNightAwaited({ db, config }: Outgoing, now: Date): Promise<boolean> {
  const zone = config.policy.timezone;
  const { skipAt } = digestTimes(mondayOf(localDateOf(now, zone)), { zone, ...config.schedule });
  return isNightUnderWay(db, { from: new Date(now.getTime() - PATIENCE_MS), before: skipAt });
}
