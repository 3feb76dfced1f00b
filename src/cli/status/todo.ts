import { PLATFORM_NAMES } from "../../core/platform.ts";
import { backup } from "../doctor/backup.ts";
import { examineAll, type Check } from "../doctor/check.ts";
import { closures } from "../doctor/closures.ts";
import { migrations } from "../doctor/database.ts";
import { deliveries, skippedDigests } from "../doctor/deliveries.ts";
import { disk } from "../doctor/disk.ts";
import { key } from "../doctor/key.ts";
import { heartbeat, live, recipients } from "../doctor/mail.ts";
import { settings } from "../doctor/machine.ts";
import { missedNights, service } from "../doctor/nights.ts";
import { contacts, learners, points, privacy } from "../doctor/safeguarding.ts";
import { x } from "../doctor/x.ts";
import { youtube } from "../doctor/youtube.ts";
import type { PlatformMonth } from "../spend/read.ts";
import { dollars } from "../when.ts";
import type { Role } from "../../store/services.ts";
import type { CommandStore } from "../with-store.ts";
import type { EndedAudit } from "./audits.ts";
import type { LastNight } from "./night.ts";
import type { Todo } from "./item.ts";
import { isExplained, ofUnread, type Unread } from "./unread.ts";

/** The doctor's checks that ask no server but the database. */
const QUIET_CHECKS: readonly Check[] = [
  settings,
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
  points,
  privacy,
  learners,
  closures,
];

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
    audits: readonly EndedAudit[];
    unread: Unread;
    roles: readonly Role[];
    missed: string | null;
    spend: readonly PlatformMonth[];
    liveAccounts: number;
  },
): Promise<readonly Todo[]> {
  // A night that nobody has begun says already that no service is running.
  const isTold = seen.night.is === "overdue" && seen.roles.length === 0;
  const checks = isTold ? QUIET_CHECKS.filter((check) => check !== service) : QUIET_CHECKS;
  const checked = await examineAll(checks, {
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
    ...ofNight(seen),
    ...ofUnread(seen.unread),
    ...ofSpend(seen),
    ...standing,
  ];
  return all.toSorted((a, b) => Number(b.isProblem) - Number(a.isProblem));
}

type Seen = Parameters<typeof todoOf>[1];

function ofNight({ night, missed, audits, unread }: Seen): Todo[] {
  const problem = (says: string, next: string) => [{ isProblem: true, says, next }];
  if (night.is === "overdue") {
    const next = "start `account-audit serve`: it makes the night up if it is fresh enough";
    return problem(`The night of ${night.date} was due and nobody has begun it`, next);
  }
  if (night.is !== "concluded" || night.run.status === "done") return [];
  const audit = audits.find(({ run }) => run.id === night.run.id);
  if (audit !== undefined && isExplained(audit, unread.stopped)) return [];
  const next = `\`account-audit runs show ${night.run.localDate}\` says what was not audited`;
  const what = missed === null ? "" : `: ${missed}`;
  return problem(`The night of ${night.run.localDate} is incomplete${what}`, next);
}

/** That a budget will be used up is no news where it is. */
function ofSpend({ spend, unread }: Seen): Todo[] {
  const isUsedUp = ({ platform }: PlatformMonth) =>
    unread.stopped.some((one) => one.platform === platform && one.cause === "over-budget");
  return spend.flatMap((one): Todo[] => {
    if (one.capReachedOn === null || isUsedUp(one)) return [];
    const cap = dollars(one.monthCapMicroUsd ?? 0);
    const says = `${PLATFORM_NAMES[one.platform]}: the month's cap of ${cap} will be used up by the night of ${one.capReachedOn}`;
    return [{ isProblem: false, says, next: "`account-audit spend` shows what for" }];
  });
}
