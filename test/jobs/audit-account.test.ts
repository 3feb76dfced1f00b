import { describe, expect, test } from "vitest";
import { LeaseLost, type StagedPage } from "../../jobs/audit/staged.ts";
import {
  createAuditAccountJob,
  type AuditDeps,
  type AuditMaterial,
  type AuditOutcome,
} from "../../jobs/audit-account.ts";
import { WaitForPlatform, type JobOutcome } from "../../jobs/job.ts";
import { PlatformError, type Connector, type FollowPage } from "../../src/core/connector.ts";
import { NEVER_READ } from "../../src/core/follow-list.ts";
import { createXConnector } from "../../connectors/x/index.ts";
import { account, createLedger, NOW, tagContext } from "../connectors/scene.ts";
import { clockAt } from "../support/clock.ts";

const ours = account({ id: "a", platformId: "1" });
const DEADLINE = new Date(NOW.getTime() + 3_600_000);

const material: AuditMaterial = {
  run: { id: "run1", night: "2026-11-23", deadline: DEADLINE },
  account: ours,
  surveyed: { accountId: "a", status: "seen", presence: "present", profile: null },
  planned: {
    accountId: "a",
    wanted: { activities: { read: "since", postId: "5" }, following: { read: "whole" }, leftOut: null },
    leftOutNeeds: [],
    estimate: 0,
  },
  following: 2,
  stored: NEVER_READ,
  staged: [],
  tags: tagContext(ours),
  tagsKnown: {},
};

const page = (ids: readonly string[], nextCursor: string | null): FollowPage => ({
  rows: ids.map((id) => ({ id, handle: null })),
  nextCursor,
});

interface Audited {
  outcome: JobOutcome | Error;
  /** What was done, in order. */
  done: string[];
  written: AuditOutcome | null;
}

async function audit(
  connector: Partial<Connector>,
  deps: Partial<AuditDeps> = {},
  data: Record<string, string | number> = {},
): Promise<Audited> {
  const done: string[] = [];
  let written: AuditOutcome | null = null;
  const x: Connector = {
    ...createXConnector({ bearerToken: null, apiUrl: null }),
    postsPage: async () => ({ raw: { items: [], withheld: 0 }, nextCursor: null }),
    followPage: async () => page(["1", "2"], null),
    ...connector,
  };
  const job = createAuditAccountJob({
    clock: clockAt(NOW),
    connectors: new Map([["x", x]]),
    takeLease: async (_runId, accountId) => ({ accountId, token: "mine" }),
    endLease: async () => void done.push("end lease"),
    read: async () => material,
    meter: () => createLedger().meter,
    screen: () => async (rows) => ({
      rows: rows.map(({ id }) => ({ row: id ?? "", id, handle: null })),
      seals: [],
    }),
    screenAnswers: async () => null,
    known: async () => new Set(),
    storedPosts: async () => new Map(),
    stage: async (_lease, _runId, staged) => {
      done.push(`stage ${staged.need} ${staged.page}`);
      return true;
    },
    write: async (_lease, _material, outcome) => {
      done.push("write");
      written = outcome;
      return true;
    },
    hasOpenAccounts: async () => true,
    ...deps,
  });
  const key = { runId: "run1", accountId: "a", platform: "x", tryNumber: 2, ...data };
  const outcome = await job
    .run(key, new AbortController().signal)
    .catch((thrown: unknown) => thrown as Error);
  return { outcome, done, written };
}

const failing =
  (cause: "no-permission" | "rate-limited", retryAt: Date | null = null) =>
  () =>
    Promise.reject(new PlatformError("x", cause, "said", retryAt));

test("posts and follows are staged page by page, then written, then the account is free", async () => {
  const { outcome, done } = await audit({});
  expect(done).toEqual(["stage posts 0", "stage follows 0", "write", "end lease"]);
  expect(outcome).toEqual({ next: [] });
});

test("the last account of a run asks for its conclusion", async () => {
  const { outcome } = await audit({}, { hasOpenAccounts: async () => false });
  expect(outcome).toMatchObject({ next: [{ id: "conclude-run.run1.1" }] });
});

test("17: while another run audits the account, this audit comes again later, under another id", async () => {
  const busy: Partial<AuditDeps> = { takeLease: async () => null };
  const first = await audit({}, busy);
  expect(first.done).toEqual([]);
  expect(first.outcome).toMatchObject({ next: [{ id: "audit-account.run1.a.2-w1", delayMs: 1000 }] });
  const second = await audit({}, busy, { waits: 1 });
  expect(second.outcome).toMatchObject({ next: [{ id: "audit-account.run1.a.2-w2", data: { waits: 2 } }] });
});

