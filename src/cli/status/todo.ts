import { CAUSES_IN_WORDS } from "../../core/causes.ts";
import type { Cause } from "../../core/facts.ts";
import { PLATFORM_NAMES } from "../../core/platform.ts";
import { backup } from "../doctor/backup.ts";
import { examineAll, type Check } from "../doctor/check.ts";
import { closures } from "../doctor/closures.ts";
import { migrations } from "../doctor/database.ts";
import { deliveries, skippedDigests } from "../doctor/deliveries.ts";
import { disk } from "../doctor/disk.ts";
import { key } from "../doctor/key.ts";
import { heartbeat, live, recipients } from "../doctor/mail.ts";
import { missedNights, service } from "../doctor/nights.ts";
import { contacts, learners, privacy } from "../doctor/safeguarding.ts";
import { x } from "../doctor/x.ts";
import { youtube } from "../doctor/youtube.ts";
import { counted } from "../problems.ts";
import type { PlatformMonth } from "../spend/read.ts";
import { dollars } from "../when.ts";
import type { CommandStore } from "../with-store.ts";
import type { CauseCount } from "./causes.ts";
import type { LastNight } from "./night.ts";

/** Something that a person must do, with the command or the place that does it. */
export interface Todo {
  isProblem: boolean;
  says: string;
  next: string;
}

/** The doctor's checks that ask no server but the database. */
const QUIET_CHECKS: readonly Check[] = [
  x,
  youtube,
  service,
  missedNights,
  deliveries,
  skippedDigests,
  key,
  migrations,
  recipients,
  live,
  disk,
  backup,
  heartbeat,
  contacts,
  privacy,
  learners,
  closures,
];

/** What mends a cause; only those that IT can mend. */
const MENDED_BY: Readonly<Partial<Record<Cause, string>>> = {
  "not-connected": "`account-audit connections list` says who must do what",
  "no-permission": "`account-audit connections list` says who must do what",
  "no-credit":
    "add credit to the account there and set it to top up by itself; `account-audit doctor --live` tries it",
  "over-budget": "`account-audit plan` says what waits; raise budgets in the settings",
  stale: "`account-audit runs list` shows which nights did not read it",
  "not-audited": "`account-audit runs show last` says which accounts",
  "stale-key": "nothing: the coming nights read the lists again",
  "not-comparable": "`account-audit learners import FILE …` with ids beside the handles",
};

const EMPTY_REGISTER: Todo = {
  isProblem: true,
  says: "The register has no live account: there is nothing to audit",
  next: "`account-audit accounts import FILE.csv --dry-run` (docs/import.md has the columns)",
};

/** Problems first, then warnings; what the night said before what stands around it. */
export async function todoOf(
  store: CommandStore,
  seen: {
    night: LastNight;
    missed: string | null;
    spend: readonly PlatformMonth[];
    unchecked: readonly CauseCount[];
    liveAccounts: number;
  },
): Promise<readonly Todo[]> {
  const checked = await examineAll(QUIET_CHECKS, {
    nodeVersion: process.versions.node,
    clock: store.clock,
    ids: store.ids,
    config: store.config,
    settingsError: null,
    db: store.db,
    databaseError: null,
    waitMs: 0,
    live: false,
  });
  const standing = checked.flatMap(({ name, status, says, next }): Todo[] =>
    next === null ? [] : [{ isProblem: status === "problem", says: `${name}: ${says}`, next }],
  );
  const all = [
    ...(seen.liveAccounts === 0 ? [EMPTY_REGISTER] : []),
    ...ofNight(seen.night, seen.missed),
    ...ofCauses(seen.unchecked),
    ...ofSpend(seen.spend),
    ...standing,
  ];
  return all.toSorted((a, b) => Number(b.isProblem) - Number(a.isProblem));
}

function ofNight(night: LastNight, missed: string | null): Todo[] {
  const problem = (says: string, next: string) => [{ isProblem: true, says, next }];
  if (night.is === "overdue") {
    const next = "start `account-audit serve`: it makes the night up if it is fresh enough";
    return problem(`The night of ${night.date} was due and nobody has begun it`, next);
  }
  if (night.is !== "concluded" || night.run.status === "done") return [];
  const next = `\`account-audit runs show ${night.run.localDate}\` says what was not audited`;
  const what = missed === null ? "" : `: ${missed}`;
  return problem(`The night of ${night.run.localDate} is incomplete${what}`, next);
}

/** Nothing of the platform is read until somebody acts. A token that is missing is a check of its own. */
const STOPS: ReadonlySet<Cause> = new Set(["no-credit"]);

/** Causes that the same thing mends are one thing to do. */
function ofCauses(causes: readonly CauseCount[]): Todo[] {
  const mendable = causes.flatMap((one) => {
    const next = MENDED_BY[one.cause];
    return next === undefined ? [] : [{ ...one, next }];
  });
  return [...Map.groupBy(mendable, ({ next }) => next)].map(([next, some]) => {
    const sum = some.reduce((total, { number }) => total + number, 0);
    const why = some.map(({ cause }) => CAUSES_IN_WORDS[cause].sentence).join("; ");
    return {
      isProblem: some.some(({ cause }) => STOPS.has(cause)),
      says: `Last night ${counted(sum, "question")} had no answer: ${why}`,
      next,
    };
  });
}

function ofSpend(spend: readonly PlatformMonth[]): Todo[] {
  return spend.flatMap(({ platform, capReachedOn, monthCapMicroUsd }) =>
    capReachedOn === null
      ? []
      : [
          {
            isProblem: false,
            says: `${PLATFORM_NAMES[platform]}: the month's cap of ${dollars(monthCapMicroUsd ?? 0)} will be used up by the night of ${capReachedOn}`,
            next: "`account-audit spend` shows what for",
          },
        ],
  );
}
