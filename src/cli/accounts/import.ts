import { PLATFORM_NAMES } from "../../core/platform.ts";
import { UserError } from "../../errors.ts";
import { parseRegister, type ParsedRegister, type RegisterContext } from "../../register/parse.ts";
import { parseWideRegister } from "../../register/wide.ts";
import { importAccounts, type ImportReport } from "../../store/account-import.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { nameOfAccount } from "../findings/choose.ts";
import { readInput } from "../input.ts";
import { writeJson } from "../json.ts";
import { counted, renderProblems } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { flowed } from "../table.ts";
import { withStore } from "../with-store.ts";

interface Options {
  dryRun?: true;
  partial?: true;
  urlColumns?: string;
  organisation?: string;
  departmentColumn?: string;
  json?: true;
}

export const buildImport: BuildInner = (parent, io, exit) => {
  parent
    .command("import")
    .description(
      "Bring a CSV file into the register. Accounts that the file does not name stay as they are. " +
        "The columns are explained in docs/import.md.",
    )
    .argument("<file>", "the CSV file; - for standard input")
    .option("--dry-run", "say what would change, and change nothing")
    .option("--partial", "import the good rows although others are bad")
    .option(
      "--url-columns <titles>",
      "a table with a column of addresses for each platform: their titles, by commas",
    )
    .option("--organisation <organisation>", "with --url-columns: the organisation of all rows")
    .option("--department-column <title>", "with --url-columns: the column that names the department")
    .option("--json", "print JSON for machines")
    .addHelpText(
      "after",
      examples(
        "accounts import register.csv --dry-run",
        "accounts import register.csv --partial",
        "accounts import unis.csv --url-columns xUri,instagramUrl --organisation unis --department-column uni",
      ),
    )
    .action(async (file: string, options: Options) => {
      const bytes = await readInput(io, file);
      const { report, isRead } = await withStore(io, async ({ config, db, handles, clock, ids, today }) => {
        const context = { organisations: config.policy.organisations, handles, today };
        const { entries, refused, problems, isRead } = read(bytes, options, context);
        const { dryRun = false, partial = false } = options;
        const at = { now: clock.now(), ids, dryRun, partial, problems, refused };
        return { report: await importAccounts(db, entries, at), isRead };
      });
      if (options.json) writeJson(io, { ...report, dryRun: options.dryRun ?? false });
      else sayReport(io, report, { ...options, isRead });
      exit(codeOf(report, options));
    });
};

function read(bytes: Uint8Array, options: Options, context: RegisterContext): ParsedRegister {
  const { urlColumns, organisation, departmentColumn = null } = options;
  if (urlColumns === undefined) {
    if (organisation === undefined && departmentColumn === null) return parseRegister(bytes, context);
    throw new UserError(
      "usage",
      "--organisation and --department-column go with --url-columns",
      "leave them out, or name the columns of addresses",
    );
  }
  if (organisation === undefined) {
    throw new UserError("usage", "--url-columns needs --organisation", "say whose accounts the rows are");
  }
  const titles = urlColumns.split(",").map((title) => title.trim());
  return parseWideRegister(bytes, { urlColumns: titles, organisation, departmentColumn }, context);
}

function codeOf(report: ImportReport, { partial }: Options): ExitCode {
  if (report.problems.length === 0) return EXIT.ok;
  return partial ? EXIT.incomplete : EXIT.usage;
}

function sayReport(io: CommandIo, report: ImportReport, options: Options & { isRead: boolean }): void {
  const { changed, problems, renamedLines } = report;
  if (changed.length > 0) {
    const rows = changed.map((account) => [nameOfAccount(account), account.fields.join(", ")]);
    io.stdout(`${renderRows(io, ["Changed", "Columns"], rows)}\n`);
  }
  if (problems.length > 0) io.stdout(`${renderProblems(io, problems)}\n`);
  if (renamedLines.length > 0) {
    io.stdout(
      `The platform has renamed ${counted(renamedLines.length, "account")} (line ${renamedLines.join(", ")}); ` +
        "the register keeps the platform's handle.\n",
    );
  }
  const lines = options.isRead ? outcome(report, options) : noRowRead(options);
  if (options.isRead && isEmpty(report))
    lines.unshift("The file has no row of an account under its first line.");
  for (const line of lines) io.stdout(`${flowed(io, line, 2)}\n`);
}

function isEmpty({ added, changed, unchanged, problems }: ImportReport): boolean {
  return added.length + changed.length + unchanged + problems.length === 0;
}

function noRowRead({ dryRun }: Options): string[] {
  const verb = dryRun ? "would be imported" : "was imported";
  return [`No row was read, so nothing ${verb}.`, "→ mend the first line, or the file, and import again"];
}

/** What became of the rows, or would; with bad ones among them nothing goes in without --partial. */
function outcome(report: ImportReport, { dryRun, partial }: Options): string[] {
  const bad = linesOf(report);
  const refused = bad === 0 ? "" : `, ${counted(bad, "bad row")} left out`;
  if (bad === 0 || partial) {
    return [`${dryRun ? "Would import" : "Imported"}: ${rowsInWords(report)}${refused}.`];
  }
  const nothing = dryRun ? "Nothing would be imported" : "Nothing was imported";
  return [
    `${nothing}, because of ${counted(bad, "bad row")}; with --partial: ${rowsInWords(report)}.`,
    "→ mend the rows and import again, or add --partial to import the others",
  ];
}

function rowsInWords({ added, changed, unchanged }: ImportReport): string {
  const byPlatform = [...Map.groupBy(added, ({ platform }) => platform)]
    .map(([platform, accounts]) => `${PLATFORM_NAMES[platform]} ${accounts.length}`)
    .join(", ");
  return `${added.length} new${byPlatform === "" ? "" : ` (${byPlatform})`}, ${changed.length} changed, ${unchanged} unchanged`;
}

function linesOf({ problems }: ImportReport): number {
  return new Set(problems.map(({ line }) => line)).size;
}
