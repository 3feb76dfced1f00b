import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CHECKS } from "../../src/cli/doctor/index.ts";
import { examineAll, type Checked, type Patient } from "../../src/cli/doctor/check.ts";
import { loadConfig, type Config } from "../../src/config.ts";
import { clockAt, seededIds } from "../support/clock.ts";
import type { Workplace } from "./support.ts";

export const ORGANISATIONS = `
organisations:
  - { id: group, name: Group, short_name: GRP }
  - { id: north, name: North, short_name: NOR }
group: group
`;
export const PRIVACY =
  "privacy: { dpia_reference: DPIA-7, lawful_basis: public task, contact: dpo@north.example }\n";

export const NOW = new Date("2026-11-23T12:00:00Z");

const ids = seededIds(5);

/** What the doctor looks at, on the workplace's database at noon of 23 November 2026. */
export function patientOf(
  place: Workplace,
  { env = {}, settings, ...changes }: Partial<Patient> & { env?: NodeJS.ProcessEnv; settings?: string } = {},
): Patient {
  if (settings !== undefined) writeFileSync(join(place.cwd, "account-audit.yaml"), settings);
  const config: Config = loadConfig({ env: { ...place.env, ...env }, cwd: place.cwd });
  return {
    nodeVersion: "24.20.0",
    clock: clockAt(NOW),
    ids,
    config,
    settingsError: null,
    db: place.database.db,
    databaseError: null,
    waitMs: 500,
    live: false,
    ...changes,
  };
}

/** What one check says, as `status: sentence → what mends it`. */
export async function said(name: string, patient: Patient): Promise<string> {
  const checks = CHECKS.filter((check) => check.name === name);
  const [found]: readonly Checked[] = await examineAll(checks, patient);
  if (found === undefined) throw new Error(`there is no check ${name}`);
  return `${found.status}: ${found.says}${found.next === null ? "" : ` → ${found.next}`}`;
}
