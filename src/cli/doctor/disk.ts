import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { findPlace } from "../../embedded/place.ts";
import { systemCode } from "../../system-code.ts";
import { onSettings, ok, problem, unknown, warning } from "./check.ts";

const GIGA = 1e9;
/** Postgres stops writing when its disk is full (RELIABILITY.md, 29): a year of 1,000 accounts is well under a gigabyte. */
const LEAST_BYTES = 1 * GIGA;
const LOW_BYTES = 5 * GIGA;

/** Room where the data directory lies, or will lie. */
export const disk = onSettings("Disk space", "needs", async (config) => {
  const folder = config.databaseUrl === null ? (await findPlace(config.home)).data : config.home;
  const free = await freeBytes(folder);
  if (free === null) return unknown("not looked at: the data directory is not there yet");
  const says = `${(free / GIGA).toFixed(1)} GB are free for ${folder}`;
  const next = "make room, or move the data directory (docs/embedded-postgres.md)";
  if (free < LEAST_BYTES) return problem(says, next);
  return free < LOW_BYTES ? warning(says, next) : ok(says);
});

/** Of the folder, or of the nearest one above it that is there; null where none can be asked. */
async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const isMissing = systemCode(error) === "ENOENT";
    if (!isMissing || dirname(folder) === folder) return null;
    return freeBytes(dirname(folder));
  }
}
