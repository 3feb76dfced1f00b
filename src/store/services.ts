import { eq, gt, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { services } from "./schema/index.ts";

export type Role = "all" | "scheduler" | "worker";

/** A service that has not been seen for this long is gone, in seconds: two minutes' wakes and some slack. */
const GONE_AFTER_SECONDS = 150;

const NOW = sql`clock_timestamp()`;

/** Says that a service runs; called at its start and each minute. */
export async function sayAlive(db: Database, service: { id: string; role: Role }): Promise<void> {
  await db
    .insert(services)
    .values({ ...service, startedAt: NOW, seenAt: NOW })
    .onConflictDoUpdate({ target: services.id, set: { seenAt: NOW } });
}

export async function sayGone(db: Database, id: string): Promise<void> {
  await db.delete(services).where(eq(services.id, id));
}

/** Roles of the services seen lately, so that a scan knows whether somebody will do its work. */
export async function rolesAlive(db: Database): Promise<Role[]> {
  const rows = await db
    .select({ role: services.role })
    .from(services)
    .where(gt(services.seenAt, sql`clock_timestamp() - make_interval(secs => ${GONE_AFTER_SECONDS})`));
  return rows.map((row) => row.role);
}

/** True when both halves of the work, waking and auditing, are being done. */
export function isServed(roles: readonly Role[]): boolean {
  return roles.includes("all") || (roles.includes("scheduler") && roles.includes("worker"));
}
