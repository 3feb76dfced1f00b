/**
 * A mistake that a person can mend: what is wrong, where, what was expected, what to do next. Shown without a stack
 * trace. `kind` chooses the exit code (src/cli/exit-codes.ts).
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly kind: "usage" | "configuration" | "unreachable";
  /** What to do next, one line. */
  readonly next: string;
  constructor(kind: "usage" | "configuration" | "unreachable", message: string, next: string) {
    super(message);
    this.kind = kind;
    this.next = next;
  }
}
