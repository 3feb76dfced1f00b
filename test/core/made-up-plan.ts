import type { Account } from "../../src/core/account.ts";
import type { Profile } from "../../src/core/facts.ts";
import { planNight, type PlanAccount, type PlanReadings } from "../../src/core/plan.ts";
import { accountWith, daysAgo, NOW, PRICES } from "./made-up.ts";

/** Made-up accounts with what is stored of them, and their plan. */

export const CENT = 10_000;

export const READ: PlanReadings = {
  newestPostId: "900",
  postsReadAt: daysAgo(1),
  postCount: 100,
  follow: {
    rows: 400,
    gap: 3,
    keyVersion: 1,
    wholeReadAt: daysAgo(10),
    readAt: daysAgo(1),
    incomplete: false,
  },
  unsealedMatch: false,
};
export const UNREAD: PlanReadings = {
  newestPostId: null,
  postsReadAt: null,
  postCount: null,
  follow: { rows: 0, gap: null, keyVersion: null, wholeReadAt: null, readAt: null, incomplete: false },
  unsealedMatch: false,
};

export interface Case {
  account?: Partial<Account>;
  profile?: Partial<Profile>;
  presence?: "present" | "protected" | "missing" | "suspended";
  newestPostId?: string | null;
  readings?: PlanReadings;
  follow?: Partial<PlanReadings["follow"]>;
}

export function caseOf(id: string, one: Case = {}): PlanAccount {
  const { presence = "present", newestPostId = "900", readings = READ } = one;
  const profile = {
    handle: id,
    platformId: id,
    createdAt: null,
    followers: 1,
    following: 403,
    posts: 100,
    ...one.profile,
  };
  const shown = presence === "present" || presence === "protected";
  return {
    account: accountWith({ id, ...one.account }),
    surveyed: { accountId: id, status: "seen", presence, profile: shown ? profile : null, newestPostId },
    readings: { ...readings, follow: { ...readings.follow, ...one.follow } },
  };
}

export const NIGHT = {
  prices: PRICES,
  followOrder: "newest-first",
  currentKeyVersion: 1,
  now: NOW,
  followListsWanted: true,
} as const;

export function plan(accounts: readonly PlanAccount[], remaining = 1_000_000_000, night = "2026-11-23") {
  return planNight({ ...NIGHT, accounts, remaining, night });
}

export function planOne(one: Case, remaining?: number) {
  const [planned] = plan([caseOf("a", one)], remaining).accounts;
  if (planned === undefined) throw new Error("the plan left the account out");
  return planned;
}
