import { and, asc, eq, exists, inArray, isNotNull, isNull, lt, ne, not, notInArray, sql } from "drizzle-orm";
import { addDays } from "../core/calendar.ts";
import { eachAlone } from "../core/each-alone.ts";
import { PLATFORMS } from "../core/platform.ts";
import { LEARNER_RULE_IDS } from "../core/safeguarding.ts";
import { DAY_MS, type LocalDate } from "../core/time.ts";
import type { Finding } from "../core/finding.ts";
import { among } from "./among.ts";
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

/** Whether rows of a time may be gone: then that there is none says nothing. */
export function isForgotten(kind: keyof typeof RETENTION_DAYS, at: Date, now: Date): boolean {
  return now.getTime() - at.getTime() >= RETENTION_DAYS[kind] * DAY_MS;
}

/**
 * Removes what is no longer needed, after each night. Doing it twice removes nothing more. Each kind for itself: what cannot
 * be removed keeps nothing else from going, seals and leavers least of all.
 */
export async function forgetWhatIsOld(db: Database, now: Date, today: LocalDate): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const kept = RETENTION_DAYS;
  await eachAlone(
    [
      () => destroySeals(db, before(kept.seals)),
      () => db.delete(learners).where(lt(learners.lastDay, today)),
      () => db.transaction((tx) => closeFindingsOfLeavers(tx, now)),
      () => db.transaction(forgetWhoTheyWereAbout),
      () => db.delete(posts).where(lt(posts.at, before(kept.posts))),
      () => db.delete(threads).where(lt(threads.lastOn, addDays(today, -kept.threads))),
      () => db.delete(accountChanges).where(lt(accountChanges.at, before(kept.accountChanges))),
      () => db.delete(evaluationChanges).where(lt(evaluationChanges.at, before(kept.evaluationChanges))),
      () => forgetSpend(db, addDays(today, -kept.spend)),
      () => forgetMails(db, before(kept.mails)),
      () => forgetRunAccounts(db, before(kept.runAccounts)),
      () => db.delete(services).where(lt(services.seenAt, sql`clock_timestamp() - interval '1 day'`)),
    ],
    (step) => step(),
  );
}

/** By platform and night, as the table's index has them: the nights that stay are not read. */
async function forgetSpend(db: Database, before: LocalDate): Promise<void> {
  await db.delete(spend).where(and(inArray(spend.platform, [...PLATFORMS]), lt(spend.night, before)));
}

/** A safeguarding mail stays while its finding is not closed: that a mail is about it is how one knows that it was told. */
async function forgetMails(db: Database, before: Date): Promise<void> {
  const about = db
    .select({ one: sql`1` })
    .from(findings)
    .where(and(eq(findings.id, sql`split_part(${mails.about}, '.', 1)`), isNull(findings.closedAt)));
  const isTold = and(eq(mails.kind, "safeguarding"), exists(about)) ?? sql`false`;
  const old = await db
    .select({ id: mails.id })
    .from(mails)
    .where(and(lt(mails.createdAt, before), not(isTold)));
  const ids = old.map(({ id }) => id);
  await db.delete(deliveries).where(among(deliveries.mailId, ids));
  await db.delete(mails).where(among(mails.id, ids));
}

async function forgetRunAccounts(db: Database, before: Date): Promise<void> {
  const oldRuns = db
    .select({ id: runs.id })
    .from(runs)
    .where(and(isNotNull(runs.concludedAt), lt(runs.scheduledFor, before)));
  await db.delete(runAccounts).where(inArray(runAccounts.runId, oldRuns));
}

async function destroySeals(db: Database, closedBefore: Date): Promise<void> {
  const closed = db
    .select({ id: findings.id })
    .from(findings)
    .where(and(isNotNull(findings.closedAt), lt(findings.closedAt, closedBefore)));
  await db.delete(seals).where(inArray(seals.findingId, closed));
}

/** Findings that closed because a learner left lose who they were about, and the seals with it (POLICY.md, learners). */
async function forgetWhoTheyWereAbout(tx: Database): Promise<void> {
  const known = tx.select({ id: learners.id }).from(learners);
  const about = await tx
    .select({ id: findings.id })
    .from(findings)
    .where(
      and(
        inArray(findings.ruleId, [...LEARNER_RULE_IDS]),
        eq(findings.status, "resolved"),
        eq(findings.closing, "no-longer-applies"),
        sql`${findings.subject} <> ${LEFT}`,
        notInArray(findings.subject, known),
      ),
    )
    .orderBy(asc(findings.id)) // as everybody locks (findings.ts)
    .for("no key update");
  if (about.length === 0) return;
  const ids = about.map(({ id }) => id);
  await tx.update(findings).set({ subject: LEFT }).where(among(findings.id, ids));
  await tx.delete(seals).where(among(seals.findingId, ids));
}

/** Leavers go on their date, and their findings close as no longer applying, also on accounts that nobody audits any more. */
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
