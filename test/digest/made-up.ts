import type { Account, OrganisationId } from "../../src/core/account.ts";
import type {
  DigestAccount,
  DigestEvaluation,
  DigestFinding,
  DigestInput,
} from "../../src/core/digest-input.ts";
import type { Cause } from "../../src/core/facts.ts";
import { PLATFORMS } from "../../src/core/platform.ts";
import type { Policy, Severity } from "../../src/core/policy.ts";
import { DAY_MS } from "../../src/core/time.ts";
import { dormantAccount } from "../../src/rules/dormant-account.ts";
import { learnerFollowed } from "../../src/rules/learner-followed.ts";
import { untaggedPosts } from "../../src/rules/untagged-posts.ts";

/** Monday, half past seven in London. */
export const NOW = new Date("2026-11-23T07:30:00Z");
export const WEEK_AGO = new Date("2026-11-16T07:30:00Z");
/** The first audit was written; what was open then is a backlog. */
export const BASELINE = new Date("2026-11-02T07:00:00Z");

const ORGANISATIONS = [
  ["ccg", "Capital City College Group", "CCCG"],
  ["ccct", "Capital City College Training", "CCCT"],
  ["candi", "City and Islington College", "CANDI"],
  ["conel", "The College of Haringey, Enfield and North East London", "CONEL"],
  ["westking", "Westminster Kingsway College", "WestKing"],
] as const;

export const POLICY: Policy = {
  timezone: "Europe/London",
  groupId: "ccg",
  organisations: ORGANISATIONS.map(([id, name, shortName]) => ({
    id,
    name,
    shortName,
    hashtags: [],
    closures: [{ from: "2026-12-21", to: "2027-01-03", name: "Christmas" }],
  })),
  dormantAfterDays: Object.fromEntries(
    PLATFORMS.map((platform) => [platform, 60]),
  ) as Policy["dormantAfterDays"],
  dormantHighAfterMoreDays: 60,
  dormantGraceDays: 30,
  taggedWindowDays: 28,
  taggedShareLow: 0.8,
  judgeReplies: false,
  judgeReposts: false,
  repostsCountAsPosts: false,
  learnerShareForPass: 0.5,
  learnerRulesAuthorised: true,
  severities: {},
  dueAfterDays: { safeguarding: 10, high: 10, medium: 20, low: null },
};

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
  const account: Account = {
    id: `id-${handle.toLowerCase()}`,
    platform: "x",
    handle,
    platformId: null,
    organisations: [organisation],
    department,
    kind: "departmental",
    status: "live",
    pausedReason: null,
    keepers: ["a.okafor@capitalccg.example", "j.smith@capitalccg.example"],
    approvedBySchool: null,
    approvedByMarketing: null,
    loginAddress: null,
    openedOn: null,
    closeBy: null,
    dormantAfterDays: null,
    dormantReason: null,
    registeredAt: daysAgo(400),
    ...more,
  };
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
  return { accountId: owner.account.id, ruleId, result, cause, since };
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

