/** What can change about an account that a person should look at (POLICY.md, "changed"). */
export type ChangeKind = "handle" | "name" | "bio" | "visibility" | "taken-over";

/** One change. Names and bios are not kept, so that nobody can say from what to what (docs/decisions/002). */
export interface AccountChange {
  accountId: string;
  kind: ChangeKind;
  from: string | null;
  to: string | null;
  /** When a reading first saw it. */
  on: Date;
}
