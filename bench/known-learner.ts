import type { Platform } from "../src/core/platform.ts";
import type { LocalDate } from "../src/core/time.ts";
import type { Store } from "../src/compose.ts";
import { keyedHash, loadKey } from "../src/secrets.ts";
import { assertKeyMatches } from "../src/store/key-check.ts";
import { learnerLists, learners } from "../src/store/schema/index.ts";

/** One learner, on a list of that day, known by a handle or by an id. */
export async function knowLearner(
  { db, clock, ids }: Store,
  keyText: string,
  {
    platform,
    kind,
    name,
    asOf,
  }: { platform: Platform; kind: "handle" | "id"; name: string; asOf: LocalDate },
): Promise<void> {
  const key = loadKey({ keyFile: null, keyText });
  const keyVersion = await assertKeyMatches(db, key, clock.now());
  await db.insert(learnerLists).values({ name: "bench", asOf, enrolled: 1, importedAt: clock.now() });
  const hash = keyedHash(key, platform, kind, name);
  const known = kind === "id" ? { idHash: hash } : { handleHash: hash };
  await db.insert(learners).values({ id: ids.next(), list: "bench", platform, keyVersion, ...known });
}
