/** What can change about an account that a person should look at (POLICY.md, "changed"). */
export const CHANGE_KINDS = ["handle", "name", "bio", "visibility", "taken-over"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One change. Names and bios are not kept, so that nobody can say from what to what (docs/decisions/002). */
export interface AccountChange {
  accountId: string;
  kind: ChangeKind;
  from: string | null;
  to: string | null;
  /** When a reading first saw it. */
  on: Date;
}
