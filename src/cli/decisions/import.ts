import type { Finding } from "../../core/finding.ts";
import { parseDecisions, type ParsedDecisions } from "../../decisions/parse.ts";
import { planDecisions, type DecisionPlan } from "../../decisions/plan.ts";
import { writeDecisions } from "../../store/decisions.ts";
import { findFindings, findingsById } from "../../store/findings.ts";
import { UserError } from "../../errors.ts";
import { examples, type BuildInner } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { decided, overtaken } from "../findings/decide.ts";
import { inQuestion } from "../findings/in-question.ts";
import { readInput } from "../input.ts";
import { writeJson } from "../json.ts";
import { withStore, type CommandStore } from "../with-store.ts";
import { importAsJson, importInWords, type Imported } from "./import-words.ts";

interface Options {
  apply?: true;
  by?: string;
  json?: true;
}

export const buildImport: BuildInner = (parent, io, exit) => {
  parent
    .command("import")
    .description(
      "Bring in the decisions of a filled-in findings.csv, as a spreadsheet saves it. Without --apply it shows what would " +
        "change, and changes nothing. With one bad row nothing is written. The columns are explained in docs/findings.md.",
    )
    .argument("<file>", "the CSV file; - for standard input")
    .option("--apply", "write it")
    .option("--by <name>", "who decides where the column by is empty")
    .option("--json", "print JSON for machines")
    .addHelpText(
      "after",
      examples("decisions import findings.csv", 'decisions import findings.csv --by "J. Smith" --apply'),
    )
    .action(async (file: string, options: Options) => {
      const bytes = await readInput(io, file);
      const parsed = parseDecisions(bytes, (options.by ?? "").trim());
      if (parsed.notOurs !== null) throw wrongFile(file, parsed.notOurs);
      const imported = await withStore(io, (store) => importDecisions(store, parsed, options.apply ?? false));
      if (options.json) writeJson(io, importAsJson(imported));
      else io.stdout(importInWords(io, imported, file));
      exit(imported.problems.length === 0 ? EXIT.ok : EXIT.usage);
    });
};

function wrongFile(file: string, why: string): UserError {
  return new UserError(
    "usage",
    `${file === "-" ? "standard input" : file} is no findings.csv that somebody filled in: ${why}`,
    "give the file that the weekly e-mail attached and Marketing sent back; a register goes to `account-audit accounts import`",
  );
}

/** Judges every row, and with `apply` writes them all or, with one bad row, none. */
async function importDecisions(
  store: CommandStore,
  parsed: ParsedDecisions,
  apply: boolean,
): Promise<Imported> {
  const plan = await planned(store, parsed);
  const problems = [...parsed.problems, ...plan.problems].toSorted((a, b) => a.line - b.line);
  const isWritten = apply && problems.length === 0;
  if (isWritten) await write(store, plan);
  return { ...plan, problems, empty: parsed.empty, isWritten, wasAsked: apply };
}

async function planned(store: CommandStore, { rows }: ParsedDecisions): Promise<DecisionPlan> {
  const byName = await findingsNamed(
    store,
    rows.map(({ finding }) => finding),
  );
  const all = [...new Map([...byName.values()].flat().map((finding) => [finding.id, finding])).values()];
  const asked = new Map((await inQuestion(store, all)).map((one) => [one.question.finding.id, one]));
  return planDecisions(rows, (name) =>
    (byName.get(name) ?? []).flatMap(({ id }) => {
      const one = asked.get(id);
      return one === undefined ? [] : [one];
    }),
  );
}

const ID_LENGTH = 12;

/** Findings by what a row calls them; two for a beginning that is ambiguous. */
async function findingsNamed(
  { db }: CommandStore,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly Finding[]>> {
  const whole = names.filter((name) => name.length === ID_LENGTH);
  const byName = Map.groupBy(await findingsById(db, whole), ({ id }) => id);
  for (const start of new Set(names.filter((name) => name.length < ID_LENGTH))) {
    byName.set(start, await findFindings(db, start));
  }
  return byName;
}

async function write({ db, clock }: CommandStore, { changes }: DecisionPlan): Promise<void> {
  const at = clock.now();
  const all = changes.flatMap(({ question, wish, verdict }) =>
    wish === null ? [] : decided({ question, verdict, decision: { ...wish, at, systemUser: null } }),
  );
  const changed = await writeDecisions(db, all);
  if (changed.length > 0) throw overtaken(changed);
}
