/** What a command says to the shell that called it (RELIABILITY.md, 25). Documented in the README. */
export const EXIT = {
  ok: 0,
  /** Findings at or above `--fail-on`. */
  findings: 1,
  /** A mistake in the call or in the configuration. */
  usage: 2,
  /** Something could not be checked or was not finished. */
  incomplete: 3,
  /** The product failed. */
  failure: 4,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
