import type { AccountId } from "../../core/account.ts";
import { addDays } from "../../core/calendar.ts";
import { DAY_MS, type LocalDate } from "../../core/time.ts";
import {
  ASSUMED,
  estimate,
  type PlatformPlan,
  type PlatformQuestion,
  type StoredAccount,
} from "./estimate.ts";
import type { ComingNight } from "./next-night.ts";

/** No longer than this is looked ahead. */
const MOST_NIGHTS = 60;

/** What the budgets leave, in the platform's currency. A quota has nights alone: its days are as long. */
export interface Purse {
  night: number;
  month: number;
  /** What is left of this month's. */
  monthLeft: number;
}

/** By which night what is left out of an account tonight will have been read; null: not within 60 nights. */
export type Waits = ReadonlyMap<AccountId, LocalDate | null>;

/**
 * Plays the coming nights through as the plan plays each: what a night reads is known the next day, and every account makes a
 * post a day. Needs of the first night alone are followed.
 */
export function waitsOf(question: PlatformQuestion, plan: PlatformPlan, purse: Purse | null): Waits {
  const open = new Map(plan.leftOut.map(({ accountId, needs }) => [accountId, new Set(needs)]));
  const until = new Map<AccountId, LocalDate | null>(plan.leftOut.map(({ accountId }) => [accountId, null]));
  let accounts = question.accounts;
  let { night } = question;
  let spent = plan;
  let left = purse?.monthLeft ?? Infinity;
  for (let ahead = 1; ahead <= MOST_NIGHTS && open.size > 0; ahead += 1) {
    accounts = accounts.map((one) => afterNight(one, spent, { ...question, night }));
    left -= spent.total;
    const next = nightAfter(night);
    if (purse !== null && next.date.slice(0, 7) !== night.date.slice(0, 7)) left = purse.month;
    night = next;
    const room = purse === null ? null : Math.max(0, Math.min(purse.night, left));
    spent = estimate({ ...question, accounts, night, room });
    const missing = new Map(spent.leftOut.map(({ accountId, needs }) => [accountId, needs]));
    for (const [id, needs] of open) {
      for (const need of needs) if (missing.get(id)?.includes(need) !== true) needs.delete(need);
      if (needs.size > 0) continue;
      until.set(id, night.date);
      open.delete(id);
    }
  }
  return until;
}

function nightAfter({ date, scheduledFor, deadline }: ComingNight): ComingNight {
  const later = (at: Date) => new Date(at.getTime() + DAY_MS);
  return { date: addDays(date, 1), scheduledFor: later(scheduledFor), deadline: later(deadline) };
}

/** What is stored of an account once a night has read what its plan says. */
function afterNight(
  one: StoredAccount,
  plan: PlatformPlan,
  { night, keyVersion }: Pick<PlatformQuestion, "night" | "keyVersion">,
): StoredAccount {
  if (plan.surveyOverBudget) return one;
  const missing = plan.leftOut.find(({ accountId }) => accountId === one.account.id)?.needs ?? [];
  const at = night.scheduledFor;
  const { readings, surveyed } = one;
  const rows = surveyed?.profile?.following ?? (surveyed === null ? ASSUMED.following : readings.follow.rows);
  const posts = missing.includes("activities")
    ? {}
    : { newestPostId: readings.newestPostId ?? "read", postsReadAt: at };
  const whole = { rows, gap: 0, keyVersion, wholeReadAt: at, incomplete: false, incompleteSince: null };
  const wasWhole = plan.whole.includes(one.account.id);
  const follow = missing.includes("following")
    ? readings.follow
    : { ...readings.follow, readAt: at, ...(wasWhole ? whole : {}) };
  const unsealedMatch = readings.unsealedMatch && !wasWhole;
  return { ...one, readings: { ...readings, ...posts, follow, unsealedMatch } };
}
