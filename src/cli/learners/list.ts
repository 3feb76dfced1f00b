import { daysBetween } from "../../core/calendar.ts";
import type { LearnerShare } from "../../core/facts.ts";
import { PLATFORM_NAMES, type Platform } from "../../core/platform.ts";
import type { LocalDate } from "../../core/time.ts";
import { droppedLists, type DroppedList } from "../../store/learner-list-drop.ts";
import { listLearnerLists, type LearnerListSummary } from "../../store/learner-lists.ts";
import { learnerShare } from "../../store/learners.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import { writeJson } from "../json.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { momentIn } from "../when.ts";
import { withStore } from "../with-store.ts";
import { takingNoHandle } from "./find.ts";

interface Listed {
  lists: readonly LearnerListSummary[];
  shares: readonly (LearnerShare & { platform: Platform })[];
  dropped: readonly DroppedList[];
  zone: string;
  today: LocalDate;
  warnAfterDays: number;
}

export const buildList: BuildInner = (parent, io) => {
  takingNoHandle(parent.command("list"))
    .description("Show the lists of learners: names, dates and numbers, never who is on them.")
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("learners list", "learners list --json"))
    .action(async (options: { json?: true }) => {
      const listed = await withStore(io, async ({ db, today, config }): Promise<Listed> => {
        const lists = await listLearnerLists(db, today);
        const platforms = new Set(lists.flatMap((list) => list.platforms.map(({ platform }) => platform)));
        const shares = await Promise.all(
          [...platforms].map(async (platform) => ({
            platform,
            ...(await learnerShare(db, platform, today)),
          })),
        );
        return {
          lists,
          shares,
          dropped: await droppedLists(db),
          zone: config.policy.timezone,
          today,
          warnAfterDays: config.learnerListsWarnAfterDays,
        };
      });
      if (options.json) {
        const { lists, shares, dropped } = listed;
        writeJson(io, { lists, shares, dropped });
      } else {
        sayLists(io, listed);
        sayDropped(io, listed);
      }
    });
};

function sayLists(io: CommandIo, { lists, shares, today, warnAfterDays }: Listed): void {
  if (lists.length === 0) {
    io.stdout("There is no list of learners: whether accounts follow learners cannot be checked.\n");
    io.stdout("→ `account-audit learners import FILE --list NAME --as-of DATE --enrolled N`\n");
    return;
  }
  const rows = lists.flatMap((list) => rowsOf(list, today, warnAfterDays));
  const titles = ["List", "As of", "Age", "Enrolled", "Platform", "Current", "Left"];
  io.stdout(`${renderRows(io, titles, rows)}\n`);
  for (const { platform, known, enrolled } of shares) {
    const share = enrolled === 0 ? "" : ` (${((100 * known) / enrolled).toFixed(1)}%)`;
    io.stdout(
      `${PLATFORM_NAMES[platform]}: ${number(known)} of ${number(enrolled)} learners known${share}.\n`,
    );
  }
}

function sayDropped(io: CommandIo, { dropped, zone }: Listed): void {
  for (const { list, asOf, at, by, entries, findings } of dropped) {
    io.stdout(
      `Dropped: ${list} as of ${asOf}, ${counted(entries, "entry", "entries")}, ` +
        `${counted(findings, "finding")} without subject and seal; ${momentIn(zone, new Date(at))} by ${by}.\n`,
    );
  }
}

function rowsOf(list: LearnerListSummary, today: LocalDate, warnAfterDays: number): string[][] {
  const age = daysBetween(list.asOf, today);
  const head = [
    list.name,
    list.asOf,
    `${age} days${age > warnAfterDays ? ", too old" : ""}`,
    number(list.enrolled),
  ];
  if (list.platforms.length === 0) return [[...head, "none", "0", "0"]];
  return list.platforms.map(({ platform, current, left }) => [
    ...head,
    platform,
    number(current),
    number(left),
  ]);
}

function number(value: number): string {
  return value.toLocaleString("en-GB");
}
