import { DONE, type Job } from "./job.ts";

export interface SendDigestDeps {
  /** Whether this week's is to be written now: not before go-live, nor once it is written or too late for it. */
  isOwed(week: string): Promise<boolean>;
  /** Reads, builds, renders, claims the week and freezes the bytes; a second call finds the first one's mail. */
  send(week: string): Promise<void>;
}

/**
 * The weekly e-mail of one ISO week (`data.week`, such as `2026-W48`) into the outbox. Run twice, it writes once; what it
 * wrote is delivered by deliver-mail.
 */
export function createSendDigestJob(deps: SendDigestDeps): Job {
  return {
    name: "send-digest",
    async run(data) {
      const week = String(data["week"]);
      if (!/^\d{4}-W\d{2}$/u.test(week)) throw new Error("send-digest was queued without an ISO week");
      // The queue may have kept the request while nobody worked: by now another week's may be owed.
      if (await deps.isOwed(week)) await deps.send(week);
      return DONE;
    },
  };
}
