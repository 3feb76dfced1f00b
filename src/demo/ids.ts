import { createHash } from "node:crypto";
import type { Ids } from "../core/time.ts";

const LENGTH = 12;

/** The same identifiers in the same order each time. What the demo shows must not hang on the order: audits race for them. */
export function seededIds(seed: string): Ids {
  let made = 0;
  return {
    next() {
      made += 1;
      const digest = createHash("sha256").update(`${seed} ${made}`).digest("hex");
      return BigInt(`0x${digest.slice(0, 24)}`)
        .toString(36)
        .padStart(LENGTH, "0")
        .slice(-LENGTH);
    },
  };
}
