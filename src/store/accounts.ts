import { and, asc, eq, inArray, isNull, ne, or, sql, type SQL } from "drizzle-orm";
import type { Account, AccountId, Approval, RegisterStatus } from "../core/account.ts";
import type { Platform } from "../core/platform.ts";
import type { OfficialHandle } from "../core/policy.ts";
import { UserError } from "../errors.ts";
import type { Database } from "./database.ts";
import { accountHandles, accounts } from "./schema/index.ts";

export type AccountRow = typeof accounts.$inferSelect;

/** What narrows a list of accounts; left out, all. */
export interface AccountFilter {
  ids?: readonly AccountId[];
  platform?: Platform;
  organisation?: string;
  status?: RegisterStatus;
}

/** The register, by platform and handle. */
export async function listAccounts(db: Database, filter: AccountFilter = {}): Promise<Account[]> {
  const wanted: (SQL | undefined)[] = [
    filter.ids && inArray(accounts.id, [...filter.ids]),
    filter.platform && eq(accounts.platform, filter.platform),
    filter.organisation === undefined
      ? undefined
      : sql`${filter.organisation} = any(${accounts.organisations})`,
    filter.status && eq(accounts.status, filter.status),
  ];
  const rows = await db
    .select()
    .from(accounts)
    .where(and(...wanted))
    .orderBy(asc(accounts.platform), asc(accounts.handleKey), asc(accounts.id));
  return rows.map(accountOf);
}

export async function readAccount(db: Database, id: AccountId): Promise<Account | null> {
  const [account] = await listAccounts(db, { ids: [id] });
  return account ?? null;
}

/** The handles that an account has had, in their comparing form, oldest first. */
export async function handleHistory(db: Database, id: AccountId) {
  const { handleKey, validFrom, validTo } = accountHandles;
  return db
    .select({ handleKey, validFrom, validTo })
    .from(accountHandles)
    .where(eq(accountHandles.accountId, id))
    .orderBy(asc(validFrom), asc(handleKey));
}

/** Takes an account out of the audits; its findings stay as they are. */
export async function pauseAccount(db: Database, id: AccountId, reason: string, now: Date): Promise<void> {
  await changeStatus(db, id, { from: ["live", "paused"], status: "paused", pausedReason: reason, now });
}

export async function resumeAccount(db: Database, id: AccountId, now: Date): Promise<void> {
  await changeStatus(db, id, { from: ["paused"], status: "live", pausedReason: null, now });
}

async function changeStatus(
  db: Database,
  id: AccountId,
  change: { from: RegisterStatus[]; status: RegisterStatus; pausedReason: string | null; now: Date },
): Promise<void> {
  const { status, pausedReason, now } = change;
  const changed = await db
    .update(accounts)
    .set({ status, pausedReason, updatedAt: now })
    .where(and(eq(accounts.id, id), inArray(accounts.status, change.from)))
    .returning({ id: accounts.id });
  if (changed.length === 1) return;
  throw new UserError(
    "usage",
    `the account is not ${change.from.join(" or ")}, so it cannot become ${status}`,
    `\`account-audit accounts show ${id}\` says how it stands; an import changes a closed account`,
  );
}

/** What a survey taught about which account of the platform a register entry is. */
export type PlatformMatch =
  /** The id was stored, or was stored before; the handle is as the register had it. */
  | { match: "known" }
  | { match: "renamed"; from: string; to: string }
  /** The handle is now another account's: not followed, nothing changed (POLICY.md, several vanish at once). */
  | { match: "taken-over" }
  /** The id or the new handle belongs to another entry of the register; nothing changed. */
  | { match: "registered-twice"; otherAccountId: AccountId };

/** One account as the platform shows it. */
export interface SeenAccount {
  platformId: string;
  /** As the platform writes it. */
  handle: string;
  /** In the platform's comparing form. */
  handleKey: string;
  /** When a survey last saw it under its old handle: from then on it may have had the new one. null: no survey did. */
  lastSeenAt: Date | null;
}

