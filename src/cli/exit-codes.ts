import type { UserErrorKind } from "../errors.ts";

/** What a command says to the shell that called it (RELIABILITY.md, 25). Documented in the README. */
export const EXIT = {
  ok: 0,
  /** Findings at or above `--fail-on`. */
  findings: 1,
  /** A mistake in the call or the settings. */
  usage: 2,
  /** Something that can be checked was not, or is not finished; what nobody can check is no reason. */
  incomplete: 3,
  /** The product failed, or something it needs is missing. */
  failure: 4,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The code of a command that ends with an error for people. */
export const EXIT_OF_ERROR: Readonly<Record<UserErrorKind, ExitCode>> = {
  usage: EXIT.usage,
  configuration: EXIT.usage,
  missing: EXIT.failure,
  unreachable: EXIT.failure,
  unfinished: EXIT.incomplete,
};
