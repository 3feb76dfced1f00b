import { daysBetween } from "../../core/calendar.ts";
import type { LocalDate } from "../../core/time.ts";
import { dateOf } from "../../csv/cells.ts";
import { UserError } from "../../errors.ts";
import { hashed } from "../../learners/hash.ts";
import { parseLearners, type ParsedLearners } from "../../learners/parse.ts";
import { loadKey } from "../../secrets.ts";
import { assertKeyMatches } from "../../store/key-check.ts";
import { importLearnerList, listLearnerLists, type SnapshotReport } from "../../store/learner-lists.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { readInput } from "../input.ts";
import { writeJson } from "../json.ts";
import { counted, renderProblems } from "../problems.ts";
import { withStore, type CommandStore } from "../with-store.ts";

interface Options {
  list: string;
  asOf: string;
  enrolled: string;
  confirmShrink?: true;
  dryRun?: true;
  json?: true;
}

const REMINDER =
  "X's terms let a handle be tied to a person only where that person opted in or gave it to you: " +
  "the list must hold nothing else.";

export const buildImport: BuildInner = (parent, io, exit) => {
  parent
    .command("import")
    .description(
      "Replace one named list of learners by a new snapshot. Only keyed hashes are kept. " +
        `The columns are explained in docs/import.md. ${REMINDER}`,
    )
    .argument("<file>", "the CSV file; - for standard input")
    .requiredOption(
      "--list <name>",
      "the list that the file replaces, named for the college whose learners it holds: conel",
    )
    .requiredOption("--as-of <date>", "the day on which the list was true")
    .requiredOption("--enrolled <number>", "how many learners that college has, known on a platform or not")
    .option("--confirm-shrink", "let the list lose more than a fifth of its learners")
    .option("--dry-run", "say what would change, and change nothing")
    .option("--json", "print JSON for machines")
    .addHelpText(
      "after",
      examples("learners import conel.csv --list conel --as-of 2026-11-20 --enrolled 8200 --dry-run"),
    )
    .action(async (file: string, options: Options) => {
      const enrolled = enrolledIn(options.enrolled);
      const list = listNameIn(options.list);
      const bytes = await readInput(io, file);
      const done = await withStore(io, async (store) => {
        const asOf = asOfIn(options.asOf, store.today);
        const parsed = parseLearners(bytes, store.handles);
        if (parsed.problems.length > 0) return { parsed, report: null, warnings: [] };
        assertFewerThan(enrolled, parsed);
        const report = await keep(store, { list, asOf, enrolled }, parsed, options);
        const lists = await listLearnerLists(store.db, store.today);
        return { parsed, report, warnings: warningsOf(store, { list, asOf }, report, lists) };
      });
      const { parsed, report, warnings } = done;
      if (options.json) writeJson(io, { list, enrolled, ...report, ...summary(parsed), warnings });
      else say(io, list, done);
      exit(report === null ? EXIT.usage : EXIT.ok);
    });
};

async function keep(
  { config, db, clock, ids, today }: CommandStore,
  list: { list: string; asOf: LocalDate; enrolled: number },
  parsed: ParsedLearners,
  options: Options,
): Promise<SnapshotReport> {
  const key = loadKey(config);
  const keyVersion = await assertKeyMatches(db, key, clock.now());
  const learners = parsed.rows.map((row) => hashed(key, row));
  const { dryRun = false, confirmShrink = false } = options;
  const report = await importLearnerList(
    db,
    { name: list.list, asOf: list.asOf, enrolled: list.enrolled, learners, keyVersion },
    { now: clock.now(), today, ids, dryRun, confirmShrink },
  );
  if (report.outcome !== "refused-shrink") return report;
  throw new UserError(
    "usage",
    parsed.rows.length === 0
      ? `the file has no learners, so the list ${list.list} would be empty; nothing was changed`
      : `the list ${list.list} would lose ${report.lost} of its ${report.before} learners; nothing was changed`,
    "check that the file is whole; if it is, add --confirm-shrink",
  );
}

