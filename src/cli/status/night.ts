import { addDays, dateExists } from "../../core/calendar.ts";
import type { Coverage } from "../../core/coverage.ts";
import { nightOf, type Timetable } from "../../core/schedule.ts";
import type { LocalDate } from "../../core/time.ts";
import type { Database } from "../../store/database.ts";
import { readInstallation } from "../../store/installation.ts";
import { newestNightDue } from "../../store/night-views.ts";
import { progressOfRun } from "../../store/run-views.ts";
import type { Run } from "../../store/runs.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { nextNight, type ComingNight } from "../plan/next-night.ts";

/** How the last night that was due stands. */
export type LastNight =
  /** None was due yet since the service first ran, or none ever ran. */
  | { is: "none"; first: LocalDate | null }
  /** It was due and nobody has begun it: no run is on record. */
  | { is: "overdue"; date: LocalDate; scheduledFor: Date; newest: Run | null }
  | { is: "under-way"; run: Run; finished: number; accounts: number }
  | { is: "missed"; run: Run }
  | { is: "concluded"; run: Run; coverage: Coverage };

/** A night that is due is begun within a minute; so long a silence means that nobody is there to begin it. */
const SILENT_MS = 5 * 60_000;

/** The night before the next one: on record, under way, or begun by nobody. */
export async function lastNight(db: Database, now: Date, timetable: Timetable): Promise<LastNight> {
  const newest = await newestNightDue(db, now);
  const first = await readInstallation(db, "first_night");
  const due = nightBefore(nextNight(now, timetable), timetable);
  if (newest?.localDate === due.date) return nightOnRecord(db, newest);
  const isOwed = first !== null && first <= due.date;
  if (isOwed && now.getTime() - due.scheduledFor.getTime() > SILENT_MS) {
    return { is: "overdue", date: due.date, scheduledFor: due.scheduledFor, newest };
  }
  return newest === null ? { is: "none", first } : nightOnRecord(db, newest);
}

async function nightOnRecord(db: Database, run: Run): Promise<LastNight> {
  if (run.status === "missed") return { is: "missed", run };
  if (run.coverage !== null) return { is: "concluded", run, coverage: run.coverage };
  return { is: "under-way", run, ...(await progressOfRun(db, run.id)) };
}

function nightBefore(next: ComingNight, timetable: Timetable): { date: LocalDate; scheduledFor: Date } {
  let date = addDays(next.date, -1);
  while (!dateExists(date, timetable.zone)) date = addDays(date, -1);
  return { date, ...nightOf(date, timetable) };
}

export function exitOf(night: LastNight): ExitCode {
  const isWhole =
    night.is === "none" ||
    night.is === "under-way" ||
    (night.is === "concluded" && night.run.status === "done");
  return isWhole ? EXIT.ok : EXIT.incomplete;
}

/** The run that the night's figures are of; null: there is none. */
export function runOf(night: LastNight): Run | null {
  return night.is === "none" || night.is === "overdue" ? null : night.run;
}
