/**
 * `usage`, `configuration`: the call or the settings say something wrong. `missing`, `unreachable`: a thing that the product
 * needs is not there, or does not answer. `unfinished`: work was not begun yet, or not finished.
 */
export type UserErrorKind = "usage" | "configuration" | "missing" | "unreachable" | "unfinished";

/**
 * A mistake that a person can mend: what is wrong, where, what was expected, what to do next. Shown without a stack
 * trace. `kind` chooses the exit code (src/cli/exit-codes.ts).
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly kind: UserErrorKind;
  /** What to do next, one line. */
  readonly next: string;
  constructor(kind: UserErrorKind, message: string, next: string) {
    super(message);
    this.kind = kind;
    this.next = next;
  }
}
