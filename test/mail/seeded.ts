import type { Config } from "../../src/config.ts";
import type { Database } from "../../src/store/database.ts";
import {
  accountHandles,
  accounts,
  accountStates,
  evaluations,
  findingEvents,
  findings,
  posts,
  runs,
  spendNights,
} from "../../src/store/schema/index.ts";
import { POLICY } from "../digest/made-up.ts";

/** Monday, half past seven in London. */
export const MONDAY = new Date("2026-11-23T07:30:00Z");
export const GO_LIVE = new Date("2026-11-16T09:00:00Z");
const at = (text: string) => new Date(`${text}Z`);

export const PROFILES = new Map([
  ["x", { platform: "x", profileUrl: ({ handle }: { handle: string }) => `https://x.com/${handle}` }],
]);

/** The settings of a group whose mail goes to two people. */
export function configWith(
  mail: Partial<Config["mail"]> = {},
): Pick<
  Config,
  | "policy"
  | "mail"
  | "schedule"
  | "budgets"
  | "termStart"
  | "targetAccounts"
  | "safeguarding"
  | "staffDomains"
  | "learnerListsWarnAfterDays"
> {
  const person = (name: string) => ({ name, email: `${name}@college.example`, publicKey: null });
  return {
    policy: POLICY,
    mail: {
      smtpUrl: null,
      from: "Audit <audit@college.example>",
      replyTo: "marketing@college.example",
      digestTo: ["head@college.example", "officer@college.example"],
      opsTo: ["it@college.example"],
      listId: "audit.college.example",
      reportUrl: null,
      reportFolder: null,
      attachReport: false,
      learnerFindingsTo: "marketing",
      safeguardingMail: "next-open-day",
      keepersMail: true,
      ...mail,
    },
    schedule: {
      nightlyAt: "03:30",
      nightlyDeadline: "06:45",
      digestWeekday: 1,
      digestAt: "07:30",
      digestSkippedAfterWeekday: 5,
      digestSkippedAfter: "17:00",
      catchUpHours: 20,
    },
    budgets: { x: { nightMicroUsd: 2_000_000, monthMicroUsd: 60_000_000 } },
    termStart: null,
    targetAccounts: null,
    staffDomains: ["college.example"],
    learnerListsWarnAfterDays: 60,
    safeguarding: {
      conel: { lead: person("lead"), deputy: person("deputy") },
      ccg: { lead: person("group"), deputy: null },
    },
  };
}

/** Two accounts, a baseline night, go-live, and a night with a new finding, a fixed one and one could not check. */
export async function seedWeek(db: Database): Promise<void> {
  const account = (id: string, handle: string) => ({
    id,
    platform: "x" as const,
    handle,
    handleKey: handle.toLowerCase(),
    organisations: ["conel"],
    department: "Maths",
    kind: "departmental" as const,
    status: "live" as const,
    keepers: ["keeper@college.example"],
    registeredAt: at("2026-09-01T10:00:00"),
    updatedAt: at("2026-09-01T10:00:00"),
  });
  await db.insert(accounts).values([account("one", "ConelMaths"), account("two", "ConelMusic")]);
  await db.insert(accountHandles).values([
    {
      accountId: "two",
      handleKey: "conelsound",
      validFrom: at("2026-09-01T10:00:00"),
      validTo: at("2026-11-20T04:00:00"),
    },
    { accountId: "two", handleKey: "conelmusic", validFrom: at("2026-11-20T04:00:00") },
  ]);
  await db.insert(accountStates).values({
    accountId: "one",
    presence: "present",
    latestPostAt: at("2026-11-21T10:00:00"),
    profile: {
      handle: "ConelMaths",
      platformId: "1",
      createdAt: null,
      followers: 312,
      following: 1,
      posts: 9,
    },
  });
  const night = (date: string, status: "done" | "missed"): typeof runs.$inferInsert => ({
    id: `run-${date}`,
    schedule: "nightly",
    localDate: date,
    kind: "nightly",
    status,
    scheduledFor: at(`${date}T03:30:00`),
    deadline: at(`${date}T06:45:00`),
    concludedAt: at(`${date}T04:10:00`),
    queuePrefix: "service",
  });
  await db
    .insert(runs)
    .values([night("2026-11-16", "done"), night("2026-11-22", "missed"), night("2026-11-23", "done")]);
  await seedFindings(db);
  const post = (id: string, tags: string[], when: string): typeof posts.$inferInsert => ({
    accountId: "one",
    postId: id,
    url: `https://x.com/ConelMaths/status/${id}`,
    at: at(when),
    kind: "original",
    taggedOrganisations: tags,
  });
  await db
    .insert(posts)
    .values([
      post("1", ["ccg", "conel"], "2026-11-21T10:00:00"),
      post("2", [], "2026-11-20T10:00:00"),
      post("3", [], "2026-08-20T10:00:00"),
    ]);
  await db.insert(spendNights).values([
    { platform: "x", night: "2026-11-23", microUsd: 1_500_000, quota: 0, calls: 9 },
    { platform: "x", night: "2026-11-02", microUsd: 2_000_000, quota: 0, calls: 9 },
  ]);
}

