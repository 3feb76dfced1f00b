import { z } from "zod";

/** The two containers of the settings file. */

export const list = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item, { error: `a list of ${what}` });

export function section<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, { error: "a section with keys of its own" });
}
