/** What the tests of connectors share: made-up accounts, a meter that remembers, a call's surroundings. */
import type { Account } from "../../src/core/account.ts";
import {
  type CallContext,
  type Connector,
  type Meter,
  PlatformError,
  type Price,
  type TagContext,
} from "../../src/core/connector.ts";
import type { Policy } from "../../src/core/policy.ts";
import { accountWith, policyWith } from "../core/made-up.ts";
import { clockAt } from "../support/clock.ts";

export const NOW = new Date("2026-11-23T03:30:00Z");

export interface LedgerEntry {
  call: string;
  worst: Price;
  /** null: never settled, so it stays reserved. */
  actual: Price | null;
}

export interface Ledger {
  meter: Meter;
  entries: LedgerEntry[];
  /** What the night's budget counts: what was settled, else what was reserved. */
  counted(): number;
}

export function createLedger(cap = Number.POSITIVE_INFINITY): Ledger {
  const entries: LedgerEntry[] = [];
  const counted = (): number =>
    entries.reduce((total, entry) => total + amountOf(entry.actual ?? entry.worst), 0);
  return {
    entries,
    counted,
    meter: {
      async reserve(call, worst) {
        if (counted() + amountOf(worst) > cap) throw new PlatformError("x", "over-budget", "the night's cap");
        const entry: LedgerEntry = { call, worst, actual: null };
        entries.push(entry);
        return {
          async settle(actual) {
            entry.actual = actual;
          },
        };
      },
    },
  };
}

/** A platform has one currency, so that the other is 0. */
function amountOf({ microUsd, quotaUnits }: Price): number {
  return microUsd + quotaUnits;
}

export function callContext(
  ledger: Ledger = createLedger(),
  changes: Partial<CallContext> = {},
): CallContext {
  return {
    clock: clockAt(NOW),
    deadline: new Date("2026-11-23T06:45:00Z"),
    signal: new AbortController().signal,
    meter: ledger.meter,
    ...changes,
  };
}

export function account(changes: Partial<Account> = {}): Account {
  return accountWith({
    id: `account-${changes.handle ?? changes.platformId ?? "1"}`,
    handle: "conel_library",
    platformId: null,
    organisations: ["conel"],
    openedOn: null,
    ...changes,
  });
}

const organisation = (id: string): Policy["organisations"][number] => ({
  id,
  name: id,
  shortName: id,
  hashtags: [],
  closures: [],
});

/** CCCG and CONEL, each with an official handle on X. */
export function tagContext(of: Account): TagContext {
  const official = (handle: string, id: string): TagContext["officialHandles"][number] => ({
    accountId: `official-${id}`,
    platform: of.platform,
    handle,
    organisations: [id],
    validFrom: null,
    validTo: null,
  });
  return {
    account: of,
    officialHandles: [official("capitalccg", "cccg"), official("conel", "conel")],
    policy: policyWith({
      groupId: "cccg",
      organisations: [organisation("cccg"), organisation("conel")],
    }),
  };
}

/** Reads to the end, a page at a time. */
export async function allPosts(
  connector: Connector,
  of: Account,
  wanted: Parameters<Connector["postsPage"]>[1]["wanted"],
  context: CallContext,
  more: Pick<Parameters<Connector["postsPage"]>[1], "timelineId" | "counted" | "stored"> = {},
): Promise<{ ids: string[]; unreadable: number; pages: number }> {
  const ids: string[] = [];
  let unreadable = 0;
  let cursor: string | null = null;
  for (let pages = 1; ; pages++) {
    const page = await connector.postsPage(of, { ...more, wanted, cursor }, context);
    const fragment = connector.normalise(page, tagContext(of));
    ids.push(...fragment.posts.map((post) => post.id));
    unreadable += fragment.unreadable;
    cursor = page.nextCursor;
    if (cursor === null) return { ids, unreadable, pages };
  }
}

export async function allFollows(
  connector: Connector,
  of: Account,
  rows: number,
  context: CallContext,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await connector.followPage(of, { rows, cursor, rowsLeft: 0 }, context);
    ids.push(...page.rows.map((row) => row.id ?? ""));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

/** The failure of a call that must fail in a typed way. */
export async function failureOf(call: Promise<unknown>): Promise<PlatformError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof PlatformError) return error;
    throw error;
  }
  throw new Error("the call should have failed");
}
