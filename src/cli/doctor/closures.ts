import { addDays, localDateOf } from "../../core/calendar.ts";
import { onSettings, ok, warning } from "./check.ts";

const AHEAD_DAYS = 60;

/** Without closures, holidays count as days on which an account is quiet (POLICY.md, open days). */
export const closures = onSettings("Closures", "settings", ({ policy }, { clock }) => {
  const horizon = addDays(localDateOf(clock.now(), policy.timezone), AHEAD_DAYS);
  const next = "add the coming year's closures to the settings";
  const ends = policy.organisations.map(({ shortName, closures }) => ({
    shortName,
    last:
      closures
        .map(({ to }) => to)
        .toSorted()
        .at(-1) ?? null,
  }));
  const short = ends.filter(({ last }) => last === null || last < horizon);
  if (short.length === 0) return ok(`known beyond ${horizon}`);
  if (short.every(({ last }) => last === null)) {
    return warning(`no closure is on record for ${namesOf(short)}: holidays count as open days`, next);
  }
  const last = short.flatMap((one) => one.last ?? []).toSorted()[0] ?? "";
  return warning(`the last one known ends on ${last} at the earliest (${namesOf(short)})`, next);
});

function namesOf(organisations: readonly { shortName: string }[]): string {
  return organisations.map(({ shortName }) => shortName).join(", ");
}
