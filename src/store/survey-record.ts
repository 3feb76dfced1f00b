import type { Account } from "../core/account.ts";
import type { Surveyed } from "../core/connector.ts";
import { eachAlone } from "../core/each-alone.ts";
import type { PlannedAccount } from "../core/plan.ts";
import type { Presence } from "../core/facts.ts";
import { sinceThen } from "../core/time.ts";
import { keepChanges, type SeenChange } from "./account-changes.ts";
import { matchPlatformId } from "./accounts.ts";
import type { Database } from "./database.ts";
import { changeState, readState, type AccountState } from "./readings.ts";
import { lockRunAccounts, recordSurvey } from "./runs.ts";
import type { SurveyedJson } from "./schema/index.ts";

export interface SurveyContext {
  now: Date;
  normaliseHandle: (handle: string) => string;
  /** A keyed hash of a name or bio: the words themselves are not kept. */
  hashWords: (kind: "name" | "bio", words: string) => Buffer;
  keyVersion: number;
}

export interface SurveyAnswer {
  account: Account;
  surveyed: Surveyed;
  planned: PlannedAccount;
}

/**
 * Keeps what a survey said: the account's presence and profile, its platform id at the first sight of it, what
 * changed about it, and the plan for the night. An id that is not the account's own turns the answer into a failure. An
 * answer that the database does not take keeps none of the others from being kept.
 */
export async function recordSurveyAnswers(
  db: Database,
  runId: string,
  answers: readonly SurveyAnswer[],
  context: SurveyContext,
): Promise<void> {
  try {
    await recordTogether(db, runId, answers, context);
  } catch (error) {
    if (answers.length === 1) throw error;
    await eachAlone(answers, (answer) => recordTogether(db, runId, [answer], context));
  }
}

async function recordTogether(
  db: Database,
  runId: string,
  answers: readonly SurveyAnswer[],
  context: SurveyContext,
): Promise<void> {
  await db.transaction(async (tx) => {
    // First, as whoever concludes the run does: the other way round each would wait for the other.
    await lockRunAccounts(
      tx,
      runId,
      answers.map(({ account }) => account.id),
    );
    const kept: { accountId: string; surveyed: Surveyed; planned: PlannedAccount }[] = [];
    for (const answer of answers) {
      const before = await readState(tx, answer.account.id);
      const surveyed = await keepIdentity(tx, answer, before, context);
      if (surveyed.status === "seen") await keepSeen(tx, before, surveyed, context);
      kept.push({ accountId: answer.account.id, surveyed, planned: answer.planned });
    }
    await recordSurvey(
      tx,
      runId,
      kept.map(({ accountId, surveyed, planned }) => ({
        accountId,
        surveyed: surveyedJson(surveyed),
        planned: plannedJson(surveyed, planned),
      })),
    );
  });
}

type Seen = Extract<Surveyed, { status: "seen" }>;

/** What was seen becomes the account's state; what is otherwise than before is listed as changed. */
async function keepSeen(
  tx: Database,
  before: AccountState | null,
  seen: Seen,
  context: SurveyContext,
): Promise<void> {
  const { now } = context;
  const words = wordsOf(before, seen, context);
  const missing = seen.presence === "missing";
  const takenOverAt = missing && seen.isTakenOver === true ? (before?.takenOverAt ?? now) : null;
  await changeState(tx, seen.accountId, {
    presence: seen.presence,
    ...(seen.profile === null ? {} : { profile: seen.profile }),
    surveyedAt: now,
    missingSince: missing ? sinceThen(before?.missingSince, now) : null,
    takenOverAt,
    ...words.state,
  });
  const wasTakenOver = (before?.takenOverAt ?? null) !== null;
  const changes = [
    ...words.changes,
    ...visibilityChange(before?.presence ?? null, seen.presence),
    ...(takenOverAt === null || wasTakenOver ? [] : [{ kind: "taken-over" as const, from: null, to: null }]),
  ];
  await keepChanges(tx, seen.accountId, changes, now);
}

function visibilityChange(from: Presence | null, to: Presence): SeenChange[] {
  const shown = (presence: Presence | null) => presence === "present" || presence === "protected";
  if (from === to || !shown(from) || !shown(to)) return [];
  return [{ kind: "visibility", from, to }];
}

/** Hashes of name and bio, and which of them differ; under a new key nothing can be compared. */
function wordsOf(before: AccountState | null, { words }: Seen, { hashWords, keyVersion }: SurveyContext) {
  if (words === undefined) return { state: {}, changes: [] };
  const hash = (kind: "name" | "bio") => {
    const text = words[kind];
    return text === null ? null : hashWords(kind, text);
  };
  const known = before?.wordsKeyVersion === keyVersion ? before : null;
  const now = { nameHash: hash("name"), bioHash: hash("bio") };
  const differs = (old: Buffer | null | undefined, fresh: Buffer | null) =>
    old !== null && old !== undefined && fresh !== null && !old.equals(fresh);
  const changed = (kind: "name" | "bio", isOther: boolean): SeenChange[] =>
    isOther ? [{ kind, from: null, to: null }] : [];
  return {
    state: {
      nameHash: now.nameHash ?? known?.nameHash ?? null,
      bioHash: now.bioHash ?? known?.bioHash ?? null,
      wordsKeyVersion: keyVersion,
    },
    changes: [
      ...changed("name", differs(known?.nameHash, now.nameHash)),
      ...changed("bio", differs(known?.bioHash, now.bioHash)),
    ],
  };
}

/** The platform id at first sight, and the handle ever after. */
async function keepIdentity(
  tx: Database,
  { account, surveyed }: SurveyAnswer,
  before: AccountState | null,
  { now, normaliseHandle }: SurveyContext,
): Promise<Surveyed> {
  if (surveyed.status !== "seen" || surveyed.profile === null) return surveyed;
  const { platformId, handle } = surveyed.profile;
  const lastSeenAt = before?.surveyedAt ?? null;
  const seen = { platformId, handle, handleKey: normaliseHandle(handle), lastSeenAt };
  const { match } = await matchPlatformId(tx, account.id, seen, now);
  if (match === "known" || match === "renamed") return surveyed;
  return {
    accountId: account.id,
    status: "failed",
    cause: "incomplete",
    detail:
      match === "taken-over"
        ? "its handle now belongs to another account"
        : "it is registered twice under different handles",
  };
}

function surveyedJson(surveyed: Surveyed): SurveyedJson {
  if (surveyed.status === "failed") {
    return { status: "failed", cause: surveyed.cause, detail: surveyed.detail };
  }
  // Field by field: name and bio are not kept, and nothing that a survey may learn to say is kept unasked.
  const { status, presence, profile, newestPostId, timelineId } = surveyed;
  return {
    status,
    presence,
    profile,
    ...(newestPostId === undefined ? {} : { newestPostId }),
    ...(timelineId === undefined ? {} : { timelineId }),
  };
}

/** The plan, or nothing for an account whose identity is in doubt. */
function plannedJson(surveyed: Surveyed, { wanted, leftOutNeeds, estimate }: PlannedAccount) {
  if (surveyed.status === "seen") return { wanted, leftOutNeeds, estimate };
  const nothing = { read: "nothing" } as const;
  return {
    wanted: { ...wanted, activities: nothing, following: nothing },
    leftOutNeeds,
    estimate: 0,
  };
}