/** Ties a register entry to the platform's id at its first survey, and follows the id through changes of handle. */
export async function matchPlatformId(
  db: Database,
  accountId: AccountId,
  seen: SeenAccount,
  now: Date,
): Promise<PlatformMatch> {
  return db.transaction(async (tx) => {
    // No stronger lock: what refers to the account may be written meanwhile (leases.ts).
    const [row] = await tx.select().from(accounts).where(eq(accounts.id, accountId)).for("no key update");
    if (row === undefined) throw new Error(`account ${accountId} is not in the register`);
    if (row.platformId !== null && row.platformId !== seen.platformId) return { match: "taken-over" };
    const other = await otherHolder(tx, row, seen);
    if (other !== null) return { match: "registered-twice", otherAccountId: other };
    const renamed = row.handleKey !== seen.handleKey;
    if (row.platformId === seen.platformId && row.handle === seen.handle) return { match: "known" };
    const { platformId, handle, handleKey } = seen;
    await tx
      .update(accounts)
      .set({ platformId, handle, handleKey, updatedAt: changedAt(now) })
      .where(eq(accounts.id, accountId));
    if (!renamed) return { match: "known" };
    await changeHandlePeriod(tx, row, handleKey, { until: now, from: seen.lastSeenAt ?? row.registeredAt });
    return { match: "renamed", from: row.handle, to: seen.handle };
  });
}

async function otherHolder(db: Database, row: AccountRow, seen: SeenAccount): Promise<AccountId | null> {
  const [other] = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(
      and(
        ne(accounts.id, row.id),
        ne(accounts.status, "closed"),
        eq(accounts.platform, row.platform),
        or(eq(accounts.platformId, seen.platformId), eq(accounts.handleKey, seen.handleKey)),
      ),
    );
  return row.status === "closed" ? null : (other?.id ?? null);
}

/** Closes the period of the handle that the account had and opens the new one's. */
export async function changeHandlePeriod(
  db: Database,
  account: Pick<AccountRow, "id" | "handleKey">,
  handleKey: string,
  period: { until: Date; from: Date },
): Promise<void> {
  const old = and(eq(accountHandles.accountId, account.id), eq(accountHandles.handleKey, account.handleKey));
  await db
    .update(accountHandles)
    .set({ validTo: period.until })
    .where(and(old, isNull(accountHandles.validTo)));
  await db
    .insert(accountHandles)
    .values({ accountId: account.id, handleKey, validFrom: period.from })
    .onConflictDoUpdate({
      target: [accountHandles.accountId, accountHandles.handleKey, accountHandles.validFrom],
      set: { validTo: null },
    });
}

/**
 * The handles that stand for organisations, with the times at which they did: closed accounts' too, for older posts. An
 * account's first handle has no beginning, since it had it before it was registered; nor has one that the first survey
 * taught, where the register had the platform's id.
 */
export async function officialHandles(db: Database): Promise<OfficialHandle[]> {
  const rows = await db
    .select({ account: accounts, handle: accountHandles })
    .from(accountHandles)
    .innerJoin(accounts, eq(accounts.id, accountHandles.accountId))
    .where(eq(accounts.kind, "official"))
    .orderBy(asc(accounts.id), asc(accountHandles.validFrom));
  const first = new Map(rows.toReversed().map(({ account, handle }) => [account.id, handle.validFrom]));
  return rows.map(({ account, handle }) => ({
    accountId: account.id,
    platform: account.platform,
    handle: handle.handleKey,
    organisations: account.organisations,
    validFrom: handle.validFrom > (first.get(account.id) ?? handle.validFrom) ? handle.validFrom : null,
    validTo: endOf(handle.validTo, account),
  }));
}

/** A closed account's handle stands for nobody from its closing on, whatever it is called later. */
function endOf(renamedAt: Date | null, { status, updatedAt }: AccountRow): Date | null {
  if (status !== "closed") return renamedAt;
  return renamedAt !== null && renamedAt < updatedAt ? renamedAt : updatedAt;
}

/** `updated_at` of a row that changes now: of an account that is closed already, it goes on saying when it was closed. */
export function changedAt(now: Date): SQL<Date> {
  return sql`case when ${accounts.status} = 'closed' then ${accounts.updatedAt} else ${now.toISOString()}::timestamptz end`;
}

/** A row as the rest of the product knows it. */
export function accountOf(row: AccountRow): Account {
  const { handleKey: _key, updatedAt: _at, approvedBySchoolOn, approvedByMarketingOn, ...rest } = row;
  return {
    ...rest,
    approvedBySchool: approvalOf(row.approvedBySchool, approvedBySchoolOn),
    approvedByMarketing: approvalOf(row.approvedByMarketing, approvedByMarketingOn),
  };
}

function approvalOf(name: string | null, on: string | null): Approval | null {
  return name === null || on === null ? null : { name, on };
}

/** Platforms with an account that is audited: the ones that need a worker. */
export async function platformsInUse(db: Database): Promise<Platform[]> {
  const rows = await db
    .selectDistinct({ platform: accounts.platform })
    .from(accounts)
    .where(eq(accounts.status, "live"))
    .orderBy(accounts.platform);
  return rows.map((row) => row.platform);
}
