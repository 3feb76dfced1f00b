import { keyedHash, type HashKey } from "../secrets.ts";
import type { HashedLearner, LearnerRow } from "./entry.ts";

/** The end of the clear text: only keyed hashes go on from here. */
export function hashed(key: HashKey, row: Omit<LearnerRow, "line">): HashedLearner {
  const { platform, id, handleKey, lastDay } = row;
  return {
    platform,
    idHash: id === null ? null : keyedHash(key, platform, "id", id),
    handleHash: handleKey === null ? null : keyedHash(key, platform, "handle", handleKey),
    lastDay,
  };
}
