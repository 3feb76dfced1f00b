import type { Account, AccountId } from "../core/account.ts";
import { keyedHash } from "../secrets.ts";
import { officialAccounts } from "../store/registered.ts";
import type { Database } from "../store/database.ts";
import { followedOfficials } from "../store/official-follows.ts";
import type { Auditing } from "./auditing.ts";

/** The official accounts of its platform that an account follows: hashed as the rows are, and looked up among them. */
export async function officialsOf(
  { key, connectors }: Pick<Auditing, "key" | "connectors">,
  tx: Database,
  { id, platform }: Account,
): Promise<readonly AccountId[]> {
  const normalise = connectors.get(platform)?.normaliseHandle ?? ((handle: string) => handle);
  const officials = await officialAccounts(tx, platform);
  const hashed = officials.map(({ id: accountId, platformId, handle }) => ({
    accountId,
    idHash: platformId === null ? null : keyedHash(key, platform, "id", platformId),
    handleHash: keyedHash(key, platform, "handle", normalise(handle)),
  }));
  return followedOfficials(tx, id, hashed);
}
