import { backup } from "./backup.ts";
import type { Check } from "./check.ts";
import { closures } from "./closures.ts";
import { connections } from "./connections.ts";
import { clocks, database, migrations, place } from "./database.ts";
import { deliveries, skippedDigests } from "./deliveries.ts";
import { disk } from "./disk.ts";
import { key } from "./key.ts";
import { node, settings, timeZone } from "./machine.ts";
import { heartbeat, live, recipients, smtp } from "./mail.ts";
import { lastNight, missedNights, nightHours, service } from "./nights.ts";
import { queue } from "./queue.ts";
import { organisations } from "./register.ts";
import { report } from "./report.ts";
import { contacts, learners, points, privacy } from "./safeguarding.ts";
import { x } from "./x.ts";
import { youtube } from "./youtube.ts";

/** Every check, in the order in which they are shown: what the others rest on comes first. */
export const CHECKS: readonly Check[] = [
  node,
  settings,
  timeZone,
  nightHours,
  database,
  place,
  disk,
  backup,
  migrations,
  connections,
  clocks,
  queue,
  key,
  x,
  youtube,
  smtp,
  recipients,
  live,
  heartbeat,
  organisations,
  privacy,
  contacts,
  points,
  learners,
  closures,
  service,
  lastNight,
  missedNights,
  deliveries,
  skippedDigests,
  report,
];
