import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Finding } from "../../src/core/finding.ts";
import { DAY_MS, type LocalDate } from "../../src/core/time.ts";
import type { Database } from "../../src/store/database.ts";
import { eventsOf, findingsById } from "../../src/store/findings.ts";
import { sealsOf } from "../../src/store/finding-views.ts";
import { forgetWhatIsOld, RETENTION_DAYS } from "../../src/store/retention.ts";
import {
  accountChanges,
  deliveries,
  evaluationChanges,
  learnerLists,
  learners,
  mails,
  posts,
  runAccounts,
  seals,
  services,
  spend,
  threads,
} from "../../src/store/schema/index.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import {
  seedAccount,
  seedDelivery,
  seedFinding,
  seedRun,
  seedRunAccount,
  seedSeal,
} from "../support/seed.ts";

const TODAY = "2026-11-26";
const NOW = new Date(`${TODAY}T04:00:00Z`);
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);
const dayOf = (at: Date): LocalDate => at.toISOString().slice(0, 10);

let fresh: FreshDatabase;
let db: Database;
let accountId: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = fresh.db;
});
beforeEach(async () => {
  await db.execute(sql`truncate accounts, runs, findings, mails, learner_lists, spend, services cascade`);
  accountId = (await seedAccount(db)).id;
});
afterAll(() => fresh.close());

const forget = (today: LocalDate = TODAY) => forgetWhatIsOld(db, NOW, today);

interface Kept {
  /** How the row of docs/privacy.md begins. */
  row: string;
  table: PgTable;
  seed(at: Date): Promise<unknown>;
}

const KEPT: Readonly<Record<keyof typeof RETENTION_DAYS, Kept>> = {
  posts: {
    row: "posts:",
    table: posts,
    seed: (at) => {
      const post = { postId: at.toISOString(), url: "https://example.org/p", kind: "original" as const };
      return db.insert(posts).values({ accountId, ...post, at, taggedOrganisations: [] });
    },
  },
  threads: {
    row: "threads answered in:",
    table: threads,
    seed: (at) => {
      const thread = { threadHash: Buffer.from(dayOf(at)), keyVersion: 1, firstOn: "2020-01-01" };
      return db.insert(threads).values({ accountId, ...thread, lastOn: dayOf(at) });
    },
  },
  evaluationChanges: {
    row: "results:",
    table: evaluationChanges,
    seed: (at) => {
      const change = { ruleId: "dormant-account", runId: "run", toResult: "pass" };
      return db.insert(evaluationChanges).values({ accountId, ...change, at });
    },
  },
  spend: {
    row: "spend ",
    table: spend,
    seed: (at) => {
      const call = { platform: "x" as const, night: dayOf(at), runId: "run", call: "users" };
      const price = { reservedMicroUsd: 1, reservedQuota: 0 };
      return db.insert(spend).values({ id: at.toISOString(), ...call, ...price, at });
    },
  },
  mails: {
    row: "outgoing mail and deliveries",
    table: mails,
    seed: (at) => seedDelivery(db, { state: "accepted", about: dayOf(at), at }),
  },
  runAccounts: {
    row: "runs, accounts of a run",
    table: runAccounts,
    seed: async (at) => {
      const { id } = await seedRun(db, { localDate: dayOf(at), scheduledFor: at });
      await seedRunAccount(db, id, accountId);
    },
  },
  accountChanges: {
    row: "what changed about an account",
    table: accountChanges,
    seed: (at) => db.insert(accountChanges).values({ accountId, kind: "handle", at }),
  },
  seals: {
    row: "sealed evidence",
    table: seals,
    seed: async (at) => {
      const closed = { status: "resolved", closing: "fixed", closedAt: at, openedAt: daysAgo(300) } as const;
      const { id } = await seedFinding(db, { accountId, subject: dayOf(at), ...closed });
      await seedSeal(db, id, "key", Buffer.from("box"));
    },
  },
};

const kinds = Object.keys(KEPT) as (keyof typeof KEPT)[];

describe.each(kinds.map((kind) => [kind, KEPT[kind], RETENTION_DAYS[kind]] as const))(
  "%s",
  (_, kept, days) => {
    test(`are kept for ${days} days, and no longer`, async () => {
      await kept.seed(daysAgo(days - 1));
      await forget();
      expect(await db.$count(kept.table)).toBe(1);
      await kept.seed(daysAgo(days + 1));
      expect(await db.$count(kept.table)).toBe(2);
      await forget();
      expect(await db.$count(kept.table)).toBe(1);
    });

    test("are kept for as long as docs/privacy.md says", () => {
      const page = readFileSync(new URL("../../docs/privacy.md", import.meta.url), "utf8");
      const row = page.split("\n").find((line) => line.startsWith(`| ${kept.row}`));
      expect(row?.split("|")[3]).toContain(`${days} days`);
    });
  },
);

