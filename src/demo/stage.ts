import type { Store } from "../compose.ts";
import type { MailCatcher } from "./mail-catcher.ts";
import type { MadeUpClock } from "./nights.ts";
import type { NightFigures } from "./outcome.ts";
import type { Place } from "./place.ts";
import type { DemoWorld } from "./world.ts";

/** Told how far the demo is. */
export interface DemoListener {
  step(words: string): void;
  progress(night: number, finished: number, accounts: number): void;
  night(figures: NightFigures): void;
}

/** What the story is played on. */
export interface Stage {
  store: Store & { clock: MadeUpClock };
  made: DemoWorld;
  place: Place;
  catcher: MailCatcher;
  listener: DemoListener;
  /** Ends the demo early; what it made is removed all the same. */
  signal: AbortSignal;
}
