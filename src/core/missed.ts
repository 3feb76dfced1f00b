import { causeSentence, isMissed } from "./causes.ts";
import type { Cause } from "./facts.ts";
import { PLATFORM_NAMES, type Platform } from "./platform.ts";

/** Accounts of one night that came to the same end. */
export interface NightGroup {
  platform: Platform;
  /** Looked at, though perhaps not whole. */
  seen: boolean;
  cause: Cause | null;
  accounts: number;
}

/** `YouTube not read (the platform refused us permission), the rest was`; null: nothing that can be read was missed. */
export function missedInWords(night: readonly NightGroup[]): string | null {
  const wanted = night.filter(({ seen, cause }) => seen || isMissed(cause ?? "not-audited"));
  const byPlatform = [...Map.groupBy(wanted, ({ platform }) => platform)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const missed = byPlatform.flatMap(([platform, groups]) => ofPlatform(platform, groups) ?? []);
  if (missed.length === 0) return null;
  const rest = wanted.some(({ seen }) => seen) ? ", the rest was" : "";
  return `${missed.join(", ")}${rest}`;
}

function ofPlatform(platform: Platform, groups: readonly NightGroup[]): string | null {
  const unseen = groups.filter(({ seen }) => !seen).toSorted((a, b) => b.accounts - a.accounts);
  const [commonest] = unseen;
  if (commonest === undefined) return null;
  const number = sum(unseen);
  const all = sum(groups);
  const what =
    number === all ? "" : `, ${number.toLocaleString("en-GB")} of ${all.toLocaleString("en-GB")} accounts,`;
  const others = unseen.length > 1 ? ", and other causes" : "";
  return `${PLATFORM_NAMES[platform]}${what} not read (${causeSentence(commonest.cause ?? "not-audited")}${others})`;
}

function sum(groups: readonly NightGroup[]): number {
  return groups.reduce((total, { accounts }) => total + accounts, 0);
}
