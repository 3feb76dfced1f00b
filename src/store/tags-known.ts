import { z } from "zod";
import { tagsKnownAt, type TagsKnown } from "../core/tags-known.ts";
import type { Database } from "./database.ts";
import { readInstallation, replaceInstallation } from "./installation.ts";

const KNOWN = z.record(z.string(), z.string().nullable());

/** Notes what posts are read for from now on; returns since when each has been. */
export async function settleTagsKnown(db: Database, names: readonly string[], now: Date): Promise<TagsKnown> {
  const standing = await readInstallation(db, "tags_known");
  const before = standing === null ? null : KNOWN.parse(JSON.parse(standing));
  const known = tagsKnownAt(before, names, now);
  const noted = JSON.stringify(known);
  if (noted !== standing) await replaceInstallation(db, "tags_known", noted, now);
  return known;
}
