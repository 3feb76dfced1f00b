import { addDays, localDateOf } from "../../core/calendar.ts";
import { nightOf } from "../../core/schedule.ts";
import { HOUR_MS } from "../../core/time.ts";
import { readInstallation } from "../../store/installation.ts";
import { lastConcludedNight, missedNightsSince } from "../../store/run-views.ts";
import { isServed, rolesAlive } from "../../store/services.ts";
import { durationInWords, momentIn } from "../when.ts";
import { onDatabase, onSettings, ok, problem, warning } from "./check.ts";

/** A night a day, and two hours of slack (RELIABILITY.md, 24). */
const SILENT_MS = 26 * HOUR_MS;
const LOOK_BACK_DAYS = 14;

/** A night over midnight that lasts longer was hardly meant: its deadline is an hour before its start. */
const LONGEST_HOURS = 12;

export const nightHours = onSettings("Night hours", "settings", ({ schedule, policy }, { clock }) => {
  const zone = policy.timezone;
  const today = localDateOf(clock.now(), zone);
  const { scheduledFor, deadline } = nightOf(today, { zone, ...schedule });
  const length = deadline.getTime() - scheduledFor.getTime();
  const isNextDay = localDateOf(deadline, zone) > today;
  const says = `from ${schedule.nightlyAt} to ${schedule.nightlyDeadline}${isNextDay ? " the next day" : ""}`;
  if (!isNextDay || length <= LONGEST_HOURS * HOUR_MS) return ok(says);
  return warning(
    `${says}, ${durationInWords(length)}`,
    "is an end on the same day meant? Then let schedule.nightly_deadline in the settings be later than nightly_at",
  );
});

export const service = onDatabase("Service", "work", async (db) => {
  const roles = await rolesAlive(db);
  const next = "start `account-audit serve` (README, running it for good)";
  if (isServed(roles)) return ok(`running (${[...new Set(roles)].join(", ")})`);
  if (roles.length > 0) {
    const lacking = roles.includes("scheduler") ? "worker" : "scheduler";
    return problem(
      `only ${roles[0]} is running, and no ${lacking}`,
      `start \`account-audit serve --role ${lacking}\``,
    );
  }
  const hasRun = (await readInstallation(db, "first_night")) !== null;
  return hasRun
    ? problem("none is running: no night will be audited", next)
    : warning("none has run yet", next);
});

/** The dead man's switch. */
export const lastNight = onDatabase("Last night", "work", async (db, config, { clock }) => {
  const zone = config.policy.timezone;
  const now = clock.now();
  const last = await lastConcludedNight(db);
  const first = await readInstallation(db, "first_night");
  const next = "`account-audit runs list` shows the nights; `account-audit serve` must be running";
  if (last?.concludedAt == null) {
    if (first === null) return warning("no night has been audited yet", "start `account-audit serve`");
    const isAwaited = nightOf(first, { zone, ...config.schedule }).deadline >= now;
    return isAwaited
      ? ok(`the first one is ${first}`)
      : problem(`none has been audited since ${first}`, next);
  }
  const ago = now.getTime() - last.concludedAt.getTime();
  const when = `concluded ${momentIn(zone, last.concludedAt)}`;
  if (ago > SILENT_MS) return problem(`${when}, ${durationInWords(ago)} ago`, next);
  if (last.status === "done") return ok(when);
  return warning(
    `${when}, but incomplete`,
    `\`account-audit runs show ${last.localDate}\` says what was not audited`,
  );
});

export const missedNights = onDatabase("Missed nights", "work", async (db, config, { clock }) => {
  const now = clock.now();
  const from = addDays(localDateOf(now, config.policy.timezone), -LOOK_BACK_DAYS);
  const missed = await missedNightsSince(db, { from, now });
  if (missed.length === 0) return ok(`none in the last ${LOOK_BACK_DAYS} days`);
  return problem(
    `${missed.length} in the last ${LOOK_BACK_DAYS} days: ${missed.join(", ")}`,
    "keep `account-audit serve` running; only the newest missed night is made up",
  );
});
