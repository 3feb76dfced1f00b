import { expect, test } from "vitest";
import { createSendDigestJob } from "../../jobs/send-digest.ts";

const never = new AbortController().signal;

function jobThat(owed: string | null) {
  const sent: string[] = [];
  const job = createSendDigestJob({
    isOwed: (week) => Promise.resolve(week === owed),
    send: (week) => Promise.resolve(void sent.push(week)),
  });
  return { sent, job };
}

test("the week that is owed is sent", async () => {
  const { sent, job } = jobThat("2026-W48");
  await job.run({ week: "2026-W48" }, never);
  expect(sent).toEqual(["2026-W48"]);
});

test.each([
  ["nothing is owed, as before go-live", null],
  ["another week is owed by now", "2026-W49"],
])("where %s, nothing is", async (_when, owed) => {
  const { sent, job } = jobThat(owed);
  await job.run({ week: "2026-W48" }, never);
  expect(sent).toEqual([]);
});

test("a request without a week is an error, not a digest of some week", async () => {
  await expect(jobThat("2026-W48").job.run({}, never)).rejects.toThrow("without an ISO week");
});
