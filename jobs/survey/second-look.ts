import type { Account } from "../../src/core/account.ts";
import { PlatformError, type CallContext, type Connector, type Surveyed } from "../../src/core/connector.ts";
import type { Presence } from "../../src/core/facts.ts";

/** What is known of an account before tonight's survey. */
export interface KnownAccount {
  account: Account;
  /** What the last survey saw; null: it was never seen. */
  presence: Presence | null;
  /** It was missing, and its handle was somebody else's, before. */
  isTakenOver: boolean;
}

/** More accounts than this, and a larger share of a look-up than this, do not vanish at once (POLICY.md). */
const MOST_VANISHED = 3;
const MOST_VANISHED_SHARE = 0.1;

/**
 * What a survey's answers are worth. Too many accounts that vanish at once are an error of the platform's; an account that
 * the register calls live and the batch did not find is looked up alone, and then by its handle, which may be another's.
 */
export async function secondLook(
  connector: Connector,
  known: readonly KnownAccount[],
  answers: readonly Surveyed[],
  context: CallContext,
): Promise<readonly Surveyed[]> {
  const byId = new Map(known.map((one) => [one.account.id, one]));
  const vanished = answers.filter((answer) => isGone(answer) && wasThere(byId.get(answer.accountId)));
  const isWave = vanished.length > MOST_VANISHED && vanished.length > known.length * MOST_VANISHED_SHARE;
  const looked: Surveyed[] = [];
  for (const answer of answers) {
    const one = byId.get(answer.accountId);
    if (isWave && vanished.includes(answer)) looked.push(waveOf(answer));
    else if (one === undefined || one.account.status !== "live" || !isMissing(answer)) looked.push(answer);
    else looked.push(await lookAlone(connector, one, answer, known.length, context));
  }
  return looked;
}

function isGone(answer: Surveyed): boolean {
  return answer.status === "seen" && (answer.presence === "missing" || answer.presence === "suspended");
}

function isMissing(answer: Surveyed): answer is Extract<Surveyed, { status: "seen" }> {
  return answer.status === "seen" && answer.presence === "missing";
}

function wasThere(one: KnownAccount | undefined): boolean {
  return one?.presence === "present" || one?.presence === "protected";
}

function waveOf({ accountId }: Surveyed): Surveyed {
  const detail = "many accounts vanished from one answer of the platform's at once";
  return { accountId, status: "failed", cause: "platform-error", detail };
}

async function lookAlone(
  connector: Connector,
  { account, isTakenOver }: KnownAccount,
  answer: Surveyed,
  asked: number,
  context: CallContext,
): Promise<Surveyed> {
  const alone = asked === 1 ? answer : await surveyOne(connector, account, context);
  if (!isMissing(alone) || account.platformId === null) return alone;
  if (isTakenOver) return { ...alone, isTakenOver };
  const named = await surveyOne(connector, { ...account, platformId: null }, context);
  const holder = named.status === "seen" ? (named.profile?.platformId ?? null) : null;
  return holder === null || holder === account.platformId ? alone : { ...alone, isTakenOver: true };
}

async function surveyOne(connector: Connector, account: Account, context: CallContext): Promise<Surveyed> {
  try {
    const [answer] = await connector.survey([account], context);
    if (answer !== undefined) return answer;
    const detail = "the platform's answer left the account out";
    return { accountId: account.id, status: "failed", cause: "incomplete", detail };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    // A limit that ends tonight: the survey waits for it.
    if (error.retryAt !== null && error.retryAt < context.deadline) throw error;
    return { accountId: account.id, status: "failed", cause: error.failure, detail: error.message };
  }
}
