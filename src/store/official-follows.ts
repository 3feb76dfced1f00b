import { and, eq, inArray, or } from "drizzle-orm";
import type { AccountId } from "../core/account.ts";
import type { Database } from "./database.ts";
import { follows } from "./schema/index.ts";

/** An official account under the hashes by which a follow list would hold it. */
export interface HashedOfficial {
  accountId: AccountId;
  idHash: Buffer | null;
  handleHash: Buffer;
}

/** Which official accounts the stored follow list of an account holds. */
export async function followedOfficials(
  db: Database,
  accountId: AccountId,
  officials: readonly HashedOfficial[],
): Promise<AccountId[]> {
  if (officials.length === 0) return [];
  const ids = officials.flatMap(({ idHash }) => idHash ?? []);
  const handles = officials.map(({ handleHash }) => handleHash);
  const rows = await db
    .select({ idHash: follows.idHash, handleHash: follows.handleHash })
    .from(follows)
    .where(
      and(
        eq(follows.accountId, accountId),
        or(inArray(follows.idHash, ids), inArray(follows.handleHash, handles)),
      ),
    );
  const held = new Set(
    rows.flatMap((row) => [row.idHash, row.handleHash]).flatMap((hash) => hash?.toString("base64") ?? []),
  );
  return officials
    .filter(({ idHash, handleHash }) =>
      [idHash, handleHash].some((hash) => hash !== null && held.has(hash.toString("base64"))),
    )
    .map((official) => official.accountId);
}
