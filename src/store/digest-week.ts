import { and, asc, desc, eq, gt, gte, inArray, lt, lte, min, or, sql } from "drizzle-orm";
import type { DigestInput, DigestRun } from "../core/digest-input.ts";
import type { Database } from "./database.ts";
import { readInstallation } from "./installation.ts";
import { causesOfRun } from "./night-views.ts";
import { deliveries, mails, runs, skippedDigests } from "./schema/index.ts";

/** The newest digest of an earlier week. */
export async function previousDigest(db: Database, week: string) {
  const [mail] = await db
    .select({ id: mails.id, week: mails.about, createdAt: mails.createdAt })
    .from(mails)
    .where(and(eq(mails.kind, "digest"), lt(mails.about, week)))
    .orderBy(desc(mails.about))
    .limit(1);
  return mail ?? null;
}

/** When the first night was concluded: what it found is a backlog. */
export async function firstNightWritten(db: Database): Promise<Date | null> {
  const [row] = await db
    .select({ at: min(runs.concludedAt) })
    .from(runs)
    .where(and(eq(runs.kind, "nightly"), inArray(runs.status, ["done", "incomplete"])));
  return row?.at ?? null;
}

/** The first night, while none has ended or been missed: a new installation is not one that could not run. */
export async function firstNightAwaited(db: Database): Promise<Pick<DigestInput, "firstNight">> {
  const [ended] = await db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.kind, "nightly"), inArray(runs.status, ["done", "incomplete", "missed"])))
    .limit(1);
  return ended === undefined ? { firstNight: await readInstallation(db, "first_night") } : {};
}

const STATUSES: readonly DigestRun["status"][] = ["planned", "running", "done", "incomplete", "missed"];

/** Nights that ended after an instant, or that should have. */
export async function nightsSince(db: Database, since: Date, now: Date): Promise<DigestRun[]> {
  const rows = await db
    .select({ id: runs.id, localDate: runs.localDate, status: runs.status })
    .from(runs)
    .where(
      and(
        eq(runs.kind, "nightly"),
        lte(runs.scheduledFor, now),
        or(gt(runs.scheduledFor, since), gt(runs.concludedAt, since)),
      ),
    )
    .orderBy(asc(runs.localDate));
  const nights: DigestRun[] = [];
  for (const { id, localDate, status: said } of rows) {
    const status = STATUSES.find((one) => one === said) ?? "incomplete";
    nights.push({ localDate, status, accounts: status === "incomplete" ? await causesOfRun(db, id) : [] });
  }
  return nights;
}

/** Whether a night is planned or running whose deadline lies in [`from`, `before`). */
export async function isNightUnderWay(db: Database, { from, before }: { from: Date; before: Date }) {
  const [row] = await db
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        eq(runs.kind, "nightly"),
        inArray(runs.status, ["planned", "running"]),
        gte(runs.deadline, from),
        lt(runs.deadline, before),
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** Deliveries of a digest that nobody knows the end of, or that were refused. */
export async function troubledDeliveries(
  db: Database,
  mailId: string | null,
): Promise<DigestInput["deliveries"]> {
  if (mailId === null) return { unclear: 0, refused: 0 };
  const [row] = await db
    .select({
      unclear: sql<number>`(count(*) filter (where ${deliveries.state} = 'unclear'))::int`,
      refused: sql<number>`(count(*) filter (where ${deliveries.state} = 'refused'))::int`,
    })
    .from(deliveries)
    .where(eq(deliveries.mailId, mailId));
  return row ?? { unclear: 0, refused: 0 };
}

/** Weeks without a digest between two that have one. */
export async function skippedBetween(db: Database, after: string, before: string) {
  const { week, reason } = skippedDigests;
  return db
    .select({ week, reason })
    .from(skippedDigests)
    .where(and(gt(week, after), lt(week, before)))
    .orderBy(asc(week));
}