test("a mail goes with its deliveries, and no other's", async () => {
  await seedDelivery(db, { state: "accepted", about: "2025-W01", at: daysAgo(500) });
  await seedDelivery(db, { state: "accepted", about: "2026-W48", at: daysAgo(1) });
  await forget();
  expect([await db.$count(mails), await db.$count(deliveries)]).toEqual([1, 1]);
});

test("the accounts of a run that nobody has concluded stay, however old it is", async () => {
  const { id } = await seedRun(db, { localDate: "2026-01-01", status: "running", concludedAt: null });
  await seedRunAccount(db, id, accountId, { state: "pending" });
  await forget();
  expect(await db.$count(runAccounts)).toBe(1);
});

test("a seal stays while its finding is open, however old that is", async () => {
  const { id } = await seedFinding(db, { accountId, openedAt: daysAgo(300) });
  await seedSeal(db, id, "key", Buffer.from("box"));
  await forget();
  expect(await sealsOf(db, id)).toHaveLength(1);
});

test("a service that was not seen for a day is forgotten, by the database's clock", async () => {
  await db.execute(sql`
    insert into services (id, role, started_at, seen_at)
    values ('old', 'all', clock_timestamp(), clock_timestamp() - interval '25 hours'),
      ('new', 'all', clock_timestamp(), clock_timestamp() - interval '23 hours')`);
  await forget();
  expect(await db.select({ id: services.id }).from(services)).toEqual([{ id: "new" }]);
});

describe("of a learner who has left", () => {
  const LAST_DAY = "2026-11-25";

  async function learner(id: string, lastDay: LocalDate | null): Promise<void> {
    const list = { name: "north", asOf: "2026-11-20", enrolled: 10, importedAt: NOW };
    await db.insert(learnerLists).values(list).onConflictDoNothing();
    await db.insert(learners).values({ id, list: "north", platform: "x", keyVersion: 1, lastDay });
  }

  /** A sealed finding about the entry `subject`. */
  async function findingAbout(subject: string, changes: Partial<Finding> = {}): Promise<string> {
    const about = { ruleId: "learner-followed", severity: "safeguarding", subject } as const;
    const { id } = await seedFinding(db, { accountId, ...about, ...changes });
    await seedSeal(db, id, "key", Buffer.from("box"));
    return id;
  }

  const standing = async (id: string) => {
    const [finding] = await findingsById(db, [id]);
    return { ...finding, seals: (await sealsOf(db, id)).length };
  };

  test("the entry stays up to and on the last day", async () => {
    await learner("leaver", LAST_DAY);
    await forget(LAST_DAY);
    expect(await db.$count(learners)).toBe(1);
    await forget();
    expect(await db.$count(learners)).toBe(0);
  });

  test.each(["open", "acknowledged", "waived", "dismissed"] as const)(
    "a finding that is %s closes as no longer applying, with subject and seal gone, though no night audits the account",
    async (status) => {
      await learner("leaver", LAST_DAY);
      const waivedUntil = status === "waived" ? new Date("2027-01-01T00:00:00Z") : null;
      const id = await findingAbout("leaver", { status, waivedUntil });
      await forget(LAST_DAY);
      expect(await standing(id)).toMatchObject({ status, subject: "leaver", seals: 1 });
      await forget();
      const closed = { status: "resolved", closing: "no-longer-applies", closedAt: NOW, waivedUntil: null };
      expect(await standing(id)).toMatchObject({ ...closed, subject: "left", seals: 0 });
      expect((await eventsOf(db, id)).map(({ kind }) => kind)).toEqual(["opened", "no-longer-applies"]);
    },
  );

  test("a finding that was fixed before stays so, with the seal for its 30 days", async () => {
    await learner("leaver", LAST_DAY);
    const fixed = { status: "resolved", closing: "fixed", closedAt: daysAgo(3) } as const;
    const id = await findingAbout("leaver", fixed);
    await forget();
    expect(await standing(id)).toMatchObject({ ...fixed, subject: "leaver", seals: 1 });
  });

  test("nothing else is touched: neither a current learner's finding, nor one of a rule that knows no learners", async () => {
    await learner("leaver", LAST_DAY);
    await learner("stays", null);
    const stays = await findingAbout("stays");
    const gone = await findingAbout("stays", { status: "resolved", closing: "no-longer-applies" });
    const dormant = await seedFinding(db, { accountId });
    const closed = await seedFinding(db, { accountId, status: "resolved", closing: "no-longer-applies" });
    await forget();
    expect(await standing(stays)).toMatchObject({ status: "open", subject: "stays", seals: 1 });
    expect(await standing(gone)).toMatchObject({ subject: "stays", seals: 1 });
    expect(await findingsById(db, [dormant.id])).toEqual([dormant]);
    expect(await findingsById(db, [closed.id])).toEqual([closed]);
  });
});
