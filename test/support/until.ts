import { setTimeout as pause } from "node:timers/promises";

/** How often a condition is looked at, in milliseconds. */
const LOOK_MS = 20;
/** A condition that takes longer will not come: it is said by its name, before the test's own time (30 s) is over. */
const PATIENCE_MS = 25_000;

/** Waits until `look` gives something other than false, null or undefined, and returns it. Fails by the name of the thing. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  patienceMs: number = PATIENCE_MS,
): Promise<Exclude<T, false | null | undefined>> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== false && found !== null && found !== undefined) {
      return found as Exclude<T, false | null | undefined>;
    }
    if (Date.now() > end) throw new Error(`waited ${patienceMs} ms in vain: ${what}`);
    await pause(LOOK_MS);
  }
}
