import { z } from "zod";

/** A part of the settings file that takes no key but its own. */
export function section<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, { error: "a section with keys of its own" });
}
