import { addDays } from "../core/calendar.ts";
import type { LocalDate } from "../core/time.ts";

export const ZONE = "Europe/London";
/** A few accounts were registered by hand four weeks before. */
export const PILOT_REGISTERED: LocalDate = "2026-10-20";
export const REGISTERED: LocalDate = "2026-11-10";
/** The evening before the first night: two accounts are tried out, then the learner list comes. */
export const EVE: LocalDate = "2026-11-15";
/** The baseline: a Monday. */
export const FIRST_NIGHT: LocalDate = "2026-11-16";
export const NIGHTS: readonly LocalDate[] = Array.from({ length: 8 }, (_, day) => addDays(FIRST_NIGHT, day));
/** A week later, a Monday again: the digest that speaks of changes. */
export const LAST_NIGHT: LocalDate = addDays(FIRST_NIGHT, 7);
/** More learners give their handles: from the night after on, their share suffices for a pass. */
export const LEARNERS_ASKED_AGAIN: LocalDate = "2026-11-17";
