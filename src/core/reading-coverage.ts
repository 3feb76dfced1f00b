import {
  observed,
  READ_FACTS,
  type Fact,
  type FactName,
  type Facts,
  type ReadFact,
  type ReadingCoverage,
  type Unread,
} from "./facts.ts";
import { sinceThen } from "./time.ts";

export interface CoverageQuestion {
  readings: { unreadSince: Readonly<Partial<Record<ReadFact, Date>>> };
  observes: readonly FactName[] | null;
  followListsWanted: boolean;
  now: Date;
}

/**
 * What of the things that the connection can give was not read whole tonight, and since when. Nobody can read an account
 * that the platform no longer has: that is said by vanished-account. Nonexistent where the product has no connection.
 */
export function coverageOf(
  facts: Pick<Facts, ReadFact>,
  { readings, observes, followListsWanted, now }: CoverageQuestion,
): Fact<ReadingCoverage> {
  if (observes === null) return { status: "nonexistent" };
  if (isGone(facts.presence)) return observed({ unread: [] }, now);
  const wanted = READ_FACTS.filter(
    (name) => observes.includes(name) && (name !== "following" || followListsWanted),
  );
  const unread = wanted.flatMap((name): Unread[] => {
    const fact = facts[name];
    if (fact.status !== "partial" && fact.status !== "unavailable") return [];
    return [{ fact: name, since: sinceThen(readings.unreadSince[name], now), cause: fact.cause }];
  });
  return observed({ unread }, now);
}

function isGone(presence: Facts["presence"]): boolean {
  return presence.status === "observed" && ["missing", "suspended"].includes(presence.value);
}

/** What the next night starts from: whatever was read whole is forgotten. */
export function unreadAfter({ unread }: ReadingCoverage): Partial<Record<ReadFact, Date>> {
  return Object.fromEntries(unread.map(({ fact, since }) => [fact, since]));
}
