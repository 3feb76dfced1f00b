import type { Cause } from "../../core/facts.ts";
import type { Platform } from "../../core/platform.ts";
import type { Database } from "../../store/database.ts";
import { causesOfRun } from "../../store/night-views.ts";
import { lastConcludedNight, lastScanSince } from "../../store/run-views.ts";
import type { Run } from "../../store/runs.ts";

/** An audit that has ended, with the accounts that it was to see. */
export interface EndedAudit {
  run: Run;
  reached: Awaited<ReturnType<typeof causesOfRun>>;
}

/** The last night that was concluded and, before it, a scan that has ended since. */
export async function lastAudits(db: Database): Promise<readonly EndedAudit[]> {
  const night = await lastConcludedNight(db);
  const scan = await lastScanSince(db, night?.concludedAt ?? null);
  const audits: EndedAudit[] = [];
  for (const run of [scan, night]) {
    if (run !== null) audits.push({ run, reached: await causesOfRun(db, run.id) });
  }
  return audits;
}

/** A platform of which the last audit that asked for it saw no account. */
export interface StoppedPlatform {
  platform: Platform;
  /** The commonest, where there are several. */
  cause: Cause;
  accounts: number;
  run: Run;
}

/** Audits are the newest first. */
export function stoppedPlatforms(audits: readonly EndedAudit[]): readonly StoppedPlatform[] {
  const platforms = new Set(audits.flatMap(({ reached }) => reached.map(({ platform }) => platform)));
  return [...platforms].flatMap((platform): StoppedPlatform[] => {
    const last = audits.find(({ reached }) => reached.some((one) => one.platform === platform));
    if (last === undefined) return [];
    const rows = last.reached.filter((one) => one.platform === platform);
    if (rows.some(({ seen }) => seen)) return [];
    const [commonest] = rows.toSorted((a, b) => b.accounts - a.accounts);
    const accounts = rows.reduce((sum, one) => sum + one.accounts, 0);
    return [{ platform, cause: commonest?.cause ?? "not-audited", accounts, run: last.run }];
  });
}
