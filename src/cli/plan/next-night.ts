import { addDays, dateExists, localDateOf } from "../../core/calendar.ts";
import { nightOf, type Timetable } from "../../core/schedule.ts";
import type { LocalDate } from "../../core/time.ts";

/** A night that is to come. */
export interface ComingNight {
  date: LocalDate;
  scheduledFor: Date;
  deadline: Date;
}

/** The first night that starts after `now`. */
export function nextNight(now: Date, timetable: Timetable): ComingNight {
  let date = localDateOf(now, timetable.zone);
  while (!dateExists(date, timetable.zone) || nightOf(date, timetable).scheduledFor <= now) {
    date = addDays(date, 1);
  }
  return { date, ...nightOf(date, timetable) };
}
