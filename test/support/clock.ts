import type { Clock, Ids } from "../../src/core/time.ts";

export interface SettableClock extends Clock {
  set(at: Date | string): void;
  advance(milliseconds: number): void;
}

/** A clock that stands still until it is told otherwise. */
export function clockAt(at: Date | string): SettableClock {
  let now = new Date(at);
  return {
    now: () => new Date(now),
    set: (next) => {
      now = new Date(next);
    },
    advance: (milliseconds) => {
      now = new Date(now.getTime() + milliseconds);
    },
  };
}

const LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** The same seed gives the same identifiers, in the same order (mulberry32; not for secrets). */
export function seededIds(seed = 1): Ids {
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    next: () => Array.from({ length: 12 }, () => LETTERS[random() % LETTERS.length] ?? "0").join(""),
  };
}
