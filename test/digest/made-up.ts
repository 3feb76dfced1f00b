import type { Account, OrganisationId } from "../../src/core/account.ts";
import type { DigestAccount, DigestEvaluation, DigestFinding } from "../../src/core/digest-input.ts";
import type { Cause } from "../../src/core/facts.ts";
import type { Severity } from "../../src/core/policy.ts";
import { DAY_MS } from "../../src/core/time.ts";
import { dormantAccount } from "../../src/rules/dormant-account.ts";
import { learnerFollowed } from "../../src/rules/learner-followed.ts";
import { untaggedPosts } from "../../src/rules/untagged-posts.ts";
import { accountWith, policyWith } from "../core/made-up.ts";

/** Monday, half past seven in London. */
export const NOW = new Date("2026-11-23T07:30:00Z");
export const WEEK_AGO = new Date("2026-11-16T07:30:00Z");
/** The first audit was written; what was open then is a backlog. */
export const BASELINE = new Date("2026-11-02T07:00:00Z");

export const ORGANISATIONS = [
  ["ccg", "Capital City College Group", "CCCG"],
  ["ccct", "Capital City College Training", "CCCT"],
  ["candi", "City and Islington College", "CANDI"],
  ["conel", "The College of Haringey, Enfield and North East London", "CONEL"],
  ["westking", "Westminster Kingsway College", "WestKing"],
] as const;

export const POLICY = policyWith({
  groupId: "ccg",
  organisations: ORGANISATIONS.map(([id, name, shortName]) => ({
    id,
    name,
    shortName,
    hashtags: [id],
    closures: [{ from: "2026-12-21", to: "2027-01-03", name: "Christmas" }],
  })),
  dueAfterDays: { safeguarding: 10, high: 10, medium: 20, low: null },
});

export const RULES = [dormantAccount, untaggedPosts, learnerFollowed];

export function daysAgo(days: number): Date {
  return new Date(NOW.getTime() - days * DAY_MS);
}

export function accountNamed(
  handle: string,
  organisation: OrganisationId,
  department: string,
  more: Partial<Account> = {},
): DigestAccount {
  const account = accountWith({
    id: `id-${handle.toLowerCase()}`,
    handle,
    platformId: null,
    organisations: [organisation],
    department,
    keepers: ["a.okafor@capitalccg.example", "j.smith@capitalccg.example"],
    openedOn: null,
    registeredAt: daysAgo(400),
    ...more,
  });
  return {
    account,
    url: `https://x.com/${handle}`,
    latestPostAt: daysAgo(3),
    followers: 312,
    postsIn180Days: 41,
  };
}

export function findingOf(
  owner: DigestAccount,
  rule: { id: string; severity: Severity },
  more: Partial<DigestFinding> = {},
): DigestFinding {
  const openedAt = more.openedAt ?? daysAgo(2);
  return {
    id: `f-${rule.id}-${owner.account.handle}`.toLowerCase(),
    fingerprint: `${rule.id} ${owner.account.id}`,
    ruleId: rule.id,
    accountId: owner.account.id,
    subject: "account",
    severity: rule.severity,
    status: "open",
    closing: null,
    sentence: "Something is wrong.",
    evidence: { figures: {}, posts: [] },
    openedAt,
    lastOpenedAt: openedAt,
    lastSeenAt: NOW,
    closedAt: null,
    reopenedCount: 0,
    waivedUntil: null,
    events: openedAt > WEEK_AGO ? [{ kind: "opened", at: openedAt, from: null, to: rule.severity }] : [],
    ...more,
  };
}

export function evaluationOf(
  owner: DigestAccount,
  ruleId: string,
  result: DigestEvaluation["result"],
  cause: Cause | null = null,
  since: Date = daysAgo(9),
): DigestEvaluation {
  return { accountId: owner.account.id, ruleId, result, cause, at: NOW, since };
}

export function dormant(
  owner: DigestAccount,
  days: number,
  more: Partial<DigestFinding> = {},
): DigestFinding {
  owner.latestPostAt = daysAgo(days);
  owner.postsIn180Days = days > 150 ? 0 : 4;
  const date = daysAgo(days).toISOString().slice(0, 10);
  const sentence = `Nothing posted for ${days} open days (limit 60): the last post was on ${date}.`;
  return findingOf(owner, dormantAccount, { sentence, ...more });
}

export function untagged(
  owner: DigestAccount,
  posts: number,
  more: Partial<DigestFinding> = {},
): DigestFinding {
  const evidence = Array.from({ length: posts }, (_, index) => ({
    url: `https://x.com/${owner.account.handle}/status/19300000000000000${index}`,
    at: daysAgo(index + 2).toISOString(),
    note: index % 2 === 0 ? "no tag" : "CONEL not tagged",
  }));
  const sentence = `${posts} of 14 posts of the last 28 days lack a tag, 2 with no tag at all.`;
  return findingOf(owner, untaggedPosts, { sentence, evidence: { figures: {}, posts: evidence }, ...more });
}
