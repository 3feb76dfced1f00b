import { localDateOf, weekdayOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/time.ts";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** Written out here, not by the machine's locale data: the same digest has the same bytes everywhere. */
function parts(date: LocalDate): { weekday: string; day: number; month: string; year: string } {
  return {
    weekday: WEEKDAYS[weekdayOf(date) - 1] ?? "",
    day: Number(date.slice(8, 10)),
    month: MONTHS[Number(date.slice(5, 7)) - 1] ?? "",
    year: date.slice(0, 4),
  };
}

/** `Monday 23 November 2026` */
export function fullDate(date: LocalDate): string {
  const { weekday, day, month, year } = parts(date);
  return `${weekday} ${day} ${month} ${year}`;
}

/** `23 Nov`, for subjects and evidence. */
export function shortDate(date: LocalDate): string {
  const { day, month } = parts(date);
  return `${day} ${month.slice(0, 3)}`;
}

/** `Friday 18 December`, with the year where it is not that of `today`: by when something is to be done. */
export function dueDate(date: LocalDate, today: LocalDate): string {
  return `${parts(date).weekday} ${plainDate(date, today)}`;
}

/** `23 November`, with the year where it is not that of `today`. */
export function plainDate(date: LocalDate, today: LocalDate): string {
  const { day, month, year } = parts(date);
  return year === today.slice(0, 4) ? `${day} ${month}` : `${day} ${month} ${year}`;
}

/** A rule's words with their dates (`2026-11-03`) as people write them. */
export function datesInWords(text: string, today: LocalDate): string {
  return text.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/gu, (date) => plainDate(date, today));
}

/** {@link plainDate} of an instant, on the organisation's wall calendar. */
export function plainDay(instant: Date, zone: string, today: LocalDate): string {
  return plainDate(localDateOf(instant, zone), today);
}
