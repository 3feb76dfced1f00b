import { stat } from "node:fs/promises";
import { DAY_MS, HOUR_MS } from "../../core/time.ts";
import { systemCode } from "../../system-code.ts";
import { durationInWords, momentIn } from "../when.ts";
import { onSettings, ok, problem, warning } from "./check.ts";

/** A backup a day, and half a day of slack. */
const OLD_MS = 36 * HOUR_MS;
const VERY_OLD_MS = 7 * DAY_MS;

/** When the last good backup ended, by the file that it touches: nothing else can tell whether there is one. */
export const backup = onSettings("Backup", "needs", async (config, { clock }) => {
  const { backupStamp } = config;
  const next = "docs/admin.md shows how to make one";
  if (backupStamp === null) {
    return warning("none is known", `${next}; set backup_stamp to the file that they touch`);
  }
  const ended = await changedAt(backupStamp);
  if (ended === null) return problem(`none has ended well yet: ${backupStamp} is not there`, next);
  const age = clock.now().getTime() - ended.getTime();
  const says = `the last one ended ${momentIn(config.policy.timezone, ended)}, ${durationInWords(Math.max(0, age))} ago`;
  if (age > VERY_OLD_MS) return problem(says, "see why the backup no longer runs");
  return age > OLD_MS ? warning(says, "see why the backup no longer runs each day") : ok(says);
});

async function changedAt(file: string): Promise<Date | null> {
  try {
    return (await stat(file)).mtime;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}
