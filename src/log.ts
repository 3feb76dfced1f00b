import { UserError } from "./errors.ts";
import { pino, type DestinationStream } from "pino";

/** Values that may be logged: ids, counts, our own words. What a platform sent has no way in. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export interface Log {
  info(what: string, fields?: LogFields): void;
  warn(what: string, fields?: LogFields): void;
  error(what: string, fields?: LogFields): void;
}

/** Structured lines, one JSON object each. */
export function createLog(to: DestinationStream): Log {
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, to);
  return {
    info: (what, fields = {}) => logger.info(fields, what),
    warn: (what, fields = {}) => logger.warn(fields, what),
    error: (what, fields = {}) => logger.error(fields, what),
  };
}

/** For commands that speak to a person: a log that keeps silent. */
export const SILENT: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * What may be said of an error that nobody foresaw: its class and code. Its message may quote what a platform or a
 * person wrote.
 */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  if (error instanceof UserError) return error.message; // ours, written for people
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  const cause = error.cause === undefined ? "" : ` ← ${nameOf(error.cause)}`;
  return `${error.name}${code}${cause}`;
}
