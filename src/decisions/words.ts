import type { DecisionKind } from "../core/finding.ts";
import { nearest, wordOf } from "../csv/columns.ts";

/** Decisions that one word says. What only a safeguarding contact may decide does not stand in a file (plan.ts). */
type SpokenKind = Exclude<DecisionKind, "assigned" | "settled">;

/** What people write for each decision; the first is ours. */
const SYNONYMS: Readonly<Record<SpokenKind, readonly string[]>> = {
  acknowledged: [
    "acknowledge",
    "acknowledged",
    "ack",
    "seen",
    "noted",
    "in hand",
    "in progress",
    "on it",
    "working on it",
    "will do",
    "will fix",
  ],
  waived: [
    "waive",
    "waived",
    "waiver",
    "accept",
    "accepted",
    "exception",
    "exempt",
    "allow",
    "allowed",
    "keep",
  ],
  wrong: [
    "wrong",
    "not a breach",
    "no breach",
    "false",
    "false positive",
    "false alarm",
    "mistake",
    "incorrect",
    "not true",
    "dismiss",
    "dismissed",
  ],
  withdrawn: ["withdraw", "withdrawn", "take back", "undo", "reopen", "open again"],
};

/** Words that say what no person decides, with what is to be said of them. */
const DONE = [
  "fixed",
  "done",
  "resolved",
  "solved",
  "mended",
  "corrected",
  "completed",
  "closed",
  "finished",
];
const CLOSE = ["close", "close account", "close it", "delete", "merge"];
const NOTHING = ["none", "no decision", "no", "n a", "na", "nothing", "-", "–", "—"];

export type Spoken =
  | { says: "decision"; kind: SpokenKind }
  | { says: "assign"; assignee: string | null }
  | { says: "nothing" }
  /** Somebody says that it is mended: the next night sees so by itself. */
  | { says: "done" }
  | { says: "unknown"; reason: string };

/** Reads the cell of a decision. What it cannot read it does not repeat: anything may stand in a cell. */
export function spoken(cell: string): Spoken {
  const assigned = /^(?:re-?)?assign(?:ed)?\b(?:\s*to\b)?\s*:?\s*(.*)$/iu.exec(cell.trim());
  if (assigned) return assignment(assigned[1] ?? "");
  const word = plain(cell);
  if (word === "" || NOTHING.includes(word)) return { says: "nothing" };
  if (DONE.includes(word)) return { says: "done" };
  if (CLOSE.includes(word)) return { says: "unknown", reason: CLOSES_ACCOUNT };
  const kind = KINDS.find((one) => SYNONYMS[one].includes(word));
  if (kind !== undefined) return { says: "decision", kind };
  const meant = nearest(word, [...KINDS.flatMap((one) => SYNONYMS[one]), ...DONE, ...CLOSE]);
  const did = meant === null ? "" : `; did you mean ${meant}?`;
  return { says: "unknown", reason: `not a decision${did || `: ${CHOICES}`}` };
}

const KINDS = ["acknowledged", "waived", "wrong", "withdrawn"] as const;
const CHOICES = "write acknowledge, waive, wrong, assign to ADDRESS or withdraw";
const CLOSES_ACCOUNT =
  "an account is closed in the register (close_by, status); acknowledge the finding until it is gone";

function assignment(to: string): Spoken {
  const assignee = to.trim();
  if (assignee === "") {
    return { says: "unknown", reason: "to whom? write assign to and the e-mail address of a keeper" };
  }
  return { says: "assign", assignee: assignee.toLowerCase() === "nobody" ? null : assignee };
}

function plain(cell: string): string {
  return wordOf(cell.trim())
    .replaceAll(/[.!/']/gu, "_")
    .replaceAll(/_+/gu, " ")
    .trim();
}
