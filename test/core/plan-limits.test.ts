import { expect, it } from "vitest";
import type { ConnectorLimits } from "../../src/core/connector.ts";
import { leftOutCause, type PlannedAccount } from "../../src/core/plan.ts";
import { requestsIn, withinLimits } from "../../src/core/plan-limits.ts";
import { daysAgo, NOW } from "./made-up.ts";
import { caseOf, plan, READ, UNREAD } from "./made-up-plan.ts";

const HOUR_MS = 3_600_000;
const FOLLOWS = { requests: 1, windowMinutes: 15, rowsPerRequest: 1000 };
const LIMITS: ConnectorLimits = {
  asOf: "2026-11-01",
  source: "made up",
  survey: { requests: 300, windowMinutes: 15 },
  posts: { requests: 100, windowMinutes: 15 },
  follows: FOLLOWS,
};
const deadline = new Date(NOW.getTime() + HOUR_MS);
const on = (night: string, share = 1) => ({ limits: LIMITS, now: NOW, deadline, night, share });

it("so many requests as there are whole windows before the deadline, and those of one at least", () => {
  expect(requestsIn(NOW, deadline, FOLLOWS)).toBe(4);
  expect(requestsIn(NOW, new Date(NOW.getTime() + 50 * 60_000), FOLLOWS)).toBe(3);
  expect(requestsIn(NOW, NOW, FOLLOWS)).toBe(1);
});

it("what fits is left as it was", () => {
  const accounts = ["a", "b", "c", "d"].map((id) => caseOf(id));
  const planned = plan(accounts).accounts;
  expect(withinLimits(planned, accounts, on("2026-11-23"))).toEqual(planned);
  expect(withinLimits(planned, accounts, { ...on("2026-11-23"), limits: undefined })).toBe(planned);
});

it("what does not fit is left out as rate-limited, the need is named, and posts are read all the same", () => {
  const accounts = Array.from({ length: 6 }, (_, index) => caseOf(`a${index}`, { newestPostId: "901" }));
  const limited = withinLimits(plan(accounts).accounts, accounts, on("2026-11-23"));
  const left = limited.filter(({ wanted }) => wanted.leftOut !== null);
  expect(left).toHaveLength(2);
  for (const one of left) {
    expect(one).toMatchObject({ leftOutNeeds: ["following"], wanted: { leftOut: "rate-limited" } });
    expect(one.wanted).toMatchObject({ activities: { read: "since" }, following: { read: "nothing" } });
  }
});

it("what the budget leaves out and what the limits do are told apart, of one account too", () => {
  const accounts = ["a", "b"].map((id) => caseOf(id, { newestPostId: "901" }));
  const planned = plan(accounts).accounts.map((one): PlannedAccount => ({
    ...one,
    wanted: { ...one.wanted, following: { read: "nothing" }, leftOut: "over-budget" },
    leftOutNeeds: ["following"],
  }));
  const tight = { ...LIMITS, posts: { requests: 1, windowMinutes: 60 } };
  const limited = withinLimits(planned, accounts, { ...on("2026-11-23"), limits: tight });
  const causes = limited.map((one) => [leftOutCause(one, "activities"), leftOutCause(one, "following")]);
  expect(causes).toHaveLength(2);
  expect(causes).toContainEqual([null, "over-budget"]);
  expect(causes).toContainEqual(["rate-limited", "over-budget"]);
});

it("names to seal go first, then the longest unread", () => {
  const fresh = Array.from({ length: 5 }, (_, index) => caseOf(`a${index}`));
  const old = caseOf("old", { follow: { readAt: daysAgo(9) } });
  const match = caseOf("match", { readings: { ...READ, unsealedMatch: true } });
  const accounts = [...fresh, old, match];
  const limited = withinLimits(plan(accounts).accounts, accounts, on("2026-11-23"));
  const read = limited.filter(({ wanted }) => wanted.following.read !== "nothing");
  expect(read.map(({ accountId }) => accountId)).toEqual(expect.arrayContaining(["old", "match"]));
  expect(read).toHaveLength(4);
});

it("nobody starves: with four requests a night, twenty lists are read in five nights", () => {
  const readAt = new Map<string, number>();
  for (let night = 1; night <= 5; night += 1) {
    const accounts = Array.from({ length: 20 }, (_, index) => {
      const last = readAt.get(`a${index}`);
      return caseOf(`a${index}`, { follow: { readAt: last === undefined ? null : daysAgo(5 - last) } });
    });
    const limited = withinLimits(plan(accounts).accounts, accounts, on(`2026-11-0${night}`));
    for (const { accountId, wanted } of limited) {
      if (wanted.following.read !== "nothing") readAt.set(accountId, night);
    }
  }
  expect(readAt.size).toBe(20);
});

it("a list longer than a night can carry is read when it is first in line", () => {
  const accounts = [caseOf("long", { readings: UNREAD, profile: { following: 9_000, posts: 0 } })];
  const limited = withinLimits(plan(accounts).accounts, accounts, on("2026-11-23"));
  expect(limited[0]?.wanted.following.read).toBe("whole");
});

it("a batch has its share of the platform's limits", () => {
  const accounts = Array.from({ length: 4 }, (_, index) => caseOf(`a${index}`));
  const limited = withinLimits(plan(accounts).accounts, accounts, on("2026-11-23", 0.5));
  expect(limited.filter(({ wanted }) => wanted.following.read === "head")).toHaveLength(2);
});
