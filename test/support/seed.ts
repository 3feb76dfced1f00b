/** Rows for tests: each builder fills in what the test does not speak of, and returns the row as the product reads it. */
import type { Account } from "../../src/core/account.ts";
import type { Coverage } from "../../src/core/coverage.ts";
import type { Finding, FindingEventKind } from "../../src/core/finding.ts";
import type { DeliveryState, MailKind } from "../../src/core/mail.ts";
import type { Severity } from "../../src/core/policy.ts";
import type { LocalDate } from "../../src/core/time.ts";
import { accountOf } from "../../src/store/accounts.ts";
import type { Database } from "../../src/store/database.ts";
import {
  accountHandles,
  accounts,
  accountStates,
  deliveries,
  evaluations,
  findingEvents,
  findings,
  learnerLists,
  learners,
  mails,
  runAccounts,
  runs,
  seals,
  spend,
  spendNights,
} from "../../src/store/schema/index.ts";
import { seededIds } from "./clock.ts";

/** The instant that made-up rows speak of unless told otherwise. */
export const SEEDED_AT = new Date("2026-11-22T03:31:00Z");

const ids = seededIds(20_261_122);
const fresh = () => ids.next();

export async function seedAccount(
  db: Database,
  changes: Partial<typeof accounts.$inferInsert> = {},
): Promise<Account> {
  const id = changes.id ?? fresh();
  const handle = changes.handle ?? `north_${id.slice(0, 8)}`;
  const row: typeof accounts.$inferInsert = {
    id,
    platform: "x",
    handle,
    handleKey: handle.toLowerCase(),
    organisations: ["north"],
    department: "Art",
    kind: "departmental",
    status: "live",
    keepers: ["keeper@north.example"],
    registeredAt: SEEDED_AT,
    updatedAt: SEEDED_AT,
    ...changes,
  };
  const [made] = await db.insert(accounts).values(row).returning();
  if (made === undefined) throw new Error("the account was not inserted");
  await db.insert(accountHandles).values({ accountId: id, handleKey: row.handleKey, validFrom: SEEDED_AT });
  return accountOf(made);
}

/** What earlier nights left behind of an account: surveyed, nothing read whole, unless told otherwise. */
export async function seedState(
  db: Database,
  account: Pick<Account, "id" | "handle">,
  changes: Partial<typeof accountStates.$inferInsert> = {},
): Promise<void> {
  await db.insert(accountStates).values({
    accountId: account.id,
    presence: "present",
    profile: seededProfile(account.handle),
    surveyedAt: SEEDED_AT,
    ...changes,
  });
}

export function seededProfile(handle: string, changes: { following?: number; posts?: number } = {}) {
  return {
    handle,
    platformId: "100",
    createdAt: null,
    followers: 10,
    following: 400,
    posts: 200,
    ...changes,
  };
}

/** A night that is done, unless told otherwise. */
export async function seedRun(
  db: Database,
  changes: Partial<typeof runs.$inferInsert> = {},
): Promise<typeof runs.$inferSelect> {
  const localDate = changes.localDate ?? "2026-11-22";
  const at = (time: string) => new Date(`${localDate}T${time}:00Z`);
  const row: typeof runs.$inferInsert = {
    id: fresh(),
    schedule: "nightly",
    localDate,
    kind: "nightly",
    status: "done",
    scheduledFor: at("03:30"),
    deadline: at("06:45"),
    startedAt: at("03:31"),
    concludedAt: at("03:52"),
    queuePrefix: "service",
    planned: true,
    coverage: seededCoverage(),
    ...changes,
  };
  const [made] = await db.insert(runs).values(row).returning();
  if (made === undefined) throw new Error("the run was not inserted");
  return made;
}

export function seededCoverage(changes: Partial<Coverage> = {}): Coverage {
  return { accounts: 0, audited: 0, notAudited: 0, rules: {}, ...changes };
}

export async function seedRunAccount(
  db: Database,
  runId: string,
  accountId: string,
  changes: Partial<typeof runAccounts.$inferInsert> = {},
): Promise<void> {
  const row = { runId, accountId, batch: 0, finishedAt: SEEDED_AT };
  await db.insert(runAccounts).values({ ...row, platform: "x", state: "done", ...changes });
}

/** An account's current answer to one question: it passes the rule of dormant accounts, unless told otherwise. */
export async function seedEvaluation(
  db: Database,
  changes: Partial<typeof evaluations.$inferInsert> & { accountId: string; runId: string },
): Promise<void> {
  await db.insert(evaluations).values({
    ruleId: "dormant-account",
    ruleVersion: 1,
    result: "pass",
    cause: null,
    detail: "",
    subjects: [],
    at: SEEDED_AT,
    since: changes.at ?? SEEDED_AT,
    ...changes,
  });
}

