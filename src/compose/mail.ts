import type { Job, JobRequest } from "../../jobs/job.ts";
import { deliverMail, sendDigest } from "../../jobs/requests.ts";
import { digestDue } from "../core/schedule.ts";
import { liveSinceOf } from "../store/digest-input.ts";
import { isMailDue } from "../store/deliveries.ts";
import { knownDigestWeeks, skipDigest } from "../store/mail.ts";
import type { Auditing } from "./auditing.ts";
import { deliverMailJob, kindsThatMayLeave, sendDigestJob } from "./digest.ts";

/** The jobs that write and send mail, for the control queue. */
export function mailJobs(auditing: Auditing): readonly Job[] {
  return [sendDigestJob(auditing), deliverMailJob(auditing)];
}

const TOO_LATE = "it could not be sent in its week";

/** The mail part of the minute's wake: the week's digest if it is due, weeks that were skipped, deliveries that wait. */
export async function mailDue(
  { db, config }: Pick<Auditing, "db" | "config">,
  now: Date,
): Promise<readonly JobRequest[]> {
  const timetable = { zone: config.policy.timezone, ...config.schedule };
  const [liveSince, known] = [await liveSinceOf(db), await knownDigestWeeks(db)];
  const due = digestDue({ now, liveSince, known, timetable });
  for (const week of due.skipped) await skipDigest(db, week, TOO_LATE, now);
  const requests = due.send === null ? [] : [sendDigest(due.send)];
  const waits = await isMailDue(db, now, await kindsThatMayLeave(db));
  return waits ? [...requests, deliverMail()] : requests;
}