/** A week of a group with 25 accounts: one of everything that a digest can say. */
export function week(more: Partial<DigestInput> = {}): DigestInput {
  const departments = [
    "Maths",
    "Music",
    "Plumbing",
    "Library",
    "Sports",
    "Art and Design",
    "Science",
    "Hair and Beauty",
  ];
  const many = ORGANISATIONS.slice(1).flatMap(([id, , short], college) =>
    departments.slice(0, 6).map((department, index) =>
      accountNamed(`${short}${department.replaceAll(/\W/gu, "")}`, id, department, {
        keepers:
          index % 3 === 2
            ? ["m.jones@capitalccg.example"]
            : ["a.okafor@capitalccg.example", "j.smith@capitalccg.example"],
        registeredAt: daysAgo(300 + college),
      }),
    ),
  );
  const official = accountNamed("CapitalCCG", "ccg", "Marketing", { kind: "official" });
  const accounts = [official, ...many];
  const at = (index: number): DigestAccount => many[index] ?? official;
  at(7).latestPostAt = daysAgo(45);
  const findings = [
    findingOf(at(3), learnerFollowed, {
      subject: "entry-1",
      sentence: "It follows an account that may be a current learner's, first seen on 2026-11-20.",
    }),
    untagged(at(0), 5),
    untagged(at(9), 2, {
      severity: "low",
      openedAt: daysAgo(40),
      lastOpenedAt: daysAgo(4),
      reopenedCount: 1,
      events: [{ kind: "reopened", at: daysAgo(4), from: null, to: "low" }],
    }),
    untagged(at(14), 9, { openedAt: daysAgo(70), lastOpenedAt: daysAgo(70), status: "acknowledged" }),
    untagged(at(16), 1, { severity: "low", openedAt: daysAgo(12), lastOpenedAt: daysAgo(12) }),
    dormant(at(5), 212, {
      severity: "high",
      events: [{ kind: "worsened", at: daysAgo(1), from: "medium", to: "high" }],
      openedAt: daysAgo(60),
      lastOpenedAt: daysAgo(60),
    }),
    dormant(at(11), 74),
    dormant(at(18), 63),
    dormant(at(20), 90, { openedAt: daysAgo(15), lastOpenedAt: daysAgo(15) }),
    findingOf(at(21), untaggedPosts, {
      status: "waived",
      waivedUntil: new Date("2026-12-04T00:00:00Z"),
      openedAt: daysAgo(50),
    }),
    findingOf(at(1), untaggedPosts, {
      status: "resolved",
      closing: "fixed",
      closedAt: daysAgo(3),
      openedAt: daysAgo(30),
    }),
    findingOf(at(2), dormantAccount, {
      status: "resolved",
      closing: "fixed",
      closedAt: daysAgo(2),
      openedAt: daysAgo(30),
    }),
    findingOf(at(8), untaggedPosts, {
      status: "resolved",
      closing: "fixed",
      closedAt: daysAgo(5),
      openedAt: daysAgo(30),
    }),
    findingOf(at(8), dormantAccount, {
      status: "resolved",
      closing: "no-longer-applies",
      closedAt: daysAgo(5),
      openedAt: daysAgo(30),
    }),
  ];
  const failing = new Set(
    findings.filter(({ status }) => status !== "resolved").map((one) => `${one.accountId} ${one.ruleId}`),
  );
  const evaluations = accounts.flatMap((owner, index) =>
    RULES.map(({ id }) => {
      if (index === 13) return evaluationOf(owner, id, "could-not-check", "account-suspended", daysAgo(11));
      if (index === 20 && id === "learner-followed")
        return evaluationOf(owner, id, "could-not-check", "over-budget");
      if (index === 23) return evaluationOf(owner, id, "could-not-check", "account-protected", daysAgo(30));
      if (owner === official && id === "untagged-posts") return evaluationOf(owner, id, "not-applicable");
      if (failing.has(`${owner.account.id} ${id}`)) return evaluationOf(owner, id, "fail");
      if (index === 8 && id === "untagged-posts")
        return evaluationOf(owner, id, "could-not-check", "nothing-to-judge");
      if (id === "learner-followed") return evaluationOf(owner, id, "could-not-check", "low-share");
      return evaluationOf(owner, id, "pass");
    }),
  );
  return {
    week: "2026-W48",
    now: NOW,
    policy: POLICY,
    rules: RULES,
    learnerFindingsTo: "marketing",
    reportUrl: null,
    liveSince: BASELINE,
    baselineAt: BASELINE,
    since: WEEK_AGO,
    previous: { week: "2026-W47", date: "2026-11-16", live: 24, open: 11 },
    termStart: { week: "2026-W36", date: "2026-08-31", live: 31, open: 29 },
    accounts,
    findings,
    evaluations,
    runs: [17, 18, 19, 20, 21, 22, 23].map((day) => ({
      localDate: `2026-11-${day}`,
      status: day === 19 ? ("missed" as const) : ("done" as const),
    })),
    posts: accounts.flatMap((owner, index) => [
      {
        accountId: owner.account.id,
        kind: "original" as const,
        organisations: ["ccg", ...owner.account.organisations],
        count: 6 + (index % 5),
      },
      { accountId: owner.account.id, kind: "original" as const, organisations: [], count: index % 4 },
    ]),
    learners: [{ platform: "x", known: 412, enrolled: 24_600 }],
    spend: [
      { platform: "x", weekMicroUsd: 1_480_000, monthMicroUsd: 5_210_000, monthCapMicroUsd: 60_000_000 },
    ],
    deliveries: { unclear: 1, refused: 0 },
    skipped: [],
    handleChanges: [
      { accountId: at(12).account.id, from: "CollegeMathsOld", to: at(12).account.handle, on: daysAgo(4) },
    ],
    ...more,
  };
}

/** `count` accounts, each with findings: what the size limits are held against. */
export function crowd(count: number, more: Partial<DigestInput> = {}): DigestInput {
  const accounts = Array.from({ length: count }, (_, index) =>
    accountNamed(
      `Department${index}`,
      ORGANISATIONS[index % 5]?.[0] ?? "ccg",
      `Department of things, number ${index}`,
    ),
  );
  const findings = accounts.flatMap((owner, index) => [
    ...(index % 3 === 0 ? [untagged(owner, 14)] : []),
    ...(index % 3 === 1 ? [dormant(owner, 61 + (index % 300))] : []),
    ...(index % 50 === 0 ? [findingOf(owner, learnerFollowed, { subject: `entry-${index}` })] : []),
    ...(index % 7 === 0
      ? [
          findingOf(
            owner,
            { id: "untagged-posts-old", severity: "low" },
            { status: "resolved", closing: "fixed", closedAt: daysAgo(1) },
          ),
        ]
      : []),
  ]);
  const evaluations = accounts.flatMap((owner, index) =>
    RULES.map(({ id }) =>
      index % 11 === 0
        ? evaluationOf(owner, id, "could-not-check", "platform-error")
        : evaluationOf(owner, id, index % 3 === 0 ? "fail" : "pass"),
    ),
  );
  return week({ accounts, findings, evaluations, handleChanges: [], posts: [], ...more });
}
