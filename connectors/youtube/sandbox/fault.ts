/** Faults as data: what goes wrong, for which call, how often. */
import type { ResourceName } from "./meter.ts";

/** Instead of an answer. */
export type TransportFault =
  | "hang"
  | "reset-connection"
  | "html"
  | "nothing"
  | "empty-body"
  | "huge"
  | "server-error"
  | "quota-exceeded"
  | "day-limit-in-details"
  | "rate-limited"
  | "forbidden"
  | "bad-key"
  | "not-enabled"
  | "unauthorised"
  | "subscription-forbidden"
  | "playlist-not-found";

/** In an answer. */
export type BodyFault =
  | "truncated-json"
  | "null-number"
  | "null-id"
  | "null-items"
  | "unknown-enum"
  | "lone-surrogate"
  | "empty-page-with-token"
  | "looping-token"
  | "dropped-rows"
  | "repeated-rows"
  | "no-rows";

export interface Fault {
  kind: TransportFault | BodyFault;
  /** Any resource where it is left out. */
  resource?: ResourceName;
  /** Only calls about this channel, or look-ups that hold its id. */
  channelId?: string;
  /** How many more times; for ever where it is left out. Counted down in place. */
  times?: number;
  /** The status of `html`, `server-error`. */
  status?: number;
  /** A word, such as a name, that refusals repeat: nothing of it may get on. */
  word?: string;
}
