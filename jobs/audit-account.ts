import type { Account } from "../src/core/account.ts";
import type {
  CallContext,
  Connector,
  Meter,
  PostsPageRequest,
  StoredPosts,
  Surveyed,
  TagContext,
} from "../src/core/connector.ts";
import { PlatformError } from "../src/core/connector.ts";
import type { Failure } from "../src/core/facts-of.ts";
import type { PlannedAccount } from "../src/core/plan.ts";
import type { StoredList } from "../src/core/follow-list.ts";
import type { Platform } from "../src/core/platform.ts";
import type { TagsKnown } from "../src/core/tags-known.ts";
import type { Clock, LocalDate } from "../src/core/time.ts";
import { readFollows, type FollowsReading } from "./audit/read-follows.ts";
import { readPosts, type PostsReading } from "./audit/read-posts.ts";
import {
  LeaseLost,
  type Screen,
  type ScreenAnswers,
  type StagedPage,
  type StagePage,
} from "./audit/staged.ts";
import { DONE, WaitForPlatform, type Job, type JobOutcome } from "./job.ts";
import { auditAccount, concludeRun } from "./requests.ts";

/** What an audit starts from, read once. */
export interface AuditMaterial {
  run: { id: string; night: LocalDate; deadline: Date };
  account: Account;
  surveyed: Surveyed;
  planned: PlannedAccount;
  /** How many accounts it follows, as the survey said. */
  following: number | null;
  stored: StoredList;
  staged: readonly StagedPage[];
  tags: TagContext;
  /** Since when posts are read for which tags. */
  tagsKnown: TagsKnown;
}

/** What was read; null where nothing was wanted. */
export interface AuditOutcome {
  posts: PostsReading | Failure | null;
  follows: FollowsReading | null;
}

export interface AuditLease {
  accountId: string;
  token: string;
}

export interface AuditDeps {
  clock: Clock;
  connectors: ReadonlyMap<Platform, Connector>;
  takeLease(runId: string, accountId: string): Promise<AuditLease | null>;
  endLease(lease: AuditLease): Promise<void>;
  /** Null when the account is finished in this run. */
  read(runId: string, accountId: string): Promise<AuditMaterial | null>;
  meter(material: AuditMaterial): Meter;
  screen(material: AuditMaterial): Screen;
  /** null: no learner rule can use the threads that the account answers in. */
  screenAnswers(material: AuditMaterial): Promise<ScreenAnswers | null>;
  known(accountId: string, keys: readonly string[]): Promise<ReadonlySet<string>>;
  storedPosts(material: AuditMaterial, postIds: readonly string[]): Promise<StoredPosts>;
  /** False when the lease was lost. */
  stage(lease: AuditLease, runId: string, page: StagedPage): Promise<boolean>;
  /** Promotes what was staged, evaluates, reconciles and writes, in one transaction; false when the lease was lost. */
  write(lease: AuditLease, material: AuditMaterial, outcome: AuditOutcome): Promise<boolean>;
  hasOpenAccounts(runId: string): Promise<boolean>;
}

/** How long an audit waits for another one of the same account (RELIABILITY.md, 17). */
const BUSY_WAIT_MS = 1000;

/** Audits one account in one run. Killed anywhere and tried again, it ends with the findings of an undisturbed one. */
export function createAuditAccountJob(deps: AuditDeps): Job {
  return {
    name: "audit-account",
    async run(data, signal) {
      const key = { runId: String(data["runId"]), accountId: String(data["accountId"]) };
      const lease = await deps.takeLease(key.runId, key.accountId);
      if (lease === null) return afterTheOther(data);
      try {
        const material = await deps.read(key.runId, key.accountId);
        if (material === null) return DONE;
        const outcome = await fetchAll(deps, lease, material, signal);
        if (!(await deps.write(lease, material, outcome))) throw new LeaseLost();
        return (await deps.hasOpenAccounts(key.runId)) ? DONE : { next: [concludeRun(key.runId)] };
      } finally {
        await deps.endLease(lease);
      }
    },
  };
}

function afterTheOther(data: Readonly<Record<string, string | number>>): JobOutcome {
  const waits = Number(data["waits"] ?? 0) + 1;
  const account = {
    accountId: String(data["accountId"]),
    platform: String(data["platform"]) as Platform,
    tryNumber: Number(data["tryNumber"]),
  };
  const request = auditAccount(String(data["runId"]), account);
  return {
    next: [
      {
        ...request,
        id: `${request.id}-w${waits}`,
        data: { ...request.data, waits },
        delayMs: BUSY_WAIT_MS,
      },
    ],
  };
}

async function fetchAll(
  deps: AuditDeps,
  lease: AuditLease,
  material: AuditMaterial,
  signal: AbortSignal,
): Promise<AuditOutcome> {
  const { account, run, planned, staged } = material;
  const connector = deps.connectors.get(account.platform);
  if (connector === undefined) return { posts: null, follows: null };
  const context: CallContext = {
    clock: deps.clock,
    deadline: run.deadline,
    signal,
    meter: deps.meter(material),
  };
  const stage: StagePage = async (page) => {
    if (!(await deps.stage(lease, run.id, page))) throw new LeaseLost();
  };
  const failureOf = (error: unknown) => nameFailure(context, error);
  const common = { connector, account, staged, stage, context };
  const { activities, following } = planned.wanted;
  const screen = await deps.screenAnswers(material);
  const posts =
    activities.read === "nothing"
      ? null
      : await readPosts({
          ...common,
          wanted: activities,
          timeline: timelineOf(material.surveyed),
          stored: (postIds) => deps.storedPosts(material, postIds),
          tags: material.tags,
          screen,
        }).catch(failureOf);
  const follows =
    following.read === "nothing"
      ? null
      : await readFollows({
          ...common,
          stored: material.stored,
          count: material.following,
          mode: following.read,
          screen: deps.screen(material),
          known: (keys) => deps.known(account.id, keys),
          failureOf,
        });
  return { posts, follows };
}

/** What the survey said of where the posts are, and how many. */
function timelineOf(surveyed: Surveyed): Pick<PostsPageRequest, "timelineId" | "counted"> {
  if (surveyed.status !== "seen") return {};
  return { timelineId: surveyed.timelineId ?? null, counted: surveyed.profile?.posts ?? null };
}

/** A failure that has a name becomes part of the outcome; a wait that ends before the deadline is waited. */
function nameFailure(context: CallContext, error: unknown): Failure {
  if (!(error instanceof PlatformError)) throw error;
  if (error.retryAt !== null && error.retryAt < context.deadline) {
    throw new WaitForPlatform(error.retryAt.getTime() - context.clock.now().getTime());
  }
  return { cause: error.failure, detail: error.message };
}
