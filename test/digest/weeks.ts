import type { DigestAccount, DigestInput } from "../../src/core/digest-input.ts";
import { dormantAccount } from "../../src/rules/dormant-account.ts";
import { learnerFollowed } from "../../src/rules/learner-followed.ts";
import { untaggedPosts } from "../../src/rules/untagged-posts.ts";
import {
  accountNamed,
  BASELINE,
  daysAgo,
  dormant,
  evaluationOf,
  findingOf,
  NOW,
  ORGANISATIONS,
  POLICY,
  RULES,
  untagged,
  WEEK_AGO,
} from "./made-up.ts";

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
    previous: { week: "2026-W47", date: "2026-11-16", live: 24, open: 11, backlog: 4 },
    termStart: { week: "2026-W36", date: "2026-08-31", live: 31, open: 29, backlog: null },
    burnDown: [
      { date: "2026-11-09", open: 6 },
      { date: "2026-11-16", open: 4 },
    ],
    backlog: [
      { ruleId: "dormant-account", severity: "medium", total: 5 },
      { ruleId: "untagged-posts", severity: "medium", total: 4 },
    ],
    targetAccounts: 20,
    replyTo: "marketing@capitalccg.example",
    wrong: [{ ruleId: "untagged-posts", wrong: 2, opened: 41 }],
    accounts,
    findings,
    evaluations,
    runs: [17, 18, 19, 20, 21, 22, 23].map((day) => ({
      localDate: `2026-11-${day}`,
      status: day === 19 ? ("missed" as const) : ("done" as const),
      accounts: [],
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
    changes: [
      {
        accountId: at(12).account.id,
        kind: "handle",
        from: "CollegeMathsOld",
        to: at(12).account.handle,
        on: daysAgo(4),
      },
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
  return week({ accounts, findings, evaluations, changes: [], posts: [], ...more });
}
