import { concealAlike, unconceal } from "../conceal.ts";
import type { HashKey } from "../secrets.ts";

const HASH_BYTES = 32;
const BETWEEN = " ";

/**
 * The head of a follow list as it is stored. Whoever holds its order beside the public list knows, without the key, whose
 * hash each row is, and with that who of them stands in the learner index.
 */
export function concealHead(key: HashKey, head: readonly string[]): string[] {
  return head.length === 0 ? [] : [concealAlike(key, head.join(BETWEEN))];
}

export function unconcealHead(key: HashKey, stored: readonly string[]): readonly string[] {
  const [first] = stored;
  if (first === undefined) return [];
  // 0.1.0 stored the hashes themselves; the next reading conceals them.
  const isPlain = Buffer.from(first, "base64").length === HASH_BYTES;
  return isPlain ? stored : unconceal(key, first).split(BETWEEN);
}
