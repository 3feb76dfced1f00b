import { asc, eq, sql } from "drizzle-orm";
import type { AccountId } from "../core/account.ts";
import type { Ids } from "../core/time.ts";
import type { Platform } from "../core/platform.ts";
import type { Problem } from "../csv/read.ts";
import { FIELD_DEFAULTS, type RegisterEntry, type RegisterFields } from "../register/entry.ts";
import {
  planImport,
  type ChangedEntry,
  type ImportPlan,
  type KnownAccount,
} from "../register/plan-import.ts";
import { accountOf, changedAt, changeHandlePeriod } from "./accounts.ts";
import type { Database } from "./database.ts";
import { accountHandles, accounts } from "./schema/index.ts";

export interface ImportOptions {
  now: Date;
  ids: Ids;
  /** Says what would be done, and does nothing. */
  dryRun: boolean;
  /** Imports the good rows although others are bad. */
  partial: boolean;
  /** Bad rows that the reading of the file has found already. */
  problems: readonly Problem[];
  /** What could be read of them; left out: nothing. */
  refused?: readonly RegisterEntry[];
}

/** What an import did, or would do. */
export interface ImportReport {
  /** False when nothing was written: a dry run, or bad rows without `partial`. */
  imported: boolean;
  added: readonly { id: AccountId | null; platform: Platform; handle: string }[];
  changed: readonly { id: AccountId; platform: Platform; handle: string; fields: readonly string[] }[];
  unchanged: number;
  /** Lines whose account has another handle on the platform by now; the platform's stands. */
  renamedLines: readonly number[];
  problems: readonly Problem[];
}

/** Brings rows into the register: all of them or, with bad ones, none (unless `partial`). One transaction. */
export async function importAccounts(
  db: Database,
  entries: readonly RegisterEntry[],
  options: ImportOptions,
): Promise<ImportReport> {
  return db.transaction(async (tx) => {
    // Two imports at once would each find the other's accounts missing; and a survey may have begun with one of these.
    await tx.execute(sql`lock table ${accounts} in exclusive mode`);
    const plan = planImport(entries, await knownAccounts(tx), options.refused);
    const problems = [...options.problems, ...plan.problems].toSorted((a, b) => a.line - b.line);
    const imported = !options.dryRun && (problems.length === 0 || options.partial);
    const ids = imported ? await write(tx, plan, options) : [];
    return reportOf(plan, problems, imported, ids);
  });
}

function reportOf(
  plan: ImportPlan,
  problems: readonly Problem[],
  imported: boolean,
  ids: readonly AccountId[],
): ImportReport {
  return {
    imported,
    added: plan.added.map(({ platform, handle }, index) => ({ id: ids[index] ?? null, platform, handle })),
    changed: plan.changed.map(({ account, handleChanges, entry, fields }) => ({
      id: account.id,
      platform: account.platform,
      handle: handleChanges ? entry.handle : account.handle,
      fields,
    })),
    unchanged: plan.unchanged,
    renamedLines: plan.renamedLines,
    problems,
  };
}

async function knownAccounts(db: Database): Promise<KnownAccount[]> {
  const rows = await db.select().from(accounts).orderBy(asc(accounts.registeredAt), asc(accounts.id));
  const handles = Map.groupBy(await db.select().from(accountHandles), (handle) => handle.accountId);
  return rows.map((row) => ({
    account: accountOf(row),
    handleKey: row.handleKey,
    formerHandleKeys: (handles.get(row.id) ?? [])
      .map((handle) => handle.handleKey)
      .filter((key) => key !== row.handleKey),
  }));
}

async function write(db: Database, plan: ImportPlan, { ids, now }: ImportOptions): Promise<AccountId[]> {
  for (const change of plan.changed) await update(db, change, now);
  const added: AccountId[] = [];
  for (const entry of plan.added) added.push(await insert(db, entry, entry.id ?? ids.next(), now));
  return added;
}

async function insert(db: Database, entry: RegisterEntry, id: AccountId, now: Date): Promise<AccountId> {
  const { platform, handle, handleKey } = entry;
  await db.insert(accounts).values({
    ...columnsOf({ ...FIELD_DEFAULTS, ...entry.fields }),
    id,
    platform,
    handle,
    handleKey,
    registeredAt: now,
    updatedAt: now,
  });
  await db.insert(accountHandles).values({ accountId: id, handleKey, validFrom: now });
  return id;
}

async function update(db: Database, change: ChangedEntry, now: Date): Promise<void> {
  const { account, entry } = change;
  const [before] = await db
    .update(accounts)
    .set({
      ...columnsOf({ ...account, ...entry.fields }),
      ...(hasMoved(change) ? { movedAt: now } : {}),
      updatedAt: changedAt(now),
    })
    .where(eq(accounts.id, account.id))
    .returning();
  if (!change.handleChanges || before === undefined) return;
  await changeHandlePeriod(db, before, entry.handleKey, { until: now, from: now });
  const { handle, handleKey } = entry;
  await db.update(accounts).set({ handle, handleKey }).where(eq(accounts.id, account.id));
}

/** Of another kind, or of other organisations: other tags are asked of its posts from now on. */
function hasMoved({ account, entry }: ChangedEntry): boolean {
  const { kind = account.kind, organisations } = entry.fields;
  const changed = new Set(organisations).symmetricDifference(new Set(account.organisations));
  return kind !== account.kind || changed.size > 0;
}

function columnsOf(fields: RegisterFields) {
  const { approvedBySchool, approvedByMarketing } = fields;
  return {
    organisations: [...fields.organisations],
    department: fields.department,
    kind: fields.kind,
    status: fields.status,
    pausedReason: fields.pausedReason,
    keepers: [...fields.keepers],
    approvedBySchool: approvedBySchool?.name ?? null,
    approvedBySchoolOn: approvedBySchool?.on ?? null,
    approvedByMarketing: approvedByMarketing?.name ?? null,
    approvedByMarketingOn: approvedByMarketing?.on ?? null,
    loginAddress: fields.loginAddress,
    openedOn: fields.openedOn,
    closeBy: fields.closeBy,
    dormantAfterDays: fields.dormantAfterDays,
    dormantReason: fields.dormantReason,
  };
}
