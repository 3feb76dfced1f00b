import type { Job } from "../../jobs/job.ts";
import { MAIL_PARTS, type MailPart } from "../core/mail.ts";
import { MINUTE_MS, type Clock } from "../core/time.ts";

/** Parts of the mail that this process has seen fail, until they work again. */
export interface MailParts {
  /** Does a part's work. A failure is remembered, and thrown on. */
  watch<T>(part: MailPart, work: () => Promise<T>): Promise<T>;
  /** In the order of {@link MAIL_PARTS}. */
  failing(): readonly MailPart[];
}

/** What is still wanted is tried again within ten minutes: a failure that long ago is of something that is wanted no more. */
const FORGOTTEN_AFTER_MS = 30 * MINUTE_MS;

export function createMailParts(clock: Clock): MailParts {
  const failedAt = new Map<MailPart, Date>();
  return {
    async watch(part, work) {
      try {
        const done = await work();
        failedAt.delete(part);
        return done;
      } catch (error) {
        failedAt.set(part, clock.now());
        throw error;
      }
    },
    failing() {
      const now = clock.now().getTime();
      return MAIL_PARTS.filter(
        (part) => now - (failedAt.get(part)?.getTime() ?? -Infinity) < FORGOTTEN_AFTER_MS,
      );
    },
  };
}

/** The job that does a part's work, watched. */
export function watched(parts: MailParts, part: MailPart, job: Job): Job {
  return { name: job.name, run: (data, signal) => parts.watch(part, () => job.run(data, signal)) };
}
