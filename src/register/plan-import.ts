import type { Account, AccountId } from "../core/account.ts";
import type { Problem } from "../csv/read.ts";
import type { RegisterEntry, RegisterFields } from "./entry.ts";

/** An account as the register has it, with every handle that it ever had. */
export interface KnownAccount {
  account: Account;
  handleKey: string;
  formerHandleKeys: readonly string[];
}

/** A row that changes an account. `fields` are their names as columns, for people. */
export interface ChangedEntry {
  entry: RegisterEntry;
  account: Account;
  /** False where the platform has renamed the account since: its handle is the platform's to say. */
  handleChanges: boolean;
  fields: readonly string[];
}

/** What an import would do. Accounts that the file does not name are not in it: absence removes nothing. */
export interface ImportPlan {
  added: readonly RegisterEntry[];
  changed: readonly ChangedEntry[];
  unchanged: number;
  problems: readonly Problem[];
  /** Lines whose account bears another handle on the platform by now. */
  renamedLines: readonly number[];
}

/** Holds the rows of a file against the register; `refused` are its bad rows, as far as they could be read. Pure. */
export function planImport(
  entries: readonly RegisterEntry[],
  known: readonly KnownAccount[],
  refused: readonly RegisterEntry[] = [],
): ImportPlan {
  const { single, repeated } = withoutRepeats([...entries, ...refused].toSorted((a, b) => a.line - b.line));
  const isRefused = new Set(refused);
  const register = indexed(known);
  const plan = { added: [], changed: [], unchanged: 0, problems: repeated, renamedLines: [] } as MutablePlan;
  const lines = new Map<AccountId, number>();
  for (const entry of single) {
    const match = matchOf(entry, register);
    const earlier = match === null || match === "taken" ? undefined : lines.get(match.account.id);
    if (match !== null && match !== "taken") lines.set(match.account.id, earlier ?? entry.line);
    if (earlier !== undefined) plan.problems.push(repeatProblem(entry, "handle", earlier));
    else if (isRefused.has(entry)) continue;
    else if (match === "taken") plan.problems.push(takenProblem(entry));
    else if (match === null) plan.added.push(entry);
    else compare(entry, match, plan);
  }
  return { ...plan, problems: plan.problems.toSorted((a, b) => a.line - b.line) };
}

interface MutablePlan {
  added: RegisterEntry[];
  changed: ChangedEntry[];
  unchanged: number;
  problems: Problem[];
  renamedLines: number[];
}

function compare(entry: RegisterEntry, known: KnownAccount, plan: MutablePlan): void {
  const { account } = known;
  const otherHandle = entry.handleKey !== known.handleKey;
  const handleChanges = otherHandle && account.platformId === null;
  if (otherHandle && !handleChanges) plan.renamedLines.push(entry.line);
  const fields = [...(handleChanges ? ["handle"] : []), ...changedFields(entry, account)];
  if (fields.length === 0) plan.unchanged += 1;
  else plan.changed.push({ entry, account, handleChanges, fields });
}

function changedFields(entry: RegisterEntry, account: Account): string[] {
  const names = Object.keys(entry.fields).filter((name): name is keyof RegisterFields => name in FIELD_NAMES);
  return names
    .filter((name) => JSON.stringify(entry.fields[name]) !== JSON.stringify(account[name]))
    .map((name) => FIELD_NAMES[name]);
}

/** The fields by their columns' names. */
const FIELD_NAMES: Readonly<Record<keyof RegisterFields, string>> = {
  organisations: "organisation",
  department: "department",
  kind: "kind",
  status: "status",
  pausedReason: "paused_reason",
  keepers: "keepers",
  approvedBySchool: "approved_by_school",
  approvedByMarketing: "approved_by_marketing",
  loginAddress: "login_address",
  openedOn: "opened_on",
  closeBy: "close_by",
  dormantAfterDays: "dormant_after_days",
  dormantReason: "dormant_reason",
};

interface Register {
  byId: ReadonlyMap<AccountId, KnownAccount>;
  /** Closed accounts last: a handle that is in use stands for the account that uses it. */
  byHandle: ReadonlyMap<string, readonly KnownAccount[]>;
  byFormerHandle: ReadonlyMap<string, KnownAccount>;
}

function indexed(known: readonly KnownAccount[]): Register {
  const byHandle = Map.groupBy(
    known.toSorted((a, b) => rank(a) - rank(b)),
    ({ account, handleKey }) => `${account.platform}:${handleKey}`,
  );
  const former = known
    .filter(({ account }) => account.platformId !== null)
    .flatMap((one) => one.formerHandleKeys.map((key) => [`${one.account.platform}:${key}`, one] as const));
  return {
    byId: new Map(known.map((one) => [one.account.id, one])),
    byHandle,
    byFormerHandle: new Map(former),
  };
}

function rank({ account }: KnownAccount): number {
  return account.status === "closed" ? 1 : 0;
}

function matchOf(entry: RegisterEntry, register: Register): KnownAccount | "taken" | null {
  const handle = `${entry.platform}:${entry.handleKey}`;
  const holder = register.byHandle.get(handle)?.[0] ?? null;
  if (entry.id === null) return holder ?? register.byFormerHandle.get(handle) ?? null;
  const own = register.byId.get(entry.id) ?? null;
  if (own !== null && own.account.platform !== entry.platform) return "taken";
  const heldByOther = holder !== null && holder.account.id !== entry.id && holder.account.status !== "closed";
  const status = entry.fields.status ?? own?.account.status ?? "live";
  return heldByOther && status !== "closed" ? "taken" : own;
}

function takenProblem(entry: RegisterEntry): Problem {
  return {
    line: entry.line,
    column: "id",
    reason: "this account is registered under another id; `accounts list` shows it, or leave the id empty",
  };
}

function repeatProblem({ line }: RegisterEntry, column: string, earlierLine: number): Problem {
  return { line, column, reason: `the same account as on line ${earlierLine}` };
}

/** Rows that name an account named before in the same file are problems; the first stands, or falls as a bad row. */
function withoutRepeats(entries: readonly RegisterEntry[]): { single: RegisterEntry[]; repeated: Problem[] } {
  const single: RegisterEntry[] = [];
  const repeated: Problem[] = [];
  const byId = new Map<string, RegisterEntry>();
  const byHandle = new Map<string, RegisterEntry>();
  for (const entry of entries) {
    const handle = `${entry.platform}:${entry.handleKey}`;
    const sameId = entry.id === null ? undefined : byId.get(entry.id);
    const sameHandle = byHandle.get(handle);
    const first = sameId ?? (sameHandle && !isPastHolder(entry, sameHandle) ? sameHandle : undefined);
    if (first !== undefined) {
      repeated.push(repeatProblem(entry, sameId ? "id" : "handle", first.line));
      continue;
    }
    single.push(entry);
    if (entry.id !== null) byId.set(entry.id, entry);
    if (sameHandle === undefined || sameHandle.fields.status === "closed") byHandle.set(handle, entry);
  }
  return { single, repeated };
}

/** An export may hold a closed account and a live one that bears its handle now: two ids, one of them closed. */
function isPastHolder(a: RegisterEntry, b: RegisterEntry): boolean {
  const twoIds = a.id !== null && b.id !== null && a.id !== b.id;
  return twoIds && (a.fields.status === "closed" || b.fields.status === "closed");
}
