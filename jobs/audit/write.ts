import type { Account } from "../../src/core/account.ts";
import { evaluate, type Evaluation } from "../../src/core/evaluate.ts";
import { factsOf, type Failure, type Failures, type Readings } from "../../src/core/facts-of.ts";
import { unreadAfter } from "../../src/core/reading-coverage.ts";
import type { FactName, LearnerShare, Post, ReadFact } from "../../src/core/facts.ts";
import type { Finding } from "../../src/core/finding.ts";
import { leftOutCause, type Need } from "../../src/core/plan.ts";
import type { Policy, Severity } from "../../src/core/policy.ts";
import { isLaterPostId, laterPostId } from "../../src/core/post-ids.ts";
import { findingId, fingerprint, reconcile, sawAll, type Reconciliation } from "../../src/core/reconcile.ts";
import type { Rule } from "../../src/core/rule.ts";
import { isLearnerRule } from "../../src/core/safeguarding.ts";
import type { AuditMaterial, AuditOutcome } from "../audit-account.ts";
import type { FollowsReading } from "./read-follows.ts";
import type { PostsReading } from "./read-posts.ts";
import type { ScreenedThread, SealedMatch } from "./staged.ts";

/** Everything that one audit writes, inside one transaction. */
export interface AuditTx {
  keepPosts(posts: readonly Post[], reading: PostsPromotion): Promise<void>;
  keepThreads(threads: readonly ScreenedThread[]): Promise<void>;
  /** The timeline has nothing that is not stored. */
  postsUpToDate(): Promise<void>;
  keepFollows(reading: FollowsReading): Promise<void>;
  readings(): Promise<Readings>;
  learners(): Promise<LearnerShare | null>;
  /** Findings of the account that are not closed, and closed ones about a learner. */
  standingFindings(): Promise<readonly Finding[]>;
  /** Other closed findings, by id: those that were ever opened. */
  closedFindings(ids: readonly string[]): Promise<readonly Finding[]>;
  /** Ids of open learner findings that are about nobody any more. */
  left(): Promise<ReadonlySet<string>>;
  /** What could not be read, since when: what the next night starts from. */
  keepUnread(unread: Readonly<Partial<Record<ReadFact, Date>>>): Promise<void>;
  writeEvaluations(evaluations: readonly Evaluation[]): Promise<void>;
  writeFindings(reconciliation: Reconciliation): Promise<void>;
  writeSeals(seals: readonly SealedMatch[]): Promise<void>;
  /** Mail that the new findings ask for. */
  queueMail(reconciliation: Reconciliation): Promise<void>;
  finish(failure: Failure | null): Promise<void>;
}

/** What a reading of posts says beside the posts themselves. */
export interface PostsPromotion {
  /** For a first reading: complete from here on, or from its oldest post if that is older; 1970, where it reached the start. */
  from: Date | null;
  /** The post behind which a later reading began. */
  since: string | null;
  unreadable: number;
  newestId: string | null;
  /** The timeline showed everything that the survey spoke of. */
  isWhole: boolean;
  /** The threads that the posts answer in were looked at. */
  hasThreads: boolean;
}

export interface WriteContext {
  now: Date;
  policy: Policy;
  rules: readonly Rule[];
  currentKeyVersion: number;
  /** What the platform's connection can give; null: the product has no connection for it. */
  observes: readonly FactName[] | null;
  followListsWanted: boolean;
  onFault(ruleId: string, error: unknown): void;
}

/** Promotes the night's pages, evaluates what is then known, reconciles it with the known findings, and writes. */
export async function writeAudit(
  tx: AuditTx,
  material: AuditMaterial,
  outcome: AuditOutcome,
  context: WriteContext,
): Promise<void> {
  await promote(tx, material, outcome);
  const failures = failuresOf(material, outcome);
  const standing = await tx.standingFindings();
  const evaluations = await evaluateNow(tx, material.account, failures, standing, { material, context });
  const known = [...standing, ...(await tx.closedFindings(othersFailing(evaluations, standing)))];
  const left = new Set([...(await tx.left()), ...lapsedContacts(evaluations, known)]);
  const reconciliation = reconcile({ known, evaluations, left });
  await tx.writeEvaluations(evaluations);
  await tx.writeFindings(reconciliation);
  await tx.writeSeals([...(outcome.follows?.seals ?? []), ...answerSeals(outcome)]);
  await tx.queueMail(reconciliation);
  await tx.finish(failures.survey ?? failures.activities ?? failures.following ?? null);
}

/** Ids of what fails beyond the findings at hand: new, or closed before. What was about a learner is at hand, or is new. */
function othersFailing(evaluations: readonly Evaluation[], standing: readonly Finding[]): readonly string[] {
  const atHand = new Set(standing.map(({ id }) => id));
  return evaluations
    .filter(({ ruleId }) => !isLearnerRule(ruleId))
    .flatMap(({ ruleId, accountId, result }) =>
      result.result === "fail"
        ? result.subjects.map(({ subject }) => findingId(fingerprint(ruleId, accountId, subject)))
        : [],
    )
    .filter((id) => !atHand.has(id));
}