test("an account that is finished in this run is left as it is", async () => {
  const { outcome, done } = await audit({}, { read: async () => null });
  expect(done).toEqual(["end lease"]);
  expect(outcome).toEqual({ next: [] });
});

describe("5: when the lease is lost", () => {
  test("at a page, nothing more is read and nothing written", async () => {
    const { outcome, done } = await audit({}, { stage: async () => false });
    expect(outcome).toBeInstanceOf(LeaseLost);
    expect(done).toEqual(["end lease"]);
  });

  test("at the write, the audit ends without a result", async () => {
    const { outcome } = await audit({}, { write: async () => false });
    expect(outcome).toBeInstanceOf(LeaseLost);
  });
});

test("14: what an earlier try has staged is not read again", async () => {
  const staged: StagedPage[] = [
    { need: "posts", page: 0, nextCursor: null, facts: { posts: [], unreadable: 0 } },
    {
      need: "follows",
      page: 0,
      nextCursor: "next",
      facts: { rows: [{ row: "1", id: "1", handle: null }], seals: [] },
    },
  ];
  const asked: (string | null)[] = [];
  const { done, written } = await audit(
    {
      postsPage: () => Promise.reject(new Error("the posts were read already")),
      followPage: async (_account, { cursor }) => {
        asked.push(cursor);
        return page(["2"], null);
      },
    },
    { read: async () => ({ ...material, staged }) },
  );
  expect(asked).toEqual(["next"]);
  expect(done).toEqual(["stage follows 1", "write", "end lease"]);
  expect([...(written?.follows?.rows.keys() ?? [])]).toEqual(["1", "2"]);
});

describe("18: a failure that has a name", () => {
  test("of the posts leaves the follow list to be read", async () => {
    const { written } = await audit({ postsPage: failing("no-permission") });
    expect(written?.posts).toMatchObject({ cause: "no-permission" });
    expect(written?.follows).toMatchObject({ failure: null, reading: { outcome: { kind: "whole" } } });
  });

  test("in the middle of a follow list keeps the rows that were seen", async () => {
    let asked = 0;
    const { written } = await audit({
      followPage: async () => {
        asked += 1;
        if (asked === 1) return page(["1"], "next");
        throw new PlatformError("x", "no-permission", "said");
      },
    });
    expect(written?.follows).toMatchObject({
      failure: { cause: "no-permission" },
      reading: { outcome: { kind: "abandoned", rows: ["1"] } },
    });
  });
});

test("a mistake of ours is thrown, and the account is free all the same", async () => {
  const { outcome, done } = await audit({ followPage: () => Promise.reject(new TypeError("ours")) });
  expect(outcome).toBeInstanceOf(TypeError);
  expect(done).toEqual(["stage posts 0", "end lease"]);
});

describe("27: a rate limit", () => {
  test("that ends before the deadline is waited for, with the account free meanwhile", async () => {
    const { outcome, done } = await audit({
      followPage: failing("rate-limited", new Date(NOW.getTime() + 5000)),
    });
    expect(outcome).toBeInstanceOf(WaitForPlatform);
    expect(outcome).toMatchObject({ waitMs: 5000 });
    expect(done).toEqual(["stage posts 0", "end lease"]);
  });

  test("that outlasts the deadline is the account's cause", async () => {
    const { written } = await audit({ postsPage: failing("rate-limited", DEADLINE) });
    expect(written?.posts).toMatchObject({ cause: "rate-limited" });
  });
});

test("where the plan wants nothing, nothing is asked for", async () => {
  const nothing = { read: "nothing" } as const;
  const wanted = { activities: nothing, following: nothing, leftOut: null };
  const asked = () => Promise.reject(new Error("asked all the same"));
  const { done, written } = await audit(
    { postsPage: asked, followPage: asked },
    { read: async () => ({ ...material, planned: { ...material.planned, wanted } }) },
  );
  expect(written).toEqual({ posts: null, follows: null });
  expect(done).toEqual(["write", "end lease"]);
});

test("a platform without a connector has an outcome in which nothing was read", async () => {
  const { written } = await audit({}, { connectors: new Map() });
  expect(written).toEqual({ posts: null, follows: null });
});
