import { InvalidArgumentError } from "commander";
import { localTimeOf } from "../../core/calendar.ts";
import { spentOnRuns, type Cost } from "../../store/run-views.ts";
import { isForgotten } from "../../store/retention.ts";
import { listRuns, type Run } from "../../store/runs.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import { writeJson } from "../json.ts";
import { renderRows } from "../rows.ts";
import { costInWords, durationInWords, momentOn } from "../when.ts";
import { withStore } from "../with-store.ts";

const SHOWN = 20;
const MOST = 1000;
/** Runs are named by so many letters in tables. */
const SHORT_ID = 8;

interface Listed {
  run: Run;
  /** null: what it cost is no longer kept. */
  cost: Cost | null;
}

const NOTHING: Cost = { microUsd: 0, quotaUnits: 0 };

export const buildList: BuildInner = (parent, io) => {
  parent
    .command("list")
    .description("List nights and scans, newest first.")
    .option("--limit <number>", "how many", wholeNumber, SHOWN)
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("runs list", "runs list --limit 7", "runs list --json"))
    .action(async (options: { limit: number; json?: true }) => {
      const { runs, zone } = await withStore(io, async ({ db, config, clock }) => {
        const runs = await listRuns(db, options.limit);
        const spent = await spentOnRuns(
          db,
          runs.map(({ id }) => id),
        );
        const costOf = (run: Run) => spent.get(run.id) ?? (isSpendKept(run, clock.now()) ? NOTHING : null);
        return {
          runs: runs.map((run): Listed => ({ run, cost: costOf(run) })),
          zone: config.policy.timezone,
        };
      });
      if (options.json) writeJson(io, runs.map(asJson));
      else say(io, runs, zone);
    });
};

function wholeNumber(word: string): number {
  const number = Number(word);
  if (Number.isInteger(number) && number >= 1 && number <= MOST) return number;
  throw new InvalidArgumentError(`It is a whole number from 1 to ${MOST}.`);
}

/** Of what is older, that there is no call says nothing. */
export function isSpendKept({ scheduledFor }: Run, now: Date): boolean {
  return !isForgotten("spend", scheduledFor, now);
}

/** How long after its time a run started; null: it has not started. */
export function startedLateMs({ startedAt, scheduledFor }: Run): number | null {
  return startedAt === null ? null : Math.max(0, startedAt.getTime() - scheduledFor.getTime());
}

export function asJson({ run, cost }: Listed) {
  return {
    ...figuresOf(run),
    usd: cost === null ? null : cost.microUsd / 1_000_000,
    quotaUnits: cost?.quotaUnits ?? null,
  };
}

/** What is known of a run, but for what it cost. */
export function figuresOf(run: Run) {
  const { id, localDate, kind, status, scheduledFor, deadline, startedAt, concludedAt, coverage } = run;
  const late = startedLateMs(run);
  return {
    id,
    localDate,
    kind,
    status,
    scheduledFor,
    deadline,
    startedAt,
    startedLateSeconds: late === null ? null : Math.round(late / 1000),
    concludedAt,
    accounts: coverage?.accounts ?? null,
    audited: coverage?.audited ?? null,
    notAudited: coverage?.notAudited ?? null,
  };
}

function say(io: CommandIo, runs: readonly Listed[], zone: string): void {
  if (runs.length === 0) {
    io.stdout("No night and no scan is on record yet.\n");
    io.stdout("→ `account-audit serve` runs the nights; `account-audit scan --all` audits now\n");
    return;
  }
  const titles = [
    "Run",
    "Date",
    "Kind",
    "Status",
    "Due",
    "Late by",
    "Concluded",
    "Accounts",
    "Audited",
    "Not",
    "Spend",
  ];
  io.stdout(
    `${renderRows(
      io,
      titles,
      runs.map((one) => rowOf(one, zone)),
    )}\n`,
  );
  io.stdout("→ `account-audit runs show RUN` says what was checked and what was not\n");
}

function rowOf({ run, cost }: Listed, zone: string): string[] {
  const late = startedLateMs(run);
  // A missed night was concluded when somebody noticed; that instant says nothing of the night.
  const concluded = run.status === "missed" ? null : run.concludedAt;
  return [
    run.id.slice(0, SHORT_ID),
    run.localDate,
    run.kind,
    run.status,
    localTimeOf(run.scheduledFor, zone),
    late === null ? "-" : durationInWords(late),
    concluded === null ? "-" : momentOn(run.localDate, zone, concluded),
    String(run.coverage?.accounts ?? "-"),
    String(run.coverage?.audited ?? "-"),
    String(run.coverage?.notAudited ?? "-"),
    cost === null ? "-" : costInWords(cost),
  ];
}
