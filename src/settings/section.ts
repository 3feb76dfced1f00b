import { z } from "zod";

/** A part of the settings file whose keys are all known. */
export function section<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, { error: "a section with keys of its own" });
}
