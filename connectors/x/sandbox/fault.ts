/** Faults as data: what goes wrong, for which call, how often. */
import type { EndpointName } from "./meter.ts";

/** Instead of an answer. */
export type TransportFault =
  | "hang"
  | "reset-connection"
  | "html"
  | "nothing"
  | "empty-body"
  | "huge"
  | "server-error"
  | "rate-limited"
  | "forbidden"
  | "unauthorised"
  | "payment-required"
  | "poisoned-refusal";

/** In an answer. */
export type BodyFault =
  | "truncated-json"
  | "null-number"
  | "null-id"
  | "null-data"
  | "unknown-enum"
  | "lone-surrogate"
  | "empty-page-with-cursor"
  | "looping-cursor"
  | "dropped-rows"
  | "short-rows"
  | "withheld-item"
  | "unclear-problem";

export interface Fault {
  kind: TransportFault | BodyFault;
  /** Any endpoint where it is left out. */
  endpoint?: EndpointName;
  /** Only calls about this account, or look-ups that hold its id. */
  userId?: string;
  /** How many more times; for ever where it is left out. Counted down in place. */
  times?: number;
  /** The status of `html`, `server-error`. */
  status?: number;
  /** When `rate-limited` ends; left out: no header. */
  resetAt?: Date;
  /** A word, such as a handle, that refusals and problems repeat: nothing of it may get on. */
  word?: string;
}
