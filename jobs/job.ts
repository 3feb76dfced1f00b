import type { Platform } from "../src/core/platform.ts";

/** One queue a platform, and one for everything that calls no platform. */
export type QueueName = "control" | Platform;

/** What may be queued. Data is clear text in the queue's store: ids only. */
export interface JobRequest {
  name: string;
  queue: QueueName;
  /** Unique, never all digits, without a colon; ends in a try number (DESIGN.md, decision 4). */
  id: string;
  data: Readonly<Record<string, string | number>>;
  delayMs?: number;
}

/** Handlers return what is to be done next; jobs/queue.ts enqueues it. */
export interface JobOutcome {
  next: readonly JobRequest[];
}

export const DONE: JobOutcome = { next: [] };

/** One kind of job: a name and what it does. src/compose/jobs.ts and src/compose/mail.ts list them. */
export interface Job {
  name: string;
  run(data: Readonly<Record<string, string | number>>, signal: AbortSignal): Promise<JobOutcome>;
}

/** Thrown by a job that the platform told to wait: the queue pauses and no attempt is spent (RELIABILITY.md, 27). */
export class WaitForPlatform extends Error {
  override readonly name = "WaitForPlatform";
  readonly waitMs: number;
  constructor(waitMs: number) {
    super(`the platform lets us on in ${waitMs} ms`);
    this.waitMs = waitMs;
  }
}
