import type { LocalDate } from "../../core/time.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** `Mon 16 Nov`, in every language of the machine. */
export function dayOf(date: LocalDate): string {
  const at = new Date(`${date}T12:00:00Z`);
  return `${DAYS[at.getUTCDay()]} ${String(at.getUTCDate()).padStart(2)} Nov`;
}

/** A number that ends where its title ends. */
export function underTitle(number: number | undefined, title = ""): string {
  return String(number ?? "").padStart(title.length);
}

export function lines(said: readonly string[]): string {
  return said.map((line) => `  ${line}\n`).join("");
}
