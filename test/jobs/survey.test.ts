import { expect, test } from "vitest";
import { WaitForPlatform, type JobOutcome } from "../../jobs/job.ts";
import { createSurveyJob, type SurveyMaterial } from "../../jobs/survey.ts";
import { PlatformError, type Connector, type Surveyed } from "../../src/core/connector.ts";
import type { Cause, Profile } from "../../src/core/facts.ts";
import type { PlannedAccount } from "../../src/core/plan.ts";
import { createXConnector } from "../../connectors/x/index.ts";
import { account, createLedger, NOW } from "../connectors/scene.ts";
import { clockAt } from "../support/clock.ts";

const DEADLINE = new Date(NOW.getTime() + 3 * 3_600_000);
const NEVER_READ = {
  newestPostId: null,
  postsReadAt: null,
  postCount: null,
  follow: { rows: 0, gap: null, keyVersion: null, wholeReadAt: null, readAt: null, incomplete: false },
  unsealedMatch: false,
};
const PROFILE: Profile = {
  handle: "a",
  platformId: "1",
  createdAt: null,
  followers: 1,
  following: 10,
  posts: 5,
};

const material: SurveyMaterial = {
  run: { id: "run1", night: "2026-11-23", deadline: DEADLINE },
  platform: "x",
  accounts: ["a", "b"].map((id, index) => ({
    account: account({ id, handle: id }),
    readings: NEVER_READ,
    presence: null,
    isTakenOver: false,
    tryNumber: index + 1,
  })),
  currentKeyVersion: 1,
  followListsWanted: true,
};

interface Answer {
  surveyed: Surveyed;
  planned: PlannedAccount;
}

async function surveyWith(
  survey: Connector["survey"] | null,
  remaining = 1_000_000,
): Promise<{ outcome: JobOutcome; answers: Answer[] }> {
  const answers: Answer[] = [];
  const x = createXConnector({ bearerToken: null, apiUrl: null });
  const connectors = new Map(survey === null ? [] : [["x" as const, { ...x, survey }]]);
  const job = createSurveyJob({
    clock: clockAt(NOW),
    connectors,
    read: async () => material,
    meter: () => createLedger().meter,
    remaining: async () => remaining,
    record: async (_material, recorded) => void answers.push(...recorded),
  });
  const outcome = await job.run({ runId: "run1", platform: "x", batch: 0 }, new AbortController().signal);
  return { outcome, answers };
}

const seen = (accountId: string): Surveyed => ({
  accountId,
  status: "seen",
  presence: "present",
  profile: PROFILE,
});
const causes = (answers: readonly Answer[]) =>
  answers.map(({ surveyed }) => (surveyed.status === "failed" ? surveyed.cause : surveyed.status));

test("each account is audited next, under its own try number", async () => {
  const { outcome, answers } = await surveyWith(async () => [seen("a"), seen("b")]);
  expect(outcome.next.map(({ id }) => id)).toEqual(["audit-account.run1.a.1", "audit-account.run1.b.2"]);
  expect(outcome.next[0]?.data).toEqual({ runId: "run1", accountId: "a", platform: "x", tryNumber: 1 });
  expect(answers.map(({ planned }) => planned.wanted.following.read)).toEqual(["whole", "whole"]);
});

test("18: an account that the answer leaves out is failed, not missing, and nothing is read of it", async () => {
  const { answers } = await surveyWith(async () => [seen("a")]);
  expect(causes(answers)).toEqual(["seen", "incomplete"]);
  expect(answers[1]?.planned.wanted).toMatchObject({
    activities: { read: "nothing" },
    following: { read: "nothing" },
  });
});

test.each<Cause>(["no-permission", "not-connected", "over-budget", "platform-error"])(
  "18: a call that fails as a whole (%s) fails every account with its cause",
  async (cause) => {
    const { outcome, answers } = await surveyWith(() =>
      Promise.reject(new PlatformError("x", cause, "said")),
    );
    expect(causes(answers)).toEqual([cause, cause]);
    expect(outcome.next).toHaveLength(2);
  },
);

test("27: a rate limit that ends before the deadline is waited for, and nothing is recorded", async () => {
  const ends = new Date(NOW.getTime() + 60_000);
  const limited = () => Promise.reject(new PlatformError("x", "rate-limited", "said", ends));
  const error = await surveyWith(limited).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WaitForPlatform);
  expect(error).toMatchObject({ waitMs: 60_000 });
});

test("27: a rate limit that outlasts the deadline is the accounts' cause", async () => {
  const limited = () => Promise.reject(new PlatformError("x", "rate-limited", "said", DEADLINE));
  expect(causes((await surveyWith(limited)).answers)).toEqual(["rate-limited", "rate-limited"]);
});

test("a mistake of ours is no answer of the platform: it fails the job", async () => {
  await expect(surveyWith(() => Promise.reject(new TypeError("ours")))).rejects.toThrow("ours");
});

test("a platform without a connector is not connected", async () => {
  const { outcome, answers } = await surveyWith(null);
  expect(causes(answers)).toEqual(["no-connector", "no-connector"]);
  expect(outcome.next).toHaveLength(2);
});

test("what the budget leaves out is said of the account", async () => {
  const { answers } = await surveyWith(async () => [seen("a"), seen("b")], 60_000);
  expect(answers.map(({ planned }) => planned.wanted.leftOut)).toContain("over-budget");
});
