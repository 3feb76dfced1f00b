import { addDays, instantOf, isoWeekOf } from "../../src/core/calendar.ts";
import type { Coverage } from "../../src/core/coverage.ts";
import type { Rule } from "../../src/core/rule.ts";
import type { Database } from "../../src/store/database.ts";
import { keepFigures } from "../../src/store/digest-figures.ts";
import * as schema from "../../src/store/schema/index.ts";
import { seededIds } from "./clock.ts";

export type RuleSeed = Pick<Rule, "id" | "severity">;

const FIRST_NIGHT = "2026-09-14";
const ZONE = "Europe/London";
const GO_LIVE = new Date("2026-09-21T09:00:00Z");

/** Seventy nights since 14 September, one of them missed, each Monday's figures, and what it all cost. */
export async function seedNights(db: Database, count: number, rules: readonly RuleSeed[]): Promise<void> {
  const ids = seededIds(7);
  for (let night = 0; night <= 70; night += 1) {
    const localDate = addDays(FIRST_NIGHT, night);
    const at = (time: string) => instantOf(localDate, time, ZONE);
    const isMissed = night === 66;
    const accounts = Math.round(count * (1.12 - night / 600));
    await db.insert(schema.runs).values({
      id: ids.next(),
      schedule: "nightly",
      localDate,
      kind: "nightly",
      status: isMissed ? "missed" : night % 20 === 9 ? "incomplete" : "done",
      scheduledFor: at("03:30"),
      deadline: at("06:45"),
      startedAt: isMissed ? null : at("03:31"),
      concludedAt: isMissed ? null : at("03:52"),
      queuePrefix: "service",
      planned: true,
      coverage: isMissed ? null : coverageOf(accounts, night, rules),
    });
    const cost = 900_000 + ((night * 7919) % 400_000);
    await db
      .insert(schema.spendNights)
      .values({ platform: "x", night: localDate, microUsd: cost, quota: 0, calls: 80 });
    if (night % 7 !== 0 || night === 70) continue;
    const figures = {
      week: isoWeekOf(localDate),
      date: localDate,
      live: accounts,
      open: 20 + (night % 9),
      backlog: null,
    };
    await keepFigures(db, figures, at("07:30"));
  }
  await db
    .insert(schema.installation)
    .values({ name: "live_since", value: GO_LIVE.toISOString(), setAt: GO_LIVE });
}

function coverageOf(accounts: number, night: number, rules: readonly RuleSeed[]): Coverage {
  const unknown = Math.round(accounts * (0.42 - night / 320));
  const fail = Math.round(accounts * 0.2);
  const each = {
    pass: accounts - unknown - fail,
    fail,
    couldNotCheck: { "over-budget": unknown },
    notApplicable: 0,
  };
  return {
    accounts,
    audited: accounts,
    notAudited: 0,
    rules: Object.fromEntries(rules.map(({ id }) => [id, each])),
  };
}
