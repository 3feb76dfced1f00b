import { addDays, instantOf, isoWeekOf, localDateOf, mondayOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/time.ts";

/** A calendar week of the organisation. `end` is its last moment, or now in the week that is not over. */
export interface Week {
  name: string;
  monday: LocalDate;
  sunday: LocalDate;
  end: Date;
}

/** So many weeks up to the one that holds `now`, oldest first. */
export function weeksUpTo(now: Date, zone: string, count: number): readonly Week[] {
  const thisMonday = mondayOf(localDateOf(now, zone));
  return Array.from({ length: count }, (_, index) => {
    const monday = addDays(thisMonday, 7 * (index + 1 - count));
    const over = instantOf(addDays(monday, 7), "00:00", zone);
    return {
      name: isoWeekOf(monday),
      monday,
      sunday: addDays(monday, 6),
      end: over < now ? over : now,
    };
  });
}

/** `2026-01` … of so many months up to the one of `date`, oldest first. */
export function monthsUpTo(date: LocalDate, count: number): readonly string[] {
  const last = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
  return Array.from({ length: count }, (_, index) => {
    const month = last - count + 1 + index;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
  });
}
