import { customType, timestamp } from "drizzle-orm/pg-core";

/** Bytes: keyed hashes, sealed boxes, frozen mail. */
export const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** A point in time, to the millisecond: what a JavaScript Date holds, so that a value read back is equal. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date", precision: 3 });

/** JSON whose named keys, wherever they stand, hold instants: JSON has made text of them, and they become Dates again. */
export const datedJson = <T>(name: string, instants: readonly string[]) =>
  customType<{ data: T }>({
    dataType: () => "jsonb",
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => withDates(value, instants) as T,
  })(name);

function withDates(value: unknown, instants: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => withDates(one, instants));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      instants.includes(key) && typeof one === "string" ? new Date(one) : withDates(one, instants),
    ]),
  );
}
