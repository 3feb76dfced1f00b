import type { DecisionKind } from "../../core/finding.ts";
import { WORDS } from "../../core/decide.ts";
import type { DecisionPlan, PlannedRow } from "../../decisions/plan.ts";
import type { CommandIo } from "../command.ts";
import { outcomeOf } from "../findings/decided-words.ts";
import { counted, renderProblems } from "../problems.ts";
import { renderRows } from "../rows.ts";

/** What an import has done, or would do. */
export interface Imported extends DecisionPlan {
  /** Rows that nobody filled in. */
  empty: number;
  isWritten: boolean;
  /** It was to be written. */
  wasAsked: boolean;
}

export function importInWords(io: CommandIo, imported: Imported, file: string): string {
  const { changes, others, problems } = imported;
  return [
    changes.length === 0 ? "" : `${changesInWords(io, changes)}\n`,
    others.length === 0 ? "" : `Rows that change nothing:\n${othersInWords(io, others)}\n`,
    problems.length === 0 ? "" : `${renderProblems(io, problems)}\n`,
    sumInWords(imported),
    nextOf(imported, file),
  ].join("");
}

function changesInWords(io: CommandIo, changes: readonly PlannedRow[]): string {
  const rows = changes.map(({ line, question, account, wish }) => [
    String(line),
    question.finding.id,
    account,
    wish?.by ?? "",
    wish === null ? "" : outcomeOf(wish),
    wish?.reason ?? "-",
  ]);
  return renderRows(io, ["Line", "Finding", "Account", "By", "Becomes", "Reason"], rows);
}

function othersInWords(io: CommandIo, others: readonly PlannedRow[]): string {
  const rows = others.map(({ line, question, account, verdict }) => [
    String(line),
    question.finding.id,
    account,
    verdict.verdict === "applies" ? "" : verdict.says,
  ]);
  return renderRows(io, ["Line", "Finding", "Account", "Why"], rows);
}

function sumInWords({ changes, others, empty, problems, isWritten, wasAsked }: Imported): string {
  const kinds = Map.groupBy(changes, ({ wish }) => wish?.kind ?? "acknowledged");
  const each = [...kinds].map(
    ([kind, rows]: [DecisionKind, PlannedRow[]]) => `${rows.length} ${WORDS[kind]}`,
  );
  const verb =
    isWritten && changes.length + others.length > 0
      ? "Written"
      : wasAsked || problems.length > 0
        ? "Nothing written"
        : "Would write";
  const bad = new Set(problems.map(({ line }) => line)).size;
  return (
    `${verb}: ${counted(changes.length, "decision")}${each.length === 0 ? "" : ` (${each.join(", ")})`}, ` +
    `${others.length} unchanged, ${empty} not filled in${bad === 0 ? "" : `, ${counted(bad, "bad row")}`}.\n`
  );
}

function nextOf({ changes, others, empty, problems, isWritten }: Imported, file: string): string {
  if (changes.length + others.length + problems.length === 0) {
    const says = empty === 0 ? "the file has no row below its first line" : "nobody filled in a row";
    return `→ ${says}: acknowledge, waive or wrong belongs in the column decision (docs/findings.md)\n`;
  }
  if (problems.length > 0) return "→ mend the rows and import again: with a bad row nothing is written\n";
  if (isWritten || changes.length === 0) return "";
  return `→ \`account-audit decisions import ${inShell(file)} --apply\` writes it\n`;
}

/** A name as it can be copied into a shell. */
function inShell(file: string): string {
  return /^[\w./-]+$/u.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}

export function importAsJson({ changes, others, problems, empty, isWritten }: Imported) {
  const row = ({ line, question, account, wish, verdict }: PlannedRow) => ({
    line,
    finding: question.finding.id,
    account,
    decision: wish,
    ...(verdict.verdict === "applies" ? { becomes: verdict.after.status } : { says: verdict.says }),
  });
  return { written: isWritten, changes: changes.map(row), unchanged: others.map(row), empty, problems };
}
