import type { AccountId } from "../core/account.ts";
import type { Surveyed } from "../core/connector.ts";
import type { ThreadReadings } from "../core/contacts-fact.ts";
import { latestPostOf, type FollowReadings, type Readings } from "../core/facts-of.ts";
import type { LearnerMatch, Post } from "../core/facts.ts";
import { storedAfter, type Reading } from "../core/follow-list.ts";
import { latestByPolicy, type LatestPost } from "../core/latest-post.ts";
import { isLaterPostId, laterPostId } from "../core/post-ids.ts";
import type { Policy } from "../core/policy.ts";
import { postsInReach } from "../core/posts-in-reach.ts";
import type { Database } from "./database.ts";
import {
  addFollows,
  changeState,
  countFollows,
  keepPosts,
  postsWithin,
  readState,
  replaceFollows,
  type AccountState,
  type HashedRow,
} from "./readings.ts";

/** Staged posts become stored ones, and the account's state moves on behind them. */
export async function promotePosts(
  tx: Database,
  accountId: AccountId,
  posts: readonly Post[],
  reading: {
    from: Date | null;
    since: string | null;
    unreadable: number;
    newestId: string | null;
    isWhole: boolean;
    /** The threads of these posts were looked at. */
    hasThreads: boolean;
  },
  known: { now: Date; policy: Policy; surveyedNewest: string | null },
): Promise<void> {
  const { now, policy, surveyedNewest } = known;
  const state = await readState(tx, accountId);
  await keepPosts(tx, accountId, posts);
  const oldest = posts.reduce<Date>((least, { at }) => (at < least ? at : least), reading.from ?? now);
  const completeFrom = reading.since === null ? oldest : (state?.postsCompleteFrom ?? now);
  const before = state?.newestPostId ?? null;
  const newest = laterPostId(before, reading.newestId);
  // Nobody else has read on since this reading was planned, and the newest post is an earlier one: the later are gone.
  const wentBack = before === reading.since && surveyedNewest !== null && newest !== null;
  const isEarlier = wentBack && isLaterPostId(newest, surveyedNewest) && reading.newestId === null;
  await changeState(tx, accountId, {
    newestPostId: isEarlier ? surveyedNewest : newest,
    latestPostAt: latestPostOf(state?.latestPostAt ?? null, posts, policy),
    // A post that could not be read leaves a hole: what is complete begins behind it.
    postsCompleteFrom: reading.unreadable > 0 ? now : completeFrom,
    threadsCompleteFrom: threadsCompleteFrom(reading, state, completeFrom, now),
    ...(reading.isWhole ? { postsReadAt: now } : {}),
  });
}

/** Posts whose threads nobody looked at leave a hole, as unreadable ones do: what is complete begins behind it. */
function threadsCompleteFrom(
  { hasThreads, unreadable, since }: { hasThreads: boolean; unreadable: number; since: string | null },
  state: AccountState | null,
  completeFrom: Date,
  now: Date,
): Date | null {
  if (!hasThreads) return null;
  if (unreadable > 0) return now;
  return since === null ? completeFrom : (state?.threadsCompleteFrom ?? now);
}

export interface FollowPromotion {
  reading: Reading;
  rows: ReadonlyMap<string, { row: string; id: string | null; handle: string | null }>;
  failed: boolean;
  keyVersion: number;
  /** The list's first rows in the platform's order, in the form in which they are stored. */
  storedHead(head: readonly string[]): string[];
  now: Date;
}

/** A follow list's reading becomes the stored list, as far as it may. */
export async function promoteFollows(
  tx: Database,
  accountId: AccountId,
  promotion: FollowPromotion,
): Promise<void> {
  const { reading, keyVersion, now } = promotion;
  const state = await readState(tx, accountId);
  const { outcome } = reading;
  if (outcome === null) throw new Error("a follow list is stored only when its reading has ended");
  const rows = "rows" in outcome ? outcome.rows.map((key) => hashedRow(promotion, key)) : [];
  if (outcome.kind === "whole") await replaceFollows(tx, accountId, rows, now);
  else await addFollows(tx, accountId, rows, now);
  const after = storedAfter(reading);
  const whole =
    outcome.kind === "whole"
      ? { followWholeReadAt: now, followKeyVersion: keyVersion, followIncompleteSince: null }
      : {};
  const failedWhole = outcome.kind === "incomplete" && reading.mode === "whole";
  await changeState(tx, accountId, {
    followHead: promotion.storedHead(after.head),
    followGap: after.gap,
    followIncomplete: after.incomplete,
    followKeyVersion: state?.followKeyVersion ?? keyVersion,
    followReadAt: promotion.failed ? (state?.followReadAt ?? now) : now,
    ...whole,
    ...(failedWhole ? { followIncompleteSince: now } : {}),
  });
}

function hashedRow({ rows }: FollowPromotion, key: string): HashedRow {
  const row = rows.get(key);
  const bytes = (text: string | null | undefined) => (text ? Buffer.from(text, "base64") : null);
  return {
    rowHash: Buffer.from(key, "base64"),
    idHash: bytes(row?.id),
    handleHash: bytes(row?.handle),
  };
}

/** What is stored of an account, as the rules' facts are made from it; its last post is put right first. */
export async function readingsOf(
  db: Database,
  accountId: AccountId,
  known: {
    now: Date;
    policy: Policy;
    surveyed: Surveyed;
    matches: readonly LearnerMatch[];
    officials: readonly AccountId[];
    threads: Omit<ThreadReadings, "completeFrom">;
  },
): Promise<Readings> {
  const { now, policy, surveyed, matches, officials, threads } = known;
  const state = await readState(db, accountId);
  const reach = postsInReach(policy, now);
  const posts = await postsWithin(db, accountId, reach);
  const latest = await keepLatest(
    db,
    accountId,
    state,
    latestByPolicy(latestOf(state), posts, policy, reach.from),
  );
  const following: FollowReadings = {
    rows: await countFollows(db, accountId),
    matches,
    keyVersion: state?.followKeyVersion ?? null,
    wholeReadAt: state?.followWholeReadAt ?? null,
    readAt: state?.followReadAt ?? null,
    incomplete: state?.followIncomplete ?? false,
    officials,
  };
  return {
    presence: state?.presence ?? null,
    profile: state?.profile ?? null,
    surveyedAt: state?.surveyedAt ?? null,
    posts,
    ...latest,
    postsReadAt: state?.postsReadAt ?? null,
    neverPosted: neverPosted(surveyed),
    following,
    threads: { ...threads, completeFrom: state?.threadsCompleteFrom ?? null },
    absence: {
      missingSince: state?.missingSince ?? null,
      isTakenOver: (state?.takenOverAt ?? null) !== null,
    },
    unreadSince: state?.unreadSince ?? {},
  };
}

function latestOf(state: AccountState | null): LatestPost {
  return {
    latestPostAt: state?.latestPostAt ?? null,
    postsCompleteFrom: state?.postsCompleteFrom ?? null,
  };
}

/** E-mail and report read it of the account's state: they must say of the last post what the rules say. */
async function keepLatest(
  tx: Database,
  accountId: AccountId,
  state: AccountState | null,
  latest: LatestPost,
): Promise<LatestPost> {
  const isSame = latest.latestPostAt?.getTime() === state?.latestPostAt?.getTime();
  if (state !== null && !isSame) await changeState(tx, accountId, { ...latest });
  return latest;
}

function neverPosted(surveyed: Surveyed): boolean {
  if (surveyed.status !== "seen") return false;
  return surveyed.newestPostId === null;
}
