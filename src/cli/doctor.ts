import { openStore, RANDOM_IDS, SYSTEM_CLOCK, type Store } from "../compose.ts";
import { loadConfig, type Config } from "../config.ts";
import { UserError } from "../errors.ts";
import { nameOf } from "../log.ts";
import { examples, type CliCommand, type CommandIo } from "./command.ts";
import { examineAll, type About, type Checked, type Patient, type Status } from "./doctor/check.ts";
import { CHECKS } from "./doctor/index.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { writeJson } from "./json.ts";
import { paintFirst } from "./paint.ts";
import { counted } from "./problems.ts";
import { renderRows } from "./rows.ts";

export const command: CliCommand = {
  name: "doctor",
  summary: "Check everything that a night needs",
  build(command, io, exit) {
    command
      .option(
        "--live",
        "also call the platforms that are connected, once each (X: one cent, YouTube: one unit)",
      )
      .option("--json", "print JSON for machines")
      .addHelpText(
        "after",
        `
No mail is sent, and without --live no platform is called. Exit code 2 when the settings must be mended, else 4 when
something is missing that a night needs (a token, the key, a server, room on the disk), else 3 when a night was missed
or a mail did not arrive.
${examples("doctor", "doctor --live", "doctor --json")}`,
      )
      .action(async (options: { live?: true; json?: true }) => {
        const checked = await examineHere(io, options.live === true);
        if (options.json) writeJson(io, asJson(checked));
        else io.stdout(inWords(io, checked));
        exit(exitOf(checked));
      });
  },
};

/** Of each server that is asked, in milliseconds. */
const WAIT_MS = 8_000;

/** Opens what can be opened, and looks at all of it. Broken settings or a missing database are findings, no errors. */
async function examineHere(io: CommandIo, live: boolean): Promise<Checked[]> {
  const settings = readConfig(io);
  const opened = settings.config === null ? null : await openHere(io);
  const patient: Patient = {
    nodeVersion: process.versions.node,
    clock: io.clock ?? SYSTEM_CLOCK,
    ids: RANDOM_IDS,
    ...settings,
    db: opened?.store?.db ?? null,
    databaseError: opened?.error ?? null,
    waitMs: WAIT_MS,
    live,
  };
  try {
    return await examineAll(CHECKS, patient);
  } finally {
    await opened?.store?.close();
  }
}

function readConfig(io: CommandIo): { config: Config | null; settingsError: UserError | null } {
  try {
    return { config: loadConfig({ env: io.env, cwd: io.cwd }), settingsError: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { config: null, settingsError: error };
  }
}

async function openHere(io: CommandIo): Promise<{ store: Store | null; error: UserError | null }> {
  try {
    return { store: await openStore(io, io.clock && { clock: io.clock }), error: null };
  } catch (error) {
    const next = "run `account-audit doctor --verbose`; the README says how to set DATABASE_URL";
    const said =
      error instanceof UserError
        ? error
        : new UserError("unreachable", `the database could not be opened: ${nameOf(error)}`, next);
    return { store: null, error: said };
  }
}

function exitOf(checked: readonly Checked[]): ExitCode {
  const hasProblem = (wanted: About) =>
    checked.some(({ status, about }) => status === "problem" && about === wanted);
  if (hasProblem("settings")) return EXIT.usage;
  if (hasProblem("needs")) return EXIT.failure;
  return hasProblem("work") ? EXIT.incomplete : EXIT.ok;
}

function asJson(checked: readonly Checked[]) {
  const number = (wanted: Status) => checked.filter(({ status }) => status === wanted).length;
  return {
    problems: number("problem"),
    warnings: number("warning"),
    unknown: number("unknown"),
    checks: checked.map(({ name, status, says, next }) => ({ name, status, says, next })),
  };
}

const MARKS: Readonly<Record<Status, string>> = {
  ok: "ok",
  warning: "warning",
  problem: "PROBLEM",
  unknown: "unknown",
};

const PAINTS = { PROBLEM: "red", warning: "yellow" } as const;

function inWords(io: CommandIo, checked: readonly Checked[]): string {
  const seen = checked.filter(({ status, next }) => status !== "unknown" || next !== null);
  const rows = seen.map(({ name, status, says, next }) => [
    MARKS[status],
    name,
    next === null ? oneLine(says) : `${oneLine(says)} → ${next}`,
  ]);
  const { problems, warnings, unknown } = asJson(checked);
  const table = renderRows(io, ["State", "What", "How it stands → what mends it"], rows);
  const sum = [
    counted(problems, "problem"),
    counted(warnings, "warning"),
    ...(unknown === 0 ? [] : [`${unknown} could not be looked at`]),
  ];
  const skipped = checked.filter((one) => !seen.includes(one)).map(({ name }) => name);
  const notSeen = skipped.length === 0 ? "" : `Not looked at before that is mended: ${skipped.join(", ")}.\n`;
  return `${paintFirst(io, table, PAINTS)}\n${notSeen}${sum.join(", ")}.\n`;
}

/** A settings file with several mistakes is told in several lines. */
function oneLine(says: string): string {
  return says.replaceAll("\n", "; ");
}
