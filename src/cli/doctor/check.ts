import type { Config } from "../../config.ts";
import type { Clock, Ids } from "../../core/time.ts";
import { UserError } from "../../errors.ts";
import { nameOf } from "../../log.ts";
import type { Database } from "../../store/database.ts";

export type Status = "ok" | "warning" | "problem" | "unknown";

/** What a check found: a sentence about the thing, and what mends it; null where nothing needs mending. */
export interface Found {
  status: Status;
  says: string;
  next: string | null;
}

/** What the checks look at. Settings or database are null where they are broken: that is a finding of its own. */
export interface Patient {
  nodeVersion: string;
  clock: Clock;
  ids: Ids;
  /** The settings, or what is wrong with them. */
  config: Config | null;
  settingsError: UserError | null;
  db: Database | null;
  databaseError: UserError | null;
  /** How long a server may take to answer, in milliseconds. */
  waitMs: number;
  /** `--live`: one priced call to each platform is allowed. */
  live: boolean;
}

/** Whose a problem is: of what the settings say, of a thing that the product needs, or of its work. */
export type About = "settings" | "needs" | "work";

export interface Check {
  name: string;
  about: About;
  examine(patient: Patient): Promise<Found>;
}

export interface Checked extends Found {
  name: string;
  about: About;
}

export const ok = (says: string): Found => ({ status: "ok", says, next: null });
export const warning = (says: string, next: string): Found => ({ status: "warning", says, next });
export const problem = (says: string, next: string): Found => ({ status: "problem", says, next });
export const unknown = (says: string, next: string | null = null): Found => ({
  status: "unknown",
  says,
  next,
});

/** A check that reads the settings. */
export function onSettings(
  name: string,
  about: About,
  examine: (config: Config, patient: Patient) => Promise<Found> | Found,
): Check {
  return {
    name,
    about,
    async examine(patient) {
      if (patient.config === null) return unknown("not looked at: the settings cannot be read");
      return examine(patient.config, patient);
    },
  };
}

/** A check that reads the settings and the database. */
export function onDatabase(
  name: string,
  about: About,
  examine: (db: Database, config: Config, patient: Patient) => Promise<Found>,
): Check {
  return onSettings(name, about, async (config, patient) => {
    if (patient.db === null) return unknown("not looked at: the database cannot be used");
    return examine(patient.db, config, patient);
  });
}

/** Makes all checks, one after the other. A check that fails itself is unknown: the others still speak. */
export async function examineAll(checks: readonly Check[], patient: Patient): Promise<Checked[]> {
  const checked: Checked[] = [];
  for (const check of checks) {
    const found = await check.examine(patient).catch(cannotSay);
    checked.push({ name: check.name, about: check.about, ...found });
  }
  return checked;
}

/** An error for people is the problem itself, and knows better than its check whose it is. */
function cannotSay(error: unknown): Found & { about?: About } {
  if (error instanceof UserError) return { ...problem(error.message, error.next), about: aboutOf(error) };
  return unknown(`could not be looked at: ${nameOf(error)}`, "run doctor again");
}

function aboutOf({ kind }: UserError): About {
  return kind === "usage" || kind === "configuration" ? "settings" : "needs";
}