/** An open dormant-account finding, with its opening on record. */
export async function seedFinding(
  db: Database,
  changes: Partial<typeof findings.$inferInsert> & { accountId: string },
): Promise<Finding> {
  const id = changes.id ?? fresh();
  const openedAt = changes.openedAt ?? SEEDED_AT;
  const row: typeof findings.$inferInsert = {
    id,
    fingerprint: `fingerprint of ${id}`,
    ruleId: "dormant-account",
    subject: "account",
    severity: "medium",
    status: "open",
    sentence: "No post for 71 open days.",
    evidence: { figures: { days_since_last_post: 71 }, posts: [] },
    openedAt,
    lastOpenedAt: openedAt,
    lastSeenAt: openedAt,
    ...changes,
  };
  const [made] = await db.insert(findings).values(row).returning();
  if (made === undefined) throw new Error("the finding was not inserted");
  await seedEvent(db, id, { step: 1, kind: "opened", at: openedAt, to: row.severity });
  return made;
}

export async function seedEvent(
  db: Database,
  findingId: string,
  event: { step: number; kind: FindingEventKind; at: Date; runId?: string; from?: Severity; to?: Severity },
): Promise<void> {
  const { step, kind, at, runId = "seeded", from, to } = event;
  await db
    .insert(findingEvents)
    .values({ findingId, step, kind, at, runId, fromSeverity: from ?? null, toSeverity: to ?? null });
}

export async function seedSeal(db: Database, findingId: string, keyId: string, box: Buffer): Promise<void> {
  await db.insert(seals).values({ findingId, keyId, box, sealedAt: SEEDED_AT });
}

/** A call in the ledger, settled unless `settled` is null, and counted in its night. */
export async function seedSpend(
  db: Database,
  call: { runId: string; night: LocalDate; call: string; microUsd: number; settled?: number | null },
): Promise<void> {
  const settled = call.settled === undefined ? call.microUsd : call.settled;
  await db.insert(spend).values({
    id: fresh(),
    platform: "x",
    night: call.night,
    runId: call.runId,
    call: call.call,
    reservedMicroUsd: call.microUsd,
    reservedQuota: 0,
    settledMicroUsd: settled,
    at: SEEDED_AT,
  });
  const counted = { platform: "x" as const, night: call.night };
  const known = await db.select().from(spendNights);
  const row = known.find((one) => one.night === call.night && one.platform === "x");
  const sum = (row?.microUsd ?? 0) + (settled ?? call.microUsd);
  const set = { microUsd: sum, calls: (row?.calls ?? 0) + 1, quota: 0 };
  await db
    .insert(spendNights)
    .values({ ...counted, ...set })
    .onConflictDoUpdate({ target: [spendNights.platform, spendNights.night], set });
}

/** A settled call to YouTube in the ledger. */
export async function seedQuota(
  db: Database,
  { quotaUnits, ...call }: { runId: string; night: LocalDate; call: string; quotaUnits: number },
): Promise<void> {
  const counted = { reservedQuota: quotaUnits, settledQuota: quotaUnits };
  const free = { reservedMicroUsd: 0, settledMicroUsd: 0 };
  await db
    .insert(spend)
    .values({ id: fresh(), platform: "youtube", at: SEEDED_AT, ...call, ...counted, ...free });
}

/** A mail with one delivery. */
export async function seedDelivery(
  db: Database,
  delivery: {
    state: DeliveryState;
    kind?: MailKind;
    about?: string;
    at?: Date;
    recipient?: string;
    error?: string;
  },
): Promise<void> {
  const { state, kind = "digest", about = "2026-W47", at = SEEDED_AT } = delivery;
  const mailId = fresh();
  await db.insert(mails).values({
    id: mailId,
    kind,
    about,
    messageId: `<${mailId}@example.test>`,
    subject: "Social media audit",
    bytes: Buffer.from("frozen"),
    createdAt: at,
    sendAfter: at,
  });
  const recipient = delivery.recipient ?? "head@example.test";
  await db
    .insert(deliveries)
    .values({ mailId, recipient, state, changedAt: at, notBefore: at, lastError: delivery.error ?? null });
}

/** A list of learners, each known on X by a made-up hash. */
export async function seedLearnerList(
  db: Database,
  list: { name: string; asOf: LocalDate; enrolled: number; known: number },
): Promise<void> {
  const { name, asOf, enrolled } = list;
  await db.insert(learnerLists).values({ name, asOf, enrolled, importedAt: SEEDED_AT });
  for (let entry = 0; entry < list.known; entry += 1) {
    const handleHash = Buffer.from(`${name} ${entry}`.padEnd(32));
    await db.insert(learners).values({ id: fresh(), list: name, platform: "x", handleHash, keyVersion: 1 });
  }
}
