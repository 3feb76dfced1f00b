import { and, asc, eq, inArray, isNotNull, lt, ne, notInArray, sql } from "drizzle-orm";
import { addDays } from "../core/calendar.ts";
import { LEARNER_RULE_IDS } from "../core/safeguarding.ts";
import { DAY_MS, type LocalDate } from "../core/time.ts";
import type { Finding } from "../core/finding.ts";
import type { Database } from "./database.ts";
import { LEFT, writeFindings } from "./findings.ts";
import {
  deliveries,
  evaluationChanges,
  findings,
  learners,
  mails,
  posts,
  runAccounts,
  runs,
  seals,
  services,
  spend,
  threads,
  accountChanges,
} from "./schema/index.ts";

/** How long things are kept, in days; docs/privacy.md says why. A test holds the two together. */
export const RETENTION_DAYS = {
  /** The longest window that a rule looks back is 180 days. */
  posts: 200,
  threads: 200,
  /** Two certifications and the talk about them. */
  evaluationChanges: 400,
  spend: 400,
  mails: 400,
  runAccounts: 90,
  accountChanges: 400,
  /** After the finding closed (POLICY.md, sealed evidence). */
  seals: 30,
} as const;

/** Removes what is no longer needed, after each night. Doing it twice removes nothing more. */
export async function forgetWhatIsOld(db: Database, now: Date, today: LocalDate): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  await db.delete(posts).where(lt(posts.at, before(RETENTION_DAYS.posts)));
  await db.delete(threads).where(lt(threads.lastOn, addDays(today, -RETENTION_DAYS.threads)));
  await db.delete(accountChanges).where(lt(accountChanges.at, before(RETENTION_DAYS.accountChanges)));
  await db
    .delete(evaluationChanges)
    .where(lt(evaluationChanges.at, before(RETENTION_DAYS.evaluationChanges)));
  await db.delete(spend).where(lt(spend.at, before(RETENTION_DAYS.spend)));
  await forgetMails(db, before(RETENTION_DAYS.mails));
  const oldRuns = db
    .select({ id: runs.id })
    .from(runs)
    .where(and(isNotNull(runs.concludedAt), lt(runs.scheduledFor, before(RETENTION_DAYS.runAccounts))));
  await db.delete(runAccounts).where(inArray(runAccounts.runId, oldRuns));
  await destroySeals(db, before(RETENTION_DAYS.seals));
  await forgetLeavers(db, today, now);
  await db.delete(services).where(lt(services.seenAt, sql`clock_timestamp() - interval '1 day'`));
}

async function forgetMails(db: Database, before: Date): Promise<void> {
  const old = db.select({ id: mails.id }).from(mails).where(lt(mails.createdAt, before));
  await db.delete(deliveries).where(inArray(deliveries.mailId, old));
  await db.delete(mails).where(lt(mails.createdAt, before));
}

async function destroySeals(db: Database, closedBefore: Date): Promise<void> {
  const closed = db
    .select({ id: findings.id })
    .from(findings)
    .where(and(isNotNull(findings.closedAt), lt(findings.closedAt, closedBefore)));
  await db.delete(seals).where(inArray(seals.findingId, closed));
}

/**
 * Leavers go on their date. Their findings close as no longer applying, also on accounts that nobody audits any more, and
 * lose who they were about (POLICY.md, learners).
 */
async function forgetLeavers(db: Database, today: LocalDate, now: Date): Promise<void> {
  await db.delete(learners).where(lt(learners.lastDay, today));
  await db.transaction((tx) => closeFindingsOfLeavers(tx, now));
  const known = db.select({ id: learners.id }).from(learners);
  const about = await db
    .update(findings)
    .set({ subject: LEFT })
    .where(
      and(
        inArray(findings.ruleId, [...LEARNER_RULE_IDS]),
        eq(findings.status, "resolved"),
        eq(findings.closing, "no-longer-applies"),
        sql`${findings.subject} <> ${LEFT}`,
        notInArray(findings.subject, known),
      ),
    )
    .returning({ id: findings.id });
  if (about.length === 0) return;
  await db.delete(seals).where(
    inArray(
      seals.findingId,
      about.map(({ id }) => id),
    ),
  );
}

async function closeFindingsOfLeavers(tx: Database, now: Date): Promise<void> {
  const known = tx.select({ id: learners.id }).from(learners);
  const open = await tx
    .select()
    .from(findings)
    .where(
      and(
        inArray(findings.ruleId, [...LEARNER_RULE_IDS]),
        ne(findings.status, "resolved"),
        notInArray(findings.subject, known),
      ),
    )
    .orderBy(asc(findings.id))
    .for("no key update"); // as findingsOf does: no decision in between is lost
  if (open.length === 0) return;
  const changes = open.map((finding): Finding => {
    return { ...finding, status: "resolved", closing: "no-longer-applies", closedAt: now, waivedUntil: null };
  });
  const events = changes.map(({ id, severity }) => ({
    findingId: id,
    event: { kind: "no-longer-applies" as const, at: now, from: severity, to: null },
  }));
  await writeFindings(tx, "retention", { changes, events });
}
