import { addDays, mondayOf } from "../../core/calendar.ts";
import type { FindingEventKind } from "../../core/finding.ts";
import { missedInWords } from "../../core/missed.ts";
import { SEVERITIES, type Severity } from "../../core/policy.ts";
import { digestTimes, type Timetable } from "../../core/schedule.ts";
import type { LocalDate } from "../../core/time.ts";
import { RULES } from "../../rules/index.ts";
import { listAccounts } from "../../store/accounts.ts";
import { liveSinceOf } from "../../store/digest-input.ts";
import { listFindings } from "../../store/findings.ts";
import { causesOfRun, eventsOfRun, newestDigest, type NewestDigest } from "../../store/night-views.ts";
import { unreadByCause } from "../../store/ops-input.ts";
import { isAnythingAudited } from "../../store/run-views.ts";
import { rolesAlive, type Role } from "../../store/services.ts";
import { standingsOf } from "../findings/standing.ts";
import { isShownHere } from "../learner-rules.ts";
import { nextNight, type ComingNight } from "../plan/next-night.ts";
import { readSpend, type PlatformMonth } from "../spend/read.ts";
import type { CommandStore } from "../with-store.ts";
import { lastAudits, stoppedPlatforms, type EndedAudit } from "./audits.ts";
import { accountCauses, questionCauses, type CauseCount } from "./causes.ts";
import { lastNight, runOf, type LastNight } from "./night.ts";
import type { Todo } from "./item.ts";
import { todoOf } from "./todo.ts";

export interface StatusOfAll {
  zone: string;
  today: LocalDate;
  night: LastNight;
  /** The last night that was concluded and, before it, a scan since. */
  audits: readonly EndedAudit[];
  /** What of the platforms the night missed; null: nothing. */
  missed: string | null;
  /** Accounts that the night did not audit, by cause. */
  notAudited: readonly CauseCount[];
  /** Questions (an account held against a rule) that it could not answer, by cause. */
  unchecked: readonly CauseCount[];
  /** What it did to findings. */
  events: ReadonlyMap<FindingEventKind, number>;
  next: ComingNight;
  /** Whether a night or a scan has ended; before it, no open finding means nothing. */
  isAnythingAudited: boolean;
  open: ReadonlyMap<Severity, number>;
  /** Of the open ones: seen, in hand, and still due. `findings list` shows them apart. */
  acknowledged: number;
  overdue: number;
  liveAccounts: number;
  liveSince: Date | null;
  digest: NewestDigest | null;
  nextDigestAt: Date;
  spend: readonly PlatformMonth[];
  roles: readonly Role[];
  learnersShown: boolean;
  todo: readonly Todo[];
}

/** Everything that the screen shows, from Postgres alone. */
export async function readStatus(store: CommandStore): Promise<StatusOfAll> {
  const { db, config, clock, today } = store;
  const now = clock.now();
  const zone = config.policy.timezone;
  const timetable: Timetable = { zone, ...config.schedule };
  const night = await lastNight(db, now, timetable);
  const run = runOf(night);
  const reached = run === null ? [] : await causesOfRun(db, run.id);
  const liveSince = await liveSinceOf(db);
  const { platforms } = await readSpend(store, { month: today.slice(0, 7), platform: null });
  const live = await listAccounts(db, { status: "live" });
  const audits = await lastAudits(db);
  const roles = await rolesAlive(db);
  const missed = night.is === "concluded" ? missedInWords(reached) : null;
  const notAudited = accountCauses(reached);
  const unchecked = questionCauses(night, (rule) => isShownHere(rule, config));
  const liveOn = new Map(
    [...Map.groupBy(live, ({ platform }) => platform)].map(([on, some]) => [on, some.length]),
  );
  const unread = {
    stopped: stoppedPlatforms(audits, liveOn),
    unread: await unreadByCause(db, {
      ruleIds: RULES.map(({ id }) => id).filter((id) => isShownHere(id, config)),
    }),
    liveOn,
    config,
  };
  return {
    zone,
    today,
    night,
    audits,
    missed,
    notAudited,
    unchecked,
    events: await eventsOf(store, run?.id ?? null),
    next: nextNight(now, timetable),
    ...(await findingsNow(store)),
    isAnythingAudited: await isAnythingAudited(db),
    liveAccounts: live.length,
    liveSince,
    digest: await newestDigest(db),
    nextDigestAt: nextDigest(now, today, timetable),
    spend: platforms,
    roles,
    learnersShown: config.mail.learnerFindingsTo === "marketing",
    todo: await todoOf(store, {
      night,
      missed,
      audits,
      unread,
      roles,
      spend: platforms,
      liveAccounts: live.length,
    }),
  };
}

async function findingsNow(store: CommandStore) {
  const unsettled = await listFindings(store.db, { statuses: ["open", "acknowledged"] });
  const open = unsettled.filter(({ ruleId }) => isShownHere(ruleId, store.config));
  const overdue = (await standingsOf(store, open)).filter(({ isOverdue }) => isOverdue);
  const numberOf = (one: Severity) => open.filter(({ severity }) => severity === one).length;
  return {
    open: new Map(SEVERITIES.map((one) => [one, numberOf(one)])),
    acknowledged: open.filter(({ status }) => status === "acknowledged").length,
    overdue: overdue.length,
  };
}

async function eventsOf(
  { db, config }: CommandStore,
  runId: string | null,
): Promise<Map<FindingEventKind, number>> {
  const rows = runId === null ? [] : await eventsOfRun(db, runId);
  const events = new Map<FindingEventKind, number>();
  for (const { ruleId, kind, number } of rows) {
    if (isShownHere(ruleId, config)) events.set(kind, (events.get(kind) ?? 0) + number);
  }
  return events;
}

function nextDigest(now: Date, today: LocalDate, timetable: Timetable): Date {
  const { sendAt } = digestTimes(mondayOf(today), timetable);
  return sendAt > now ? sendAt : digestTimes(addDays(mondayOf(today), 7), timetable).sendAt;
}
