import type { Cause } from "../../core/facts.ts";
import type { Platform } from "../../core/platform.ts";
import type { Database } from "../../store/database.ts";
import { causesOfRun } from "../../store/night-views.ts";
import { lastConcludedNight, scansSince } from "../../store/run-views.ts";
import type { Run } from "../../store/runs.ts";

/** An audit that has ended, with the accounts that it was to see. */
export interface EndedAudit {
  run: Run;
  reached: Awaited<ReturnType<typeof causesOfRun>>;
}

/** Whoever scans one account after another has told enough by then. */
const MOST_SCANS = 20;

/** The last night that was concluded and, before it, the scans that have ended since, newest first. */
export async function lastAudits(db: Database): Promise<readonly EndedAudit[]> {
  const night = await lastConcludedNight(db);
  const scans = await scansSince(db, night?.concludedAt ?? null, MOST_SCANS);
  const audits: EndedAudit[] = [];
  for (const run of [...scans, night]) {
    if (run !== null) audits.push({ run, reached: await causesOfRun(db, run.id) });
  }
  return audits;
}

/** A platform of which nothing can be read, as the last audit that can tell has found. */
export interface StoppedPlatform {
  platform: Platform;
  /** The commonest, where there are several. */
  cause: Cause;
  accounts: number;
  run: Run;
}

/** Audits are the newest first; `liveOn`: how many live accounts each platform has. */
export function stoppedPlatforms(
  audits: readonly EndedAudit[],
  liveOn: ReadonlyMap<Platform, number>,
): readonly StoppedPlatform[] {
  const platforms = new Set(audits.flatMap(({ reached }) => reached.map(({ platform }) => platform)));
  return [...platforms].flatMap((platform): StoppedPlatform[] => {
    const last = audits
      .flatMap((audit) => metOn(platform, audit))
      .find((met) => met.isRead || speaksForAll(met, liveOn.get(platform) ?? 0));
    if (last === undefined || last.isRead) return [];
    const { isRead: _isRead, ...stop } = last;
    return [stop];
  });
}

/** What an audit has met on a platform; none where it did not ask for it. */
function metOn(
  platform: Platform,
  { run, reached }: EndedAudit,
): readonly (StoppedPlatform & { isRead: boolean })[] {
  const rows = reached.filter((one) => one.platform === platform);
  const [commonest] = rows.toSorted((a, b) => b.accounts - a.accounts);
  if (commonest === undefined) return [];
  const accounts = rows.reduce((sum, one) => sum + one.accounts, 0);
  const isRead = rows.some(({ seen }) => seen);
  return [{ platform, cause: commonest.cause ?? "not-audited", accounts, run, isRead }];
}

/** These keep every account of a platform from being read, whichever was asked for. */
const OF_WHOLE_PLATFORM: ReadonlySet<Cause> = new Set(["not-connected", "no-permission", "no-credit"]);
/** Some may have been registered since the scan. */
const NEARLY_ALL = 0.9;

/** A night asks for every account. A scan of a few that fails says nothing of the others. */
function speaksForAll({ run, cause, accounts }: StoppedPlatform, live: number): boolean {
  return run.kind === "nightly" || OF_WHOLE_PLATFORM.has(cause) || accounts >= live * NEARLY_ALL;
}
