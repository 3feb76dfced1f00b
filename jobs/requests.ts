import type { OpenRunAccount } from "../src/core/run.ts";
import type { Platform } from "../src/core/platform.ts";
import type { JobRequest } from "./job.ts";

/** The requests for each kind of job, in one place: names, queues, and ids that end in a try number. */

export function planRun(runId: string, tryNumber: number): JobRequest {
  return {
    name: "plan-run",
    queue: "control",
    id: `plan-run.${runId}.${tryNumber}`,
    data: { runId },
  };
}

export function survey(runId: string, platform: Platform, batch: number, tryNumber: number): JobRequest {
  return {
    name: "survey",
    queue: platform,
    id: `survey.${runId}.${platform}.${batch}.${tryNumber}`,
    data: { runId, platform, batch },
  };
}

export function auditAccount(
  runId: string,
  account: Pick<OpenRunAccount, "accountId" | "platform" | "tryNumber">,
): JobRequest {
  return {
    name: "audit-account",
    queue: account.platform,
    id: `audit-account.${runId}.${account.accountId}.${account.tryNumber}`,
    data: {
      runId,
      accountId: account.accountId,
      platform: account.platform,
      tryNumber: account.tryNumber,
    },
  };
}

export function concludeRun(runId: string): JobRequest {
  return { name: "conclude-run", queue: "control", id: `conclude-run.${runId}.1`, data: { runId } };
}

/** Lost work again, with its new try numbers: a survey a batch, an audit an account. */
export function again(runId: string, lost: readonly OpenRunAccount[]): JobRequest[] {
  const waiting = lost.filter((account) => account.state === "waiting");
  const batches = Map.groupBy(waiting, (account) => `${account.platform} ${account.batch}`);
  const surveys = [...batches.values()].flatMap((batch) => {
    const [first] = batch;
    if (first === undefined) return [];
    const tryNumber = Math.max(...batch.map((account) => account.tryNumber)) + 1;
    return [survey(runId, first.platform, first.batch, tryNumber)];
  });
  const audits = lost
    .filter((account) => account.state === "pending")
    .map((account) => auditAccount(runId, { ...account, tryNumber: account.tryNumber + 1 }));
  return [...surveys, ...audits];
}

export function sendDigest(week: string): JobRequest {
  return { name: "send-digest", queue: "control", id: `send-digest.${week}.1`, data: { week } };
}

export function tellKeepers(week: string): JobRequest {
  return { name: "tell-keepers", queue: "control", id: `tell-keepers.${week}.1`, data: { week } };
}

/** One for all deliveries that are due: each is taken by a conditional update before it is sent. */
export function deliverMail(): JobRequest {
  return { name: "deliver-mail", queue: "control", id: "deliver-mail.all.1", data: {} };
}
