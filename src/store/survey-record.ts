import type { Account } from "../core/account.ts";
import type { Surveyed } from "../core/connector.ts";
import type { PlannedAccount } from "../core/plan.ts";
import { matchPlatformId } from "./accounts.ts";
import type { Database } from "./database.ts";
import { changeState, readState } from "./readings.ts";
import { recordSurvey } from "./runs.ts";
import type { SurveyedJson } from "./schema/index.ts";

export interface SurveyAnswer {
  account: Account;
  surveyed: Surveyed;
  planned: PlannedAccount;
}

/**
 * Keeps what a survey said: the account's presence and profile, its platform id at the first sight of it, a handle that
 * changed, and the plan for the night. An id that is not the account's own turns the answer into a failure.
 */
export async function recordSurveyAnswers(
  db: Database,
  runId: string,
  answers: readonly SurveyAnswer[],
  { now, normaliseHandle }: { now: Date; normaliseHandle: (handle: string) => string },
): Promise<void> {
  await db.transaction(async (tx) => {
    const kept: { accountId: string; surveyed: Surveyed; planned: PlannedAccount }[] = [];
    for (const answer of answers) {
      const surveyed = await keepIdentity(tx, answer, now, normaliseHandle);
      if (surveyed.status === "seen") {
        await changeState(tx, answer.account.id, {
          presence: surveyed.presence,
          ...(surveyed.profile === null ? {} : { profile: surveyed.profile }),
          surveyedAt: now,
        });
      }
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

/** The platform id at first sight, and the handle ever after. */
async function keepIdentity(
  tx: Database,
  { account, surveyed }: SurveyAnswer,
  now: Date,
  normaliseHandle: (handle: string) => string,
): Promise<Surveyed> {
  if (surveyed.status !== "seen" || surveyed.profile === null) return surveyed;
  const { platformId, handle } = surveyed.profile;
  const lastSeenAt = (await readState(tx, account.id))?.surveyedAt ?? null;
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
  const { accountId: _id, ...seen } = surveyed;
  return seen;
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
