/**
 * A made-up college group with twelve weeks behind it, written straight into Postgres: accounts, nights with their coverage,
 * findings with their steps and decisions, spend, e-mails' figures. The same number of accounts gives the same rows.
 */
import type { Cause } from "../../src/core/facts.ts";
import type { DecisionKind, FindingEventKind } from "../../src/core/finding.ts";
import type { Platform } from "../../src/core/platform.ts";
import type { Severity } from "../../src/core/policy.ts";
import { DAY_MS } from "../../src/core/time.ts";
import type { Database } from "../../src/store/database.ts";
import * as schema from "../../src/store/schema/index.ts";
import { ORGANISATIONS } from "../digest/made-up.ts";
import { seedNights, type RuleSeed } from "./nights-of-history.ts";
import { seedDelivery, seedLearnerList } from "./seed.ts";

/** Monday, half past seven in London. */
export const MONDAY = new Date("2026-11-23T07:30:00Z");
export const TERM_START = "2026-09-01";

const SUBJECTS =
  "Art and Design,Business,Construction,Dance,English,ESOL,Film,Hair and Beauty,Hospitality,Library,Maths,Media,Music,Plumbing,Science,Sports,Supported Learning,Travel".split(
    ",",
  );
const PLATFORMS: readonly Platform[] = ["x", "x", "x", "youtube", "instagram"];
const CAUSES: readonly Cause[] = ["over-budget", "rate-limited", "account-protected", "never-read"];

interface Rows {
  accounts: (typeof schema.accounts.$inferInsert)[];
  states: (typeof schema.accountStates.$inferInsert)[];
  evaluations: (typeof schema.evaluations.$inferInsert)[];
  findings: (typeof schema.findings.$inferInsert)[];
  events: (typeof schema.findingEvents.$inferInsert)[];
  decisions: (typeof schema.findingDecisions.$inferInsert)[];
  posts: (typeof schema.posts.$inferInsert)[];
}

export async function seedCollege(db: Database, count: number, rules: readonly RuleSeed[]): Promise<void> {
  const rows: Rows = {
    accounts: [],
    states: [],
    evaluations: [],
    findings: [],
    events: [],
    decisions: [],
    posts: [],
  };
  for (let index = 0; index < count; index += 1) addAccount(rows, index, rules);
  await inPieces(rows.accounts, (some) => db.insert(schema.accounts).values(some));
  await inPieces(rows.states, (some) => db.insert(schema.accountStates).values(some));
  await inPieces(rows.evaluations, (some) => db.insert(schema.evaluations).values(some));
  await inPieces(rows.findings, (some) => db.insert(schema.findings).values(some));
  await inPieces(rows.events, (some) => db.insert(schema.findingEvents).values(some));
  await inPieces(rows.decisions, (some) => db.insert(schema.findingDecisions).values(some));
  await inPieces(rows.posts, (some) => db.insert(schema.posts).values(some));
  await seedNights(db, count, rules);
  await seedDelivery(db, { state: "accepted", about: "2026-W47", at: daysAgo(7) });
  await seedLearnerList(db, { name: "autumn", asOf: "2026-11-01", enrolled: 24_600, known: 40 });
}

/** Postgres takes 65,535 parameters a statement. */
async function inPieces<T>(rows: readonly T[], insert: (some: T[]) => PromiseLike<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += 1_500) await insert(rows.slice(at, at + 1_500));
}

const daysAgo = (days: number) => new Date(MONDAY.getTime() - days * DAY_MS);
const idOf = (index: number) => `acc${String(index).padStart(6, "0")}`;

function addAccount(rows: Rows, index: number, rules: readonly RuleSeed[]): void {
  const [organisation, , short] = ORGANISATIONS[(index * 7 + 1) % 5] ?? ORGANISATIONS[0];
  const subject = SUBJECTS[(index * 5) % SUBJECTS.length] ?? "Art";
  const isOfficial = index % 26 === 0;
  const platform = PLATFORMS[index % PLATFORMS.length] ?? "x";
  const number = index < 90 ? "" : String(index);
  const handle = isOfficial
    ? `${short}Official${number}`
    : `${short}${subject.replaceAll(/\W/gu, "")}${number}`.slice(0, 30);
  const id = idOf(index);
  rows.accounts.push({
    id,
    platform,
    handle,
    handleKey: `${handle.toLowerCase()} ${index}`,
    organisations: index % 17 === 5 ? [organisation, "ccct"] : [organisation],
    department: isOfficial ? "Marketing" : subject,
    kind: isOfficial ? "official" : "departmental",
    status: index % 23 === 11 ? "closed" : index % 29 === 13 ? "paused" : "live",
    pausedReason: index % 29 === 13 ? "Team is on leave until January" : null,
    keepers:
      index % 6 === 2
        ? ["m.jones@capitalccg.example"]
        : ["a.okafor@capitalccg.example", "j.smith@capitalccg.example"],
    approvedBySchool: index % 4 === 0 ? "Dr. R. Patel" : null,
    approvedBySchoolOn: index % 4 === 0 ? "2024-02-12" : null,
    approvedByMarketing: index % 3 === 0 ? "S. Lindqvist" : null,
    approvedByMarketingOn: index % 3 === 0 ? "2024-03-01" : null,
    registeredAt: daysAgo(120),
    updatedAt: daysAgo(120),
  });
  const isRead = index % 19 !== 7;
  const lastPost = daysAgo([1, 2, 4, 9, 17, 33, 71, 140, 260][(index * 4) % 9] ?? 1);
  rows.states.push({
    accountId: id,
    presence: index % 31 === 9 ? "protected" : "present",
    profile: {
      handle,
      platformId: String(1_000 + index),
      createdAt: null,
      followers: (index * 37) % 2_400,
      following: 300,
      posts: 900,
    },
    surveyedAt: daysAgo(0.15),
    latestPostAt: lastPost,
    postsReadAt: isRead ? daysAgo(0.15) : daysAgo(9),
    postsCompleteFrom: daysAgo(100),
    followReadAt: daysAgo(0.15),
  });
  const posts = index % 9 === 8 ? 0 : (index * 3) % 14;
  for (let post = 0; post < posts; post += 1) {
    rows.posts.push({
      accountId: id,
      postId: String(post),
      url: `https://x.com/${handle}/status/19300000000${index}${post}`,
      at: new Date(lastPost.getTime() - post * 2.5 * DAY_MS),
      kind: "original",
      taggedOrganisations: post % 3 === 0 ? [] : ["ccg", organisation],
    });
  }
  for (const [at, rule] of rules.entries()) addResult(rows, index, at, rule, handle);
}

