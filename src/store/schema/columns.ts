import { customType, timestamp } from "drizzle-orm/pg-core";

/** Bytes: keyed hashes, sealed boxes, frozen mail. */
export const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** A point in time, to the millisecond: what a JavaScript Date holds, so that a value read back is equal. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date", precision: 3 });
