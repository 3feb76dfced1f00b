import type { SealedMatch } from "../../jobs/audit/staged.ts";
import type { LearnerRuleId } from "../core/safeguarding.ts";
import { keyIdOf, seal } from "../secrets.ts";

/** Who a learner was, as the leads will read it (POLICY.md, sealed evidence). */
export interface SaidInSeal {
  id?: string | null;
  handle?: string | null;
  account: string;
  seenAt: string;
  night: string;
  /** Our own post that answered, and when it was made. */
  post?: string;
  postedAt?: string;
}

/** Seals the identity behind a match to each of the contacts. */
export async function sealMatch(
  publicKeys: readonly string[],
  match: { ruleId: LearnerRuleId; entryId: string },
  said: SaidInSeal,
): Promise<SealedMatch[]> {
  const seals: SealedMatch[] = [];
  for (const publicKey of publicKeys) {
    const box = await seal(publicKey, Buffer.from(JSON.stringify(said)));
    seals.push({ ...match, keyId: keyIdOf(publicKey), box: box.toString("base64") });
  }
  return seals;
}
