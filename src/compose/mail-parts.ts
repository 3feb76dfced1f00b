import type { Job } from "../../jobs/job.ts";
import { MAIL_PARTS, type MailPart } from "../core/mail.ts";
import { MINUTE_MS, type Clock } from "../core/time.ts";

/** Parts of the mail that this process has seen fail, until they work again. */
export interface MailParts {
  /** Does a part's work. A failure is remembered, and thrown on. */
  watch<T>(part: MailPart, work: () => Promise<T>): Promise<T>;
  /** In the order of {@link MAIL_PARTS}. */
  failing(): readonly MailPart[];
  /** Those of them that failed again minutes after they had begun to: one hiccup of the database is no news. */
  lasting(): readonly MailPart[];
}

/** What is still wanted is tried again within ten minutes: a failure that long ago is of something that is wanted no more. */
const FORGOTTEN_AFTER_MS = 30 * MINUTE_MS;
const LASTS_AFTER_MS = 5 * MINUTE_MS;

export function createMailParts(clock: Clock): MailParts {
  const failed = new Map<MailPart, { first: Date; last: Date }>();
  const failing = () => {
    const now = clock.now().getTime();
    return MAIL_PARTS.filter(
      (part) => now - (failed.get(part)?.last.getTime() ?? -Infinity) < FORGOTTEN_AFTER_MS,
    );
  };
  return {
    async watch(part, work) {
      try {
        const done = await work();
        failed.delete(part);
        return done;
      } catch (error) {
        const last = clock.now();
        failed.set(part, {
          first: failing().includes(part) ? (failed.get(part)?.first ?? last) : last,
          last,
        });
        throw error;
      }
    },
    failing,
    lasting: () =>
      failing().filter((part) => {
        const { first, last } = failed.get(part) ?? {};
        return (
          first !== undefined && last !== undefined && last.getTime() - first.getTime() >= LASTS_AFTER_MS
        );
      }),
  };
}

/** The job that does a part's work, watched. */
export function watched(parts: MailParts, part: MailPart, job: Job): Job {
  return { name: job.name, run: (data, signal) => parts.watch(part, () => job.run(data, signal)) };
}
