import { readStatus, type StatusOfAll } from "../../src/cli/status/read.ts";
import { loadConfig } from "../../src/config.ts";
import { clockAt, seededIds } from "../support/clock.ts";
import type { Workplace } from "./support.ts";

/** What `status` knows of the workplace at an instant. */
export async function statusOf(
  place: Workplace,
  now: string,
  env: NodeJS.ProcessEnv = {},
): Promise<StatusOfAll> {
  const { db } = place.database;
  const config = loadConfig({ env: { ...place.env, ...env }, cwd: place.cwd });
  const store = {
    db,
    config,
    databaseUrl: "",
    revive: () => Promise.resolve(false),
    clock: clockAt(now),
    ids: seededIds(1),
  };
  const handles = {} as never;
  return readStatus({ ...store, handles, today: now.slice(0, 10), close: () => Promise.resolve() });
}
