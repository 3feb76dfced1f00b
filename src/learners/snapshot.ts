import type { LocalDate } from "../core/time.ts";
import type { Ids } from "../core/time.ts";
import type { HashedLearner } from "./entry.ts";

export interface KeptLearner extends HashedLearner {
  id: string;
}

/** What a new snapshot of a list does to the one that stands. */
export interface SnapshotChange {
  /** The list as it will be, in the order of the random ids: where an entry stands in a table must tell no line of the file. */
  learners: readonly KeptLearner[];
  added: number;
  /** Entries that stay the same person: they keep their id, and what they have gained (an id's hash). */
  kept: number;
  /** Current learners who are not in the new snapshot, other than those whose last day is past. */
  lost: number;
  /** Current learners of the list that stands. */
  before: number;
}

/** The share of a list (0 to 1) that a new snapshot may lose without a confirmation (POLICY.md, learners). */
const MAX_LOST_SHARE = 0.2;

/** Replaces a list by a new snapshot. The same person is known by either hash. Pure, but for the fresh ids. */
export function replaceSnapshot(
  standing: readonly KeptLearner[],
  snapshot: readonly HashedLearner[],
  today: LocalDate,
  ids: Ids,
): SnapshotChange {
  const byHash = new Map(standing.flatMap((one) => hashesOf(one).map((hash) => [hash, one] as const)));
  const keptIds = new Set<string>();
  const learners = snapshot.map((one) => {
    const matches = hashesOf(one).map((hash) => byHash.get(hash));
    const same = matches.find((match) => match !== undefined && !keptIds.has(match.id));
    if (same === undefined) return { ...one, id: ids.next() };
    keptIds.add(same.id);
    return {
      ...one,
      id: same.id,
      idHash: one.idHash ?? same.idHash,
      handleHash: one.handleHash ?? same.handleHash,
    };
  });
  const current = standing.filter((one) => isCurrent(one, today));
  return {
    learners: learners.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    added: learners.length - keptIds.size,
    kept: keptIds.size,
    lost: current.filter((one) => !keptIds.has(one.id)).length,
    before: current.length,
  };
}

/** An entry stands for its learner up to and on the last day. */
export function isCurrent({ lastDay }: Pick<HashedLearner, "lastDay">, today: LocalDate): boolean {
  return lastDay === null || lastDay >= today;
}

/** Whether a person must confirm: an empty list, or more than a fifth gone. */
export function shrinksTooMuch({ learners, lost, before }: SnapshotChange): boolean {
  return learners.length === 0 || lost > before * MAX_LOST_SHARE;
}

function hashesOf({ platform, idHash, handleHash }: HashedLearner): string[] {
  return [
    ...(idHash === null ? [] : [`${platform} ${idHash.toString("hex")}`]),
    ...(handleHash === null ? [] : [`${platform} ${handleHash.toString("hex")}`]),
  ];
}