function addResult(rows: Rows, index: number, at: number, rule: RuleSeed, handle: string): void {
  const luck = (index * 31 + at * 17 + ((index * index) % 13)) % 100;
  const isLearner = rule.severity === "safeguarding";
  const failed = isLearner ? luck < 3 : luck < 16;
  const unknown = !failed && luck < (isLearner ? 70 : 30);
  const cause = unknown ? (isLearner ? "low-share" : (CAUSES[(index + at) % 4] ?? "over-budget")) : null;
  const result = failed ? "fail" : unknown ? "could-not-check" : luck > 94 ? "not-applicable" : "pass";
  const opened = daysAgo(3 + ((index * 13 + at * 7) % 66));
  rows.evaluations.push({
    accountId: idOf(index),
    ruleId: rule.id,
    ruleVersion: 1,
    result,
    cause,
    detail: result === "pass" ? "Quiet for at most 9 open days (limit 60)." : "",
    subjects: [],
    runId: "seeded",
    at: daysAgo(0.15),
    since: failed ? opened : daysAgo(20 + (index % 40)),
  });
  if (failed) addFinding(rows, index, at, rule, { opened, handle, kind: (index + at) % 9 });
  else if (luck % 11 === 5) addFinding(rows, index, at, rule, { opened, handle, kind: 20 });
}

interface Told {
  opened: Date;
  handle: string;
  /** 7: waived, 8: dismissed as wrong, 20: fixed; others: open. */
  kind: number;
}

const ENDS = new Map([
  [7, { status: "waived" as const, decision: "waived" as const }],
  [8, { status: "dismissed" as const, decision: "wrong" as const }],
  [20, { status: "resolved" as const, decision: null }],
]);

function addFinding(rows: Rows, index: number, at: number, rule: RuleSeed, told: Told): void {
  const id = `f${idOf(index)}${at}`;
  const end = ENDS.get(told.kind);
  const isLearner = rule.severity === "safeguarding";
  const severity: Severity = isLearner ? "safeguarding" : (index + at) % 7 === 0 ? "high" : rule.severity;
  const ended = new Date(told.opened.getTime() + 2 * DAY_MS);
  rows.findings.push({
    id,
    fingerprint: id,
    ruleId: rule.id,
    accountId: idOf(index),
    subject: isLearner ? `entry-${id}` : "account",
    severity,
    status: end?.status ?? (told.kind === 3 ? "acknowledged" : "open"),
    closing: told.kind === 20 ? "fixed" : null,
    sentence: isLearner
      ? "It follows an account that may be a current learner's."
      : `This account breaks ${rule.id}: 5 of 14 posts of the last 28 days, the last on 2026-11-02.`,
    evidence: { figures: {}, posts: isLearner ? [] : evidenceOf(told.handle, index) },
    openedAt: told.opened,
    lastOpenedAt: told.opened,
    lastSeenAt: daysAgo(0.15),
    closedAt: end === undefined || end.status === "waived" ? null : ended,
    waivedUntil: end?.status === "waived" ? new Date("2026-12-31T00:00:00Z") : null,
  });
  const event = (step: number, kind: FindingEventKind, when: Date, to: Severity | null) =>
    rows.events.push({ findingId: id, step, kind, at: when, runId: "seeded", toSeverity: to });
  event(1, "opened", told.opened, severity);
  if (told.kind === 20) event(2, "fixed", ended, null);
  if (end?.decision) decide(rows, id, end.decision, ended);
  if (told.kind === 3) decide(rows, id, "acknowledged", ended);
}

function evidenceOf(handle: string, index: number) {
  return Array.from({ length: 1 + (index % 4) }, (_, post) => ({
    url: `https://x.com/${handle}/status/19300000000${index}${post}`,
    at: daysAgo(4 + post).toISOString(),
    note: post % 2 === 0 ? "no tag" : "college not tagged",
  }));
}

function decide(rows: Rows, findingId: string, kind: DecisionKind, at: Date): void {
  rows.decisions.push({
    findingId,
    step: 1,
    kind,
    at,
    by: "S. Lindqvist",
    systemUser: "slindqvist",
    reason:
      kind === "wrong" ? "The tag stands in the first comment" : "Seasonal: quiet until the spring show",
    evidence: null,
    until: kind === "waived" ? "2026-12-31" : null,
    assignee: null,
  });
}