function enrolledIn(text: string): number {
  const enrolled = /^[1-9]\d{0,6}$/u.test(text) ? Number(text) : 0;
  if (enrolled > 0) return enrolled;
  throw new UserError(
    "usage",
    "--enrolled is not a whole number above 0",
    "give the number of all learners of the list's college",
  );
}

function listNameIn(name: string): string {
  if (/^[a-z][a-z0-9-]{0,39}$/u.test(name)) return name;
  throw new UserError(
    "usage",
    "--list is not a list's name",
    "give a short name in lower case letters, digits and hyphens, such as conel",
  );
}

function asOfIn(text: string, today: LocalDate): LocalDate {
  const asOf = dateOf(text);
  if (asOf === null) throw new UserError("usage", "--as-of is not a date", "write it like 2026-11-20");
  if (asOf <= today) return asOf;
  throw new UserError(
    "usage",
    `--as-of ${asOf} is in the future`,
    `a list can be true up to today, ${today}`,
  );
}

/** A number that is too small would make the known share look better than it is. */
function assertFewerThan(enrolled: number, { rows }: ParsedLearners): void {
  const byPlatform = Map.groupBy(rows, (row) => row.platform);
  const most = Math.max(0, ...[...byPlatform.values()].map((ofPlatform) => ofPlatform.length));
  if (most <= enrolled) return;
  throw new UserError(
    "usage",
    `the file names ${most} accounts on one platform, more than the ${enrolled} learners enrolled`,
    "--enrolled is the number of all learners of the list's college, known on a platform or not",
  );
}

function warningsOf(
  { config, today }: CommandStore,
  { list, asOf }: { list: string; asOf: LocalDate },
  report: SnapshotReport,
  lists: readonly { name: string; enrolled: number }[],
): string[] {
  const age = daysBetween(asOf, today);
  const warnings: string[] = [REMINDER];
  if (age > config.learnerListsWarnAfterDays) {
    warnings.push(
      `The list is ${age} days old; after ${config.learnerListsWarnAfterDays} it may miss learners. Ask for a new one.`,
    );
  }
  if (report.previousAsOf === null && lists.some(({ name }) => name !== list)) {
    const others = lists.filter(({ name }) => name !== list);
    const sum = others.reduce((all, { enrolled }) => all + enrolled, 0);
    warnings.push(
      `It is a list of its own beside ${others.map(({ name }) => name).join(", ")}: their ${number(sum)} learners enrolled are ` +
        `counted too. A list that it was to replace is taken away with \`account-audit learners drop NAME\`.`,
    );
  }
  if (report.previousAsOf !== null && asOf < report.previousAsOf) {
    warnings.push(`The list replaces a newer one, as of ${report.previousAsOf}.`);
  }
  if (config.privacy === null) {
    warnings.push("The learner rules stay off until the privacy section of the settings is filled.");
  }
  return warnings;
}

function summary({ rows, repeated, problems }: ParsedLearners) {
  return { accounts: rows.length, repeated, problems };
}

function number(value: number): string {
  return value.toLocaleString("en-GB");
}

function say(
  io: CommandIo,
  list: string,
  done: { parsed: ParsedLearners; report: SnapshotReport | null; warnings: readonly string[] },
): void {
  const { parsed, report, warnings } = done;
  if (report === null) {
    io.stdout(
      `${renderProblems(io, parsed.problems)}\nNothing imported: ${counted(parsed.problems.length, "problem")}.\n`,
    );
    io.stdout("→ mend the cells at these places and import again; values are not shown on purpose\n");
    return;
  }
  const verb = report.outcome === "imported" ? "Imported" : "Would import";
  const again = parsed.repeated === 0 ? "" : `, ${counted(parsed.repeated, "row")} named an account again`;
  io.stdout(
    `${verb} list ${list}: ${counted(parsed.rows.length, "account")} ` +
      `(${number(report.added)} new, ${number(report.kept)} as before, ${number(report.lost)} gone${again}).\n`,
  );
  for (const warning of warnings) io.stdout(`! ${warning}\n`);
}