async function seedFindings(db: Database): Promise<void> {
  const finding = (
    id: string,
    accountId: string,
    ruleId: string,
    openedAt: Date,
    more: Partial<typeof findings.$inferInsert> = {},
  ): typeof findings.$inferInsert => ({
    id,
    fingerprint: id,
    ruleId,
    accountId,
    subject: "account",
    severity: "medium",
    status: "open",
    sentence: "1 of 2 posts of the last 28 days lacks a tag.",
    evidence: {
      figures: {},
      posts: [{ url: "https://x.com/ConelMaths/status/2", at: "2026-11-20T10:00:00Z", note: "no tag" }],
    },
    openedAt,
    lastOpenedAt: openedAt,
    lastSeenAt: MONDAY,
    ...more,
  });
  const fixedAt = at("2026-11-23T04:00:00");
  await db.insert(findings).values([
    finding("new", "one", "untagged-posts", at("2026-11-21T04:00:00")),
    finding("old", "two", "dormant-account", at("2026-11-16T04:00:00")),
    finding("fixed", "one", "dormant-account", at("2026-11-16T04:00:00"), {
      status: "resolved",
      closing: "fixed",
      closedAt: fixedAt,
    }),
    finding("long-gone", "two", "untagged-posts", at("2026-10-16T04:00:00"), {
      status: "resolved",
      closing: "fixed",
      closedAt: at("2026-11-01T04:00:00"),
    }),
  ]);
  const step = (
    findingId: string,
    number: number,
    kind: "opened" | "fixed",
    when: Date,
  ): typeof findingEvents.$inferInsert => ({
    findingId,
    step: number,
    kind,
    at: when,
    runId: "r",
    toSeverity: "medium",
  });
  await db
    .insert(findingEvents)
    .values([
      step("new", 1, "opened", at("2026-11-21T04:00:00")),
      step("old", 1, "opened", at("2026-11-16T04:00:00")),
      step("fixed", 1, "opened", at("2026-11-16T04:00:00")),
      step("fixed", 2, "fixed", fixedAt),
    ]);
  const evaluation = (
    accountId: string,
    ruleId: string,
    result: "pass" | "fail" | "could-not-check",
    cause: "over-budget" | null = null,
  ): typeof evaluations.$inferInsert => ({
    accountId,
    ruleId,
    ruleVersion: 1,
    result,
    cause,
    detail: "",
    subjects: [],
    runId: "r",
    at: MONDAY,
    since: at("2026-11-20T04:00:00"),
  });
  await db
    .insert(evaluations)
    .values([
      evaluation("one", "untagged-posts", "fail"),
      evaluation("one", "dormant-account", "pass"),
      evaluation("two", "dormant-account", "fail"),
      evaluation("two", "untagged-posts", "could-not-check", "over-budget"),
    ]);
}