function answerSeals({ posts }: AuditOutcome): readonly SealedMatch[] {
  return isRead(posts) ? (posts.answers?.seals ?? []) : [];
}

/** An answer cannot be undone: one that no longer fails was not mended, it no longer applies (docs/decisions/007). */
function lapsedContacts(evaluations: readonly Evaluation[], known: readonly Finding[]): readonly string[] {
  const result = evaluations.find(({ ruleId }) => ruleId === "learner-contacted")?.result;
  if (result === undefined || !sawAll(result)) return [];
  return known.filter(({ ruleId }) => ruleId === "learner-contacted").map(({ id }) => id);
}

async function promote(tx: AuditTx, material: AuditMaterial, outcome: AuditOutcome): Promise<void> {
  const { surveyed, planned } = material;
  const { activities } = planned.wanted;
  const { posts, follows } = outcome;
  if (isRead(posts) && activities.read !== "nothing") {
    await tx.keepPosts(posts.posts, {
      from: activities.read === "first" ? completeFrom(activities.from, posts) : null,
      since: activities.read === "since" ? activities.postId : null,
      unreadable: posts.unreadable,
      newestId: posts.newestId,
      isWhole: missedPost(material, posts) === null,
      hasThreads: posts.answers !== null,
    });
    await tx.keepThreads(posts.answers?.threads ?? []);
  }
  const asked = activities.read !== "nothing" || planned.leftOutNeeds.includes("activities");
  if (!asked && surveyed.status === "seen" && surveyed.presence === "present") await tx.postsUpToDate();
  if (follows !== null) await tx.keepFollows(follows);
}

function completeFrom(asked: Date, { reachesStart }: PostsReading): Date {
  return reachesStart ? new Date(0) : asked;
}

function isRead(posts: AuditOutcome["posts"]): posts is PostsReading {
  return posts !== null && "posts" in posts;
}

/** Why the plan left a need out; null: it did not. */
function leftOutOf(planned: AuditMaterial["planned"], need: Need): Failure | null {
  const cause = leftOutCause(planned, need);
  if (cause === null) return null;
  if (cause === "over-budget") return { cause, detail: "the budget left it out tonight" };
  return { cause, detail: "the platform's limits left it out tonight; its turn comes" };
}

/** What did not work tonight, in the plan or in the reading. */
function failuresOf(material: AuditMaterial, { posts, follows }: AuditOutcome): Failures {
  const { surveyed, planned } = material;
  const survey = surveyed.status === "failed" ? { cause: surveyed.cause, detail: surveyed.detail } : null;
  const unreadable = isRead(posts) && posts.unreadable > 0 ? unreadablePosts(posts.unreadable) : null;
  const missed = isRead(posts) ? missedPost(material, posts) : null;
  const failedPosts = posts !== null && !isRead(posts) ? posts : (missed ?? unreadable);
  return {
    survey,
    activities: failedPosts ?? leftOutOf(planned, "activities"),
    following: follows?.failure ?? leftOutOf(planned, "following"),
  };
}

/** The survey saw a post that the timeline did not show: what was read is not all there is (RELIABILITY.md, 20). */
function missedPost({ surveyed, planned }: AuditMaterial, { newestId }: PostsReading): Failure | null {
  const newest = surveyed.status === "seen" ? (surveyed.newestPostId ?? null) : null;
  const { activities } = planned.wanted;
  const seen = laterPostId(activities.read === "since" ? activities.postId : null, newestId);
  if (newest === null || (seen !== null && !isLaterPostId(newest, seen))) return null;
  return { cause: "incomplete", detail: "the timeline did not show the newest post" };
}

function unreadablePosts(count: number): Failure {
  return { cause: "incomplete", detail: `${count} of its posts could not be read` };
}

async function evaluateNow(
  tx: AuditTx,
  account: Account,
  failures: Failures,
  known: readonly Finding[],
  { material, context }: { material: AuditMaterial; context: WriteContext },
): Promise<Evaluation[]> {
  const { now, policy, rules, onFault } = context;
  const readings = await tx.readings();
  const learners = await tx.learners();
  const facts = factsOf({ ...context, account, readings, failures, learners });
  if (facts.coverage.status === "observed") await tx.keepUnread(unreadAfter(facts.coverage.value));
  return evaluate(rules, facts, {
    accountId: account.id,
    now,
    policy,
    officialHandles: material.tags.officialHandles,
    tagsKnown: material.tagsKnown,
    waivedSeverities: waivedAt(now, known),
    onFault,
  });
}

/** What the waivers that stand accept, by rule. */
function waivedAt(now: Date, known: readonly Finding[]): ReadonlyMap<string, Severity> {
  const standing = known.filter(
    ({ status, waivedUntil }) => status === "waived" && (waivedUntil === null || waivedUntil > now),
  );
  return new Map(
    standing.map(({ ruleId, severity, waivedSeverity }) => [ruleId, waivedSeverity ?? severity]),
  );
}
