import { expect, test } from "vitest";
import { createSendDigestJob } from "../../jobs/send-digest.ts";

const never = new AbortController().signal;

function jobThat(isLive: boolean) {
  const sent: string[] = [];
  const job = createSendDigestJob({
    isLive: () => Promise.resolve(isLive),
    send: (week) => Promise.resolve(void sent.push(week)),
  });
  return { sent, job };
}

test("after go-live the week is sent", async () => {
  const { sent, job } = jobThat(true);
  await job.run({ week: "2026-W48" }, never);
  expect(sent).toEqual(["2026-W48"]);
});

test("before go-live nothing is", async () => {
  const { sent, job } = jobThat(false);
  await job.run({ week: "2026-W48" }, never);
  expect(sent).toEqual([]);
});

test("a request without a week is an error, not a digest of some week", async () => {
  await expect(jobThat(true).job.run({}, never)).rejects.toThrow("without an ISO week");
});
