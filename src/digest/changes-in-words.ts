import type { AccountChange, ChangeKind } from "../core/changes.ts";
import { handleOf } from "./accounts-in-words.ts";

type Change = Pick<AccountChange, "kind" | "from" | "to">;

/** To what a name or a bio changed is not kept; the reader looks (docs/decisions/002). */
const IN_WORDS: Readonly<Record<ChangeKind, (change: Change, day: string) => string>> = {
  handle: ({ from, to }, day) => `was ${handleOf(from ?? "")}, ${handleOf(to ?? "")} since ${day}`,
  name: (_, day) => `another name since ${day}: is it still ours?`,
  bio: (_, day) => `another bio since ${day}: is it still ours?`,
  visibility: ({ to }, day) =>
    to === "protected" ? `private since ${day}: nothing of it can be audited` : `public again since ${day}`,
  "taken-over": (_, day) => `gone, and its handle is somebody else's since ${day}`,
};

/** One change in plain words. */
export function changeInWords(change: Change, day: string): string {
  return IN_WORDS[change.kind](change, day);
}
