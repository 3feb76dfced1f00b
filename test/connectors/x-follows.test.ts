import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createXConnector } from "../../connectors/x/index.ts";
import {
  type Sandbox,
  type SandboxUser,
  type SandboxWorld,
  addUser,
  createWorld,
  follow,
  startXSandbox,
  strangers,
  unfollow,
} from "../../connectors/x/sandbox.ts";
import type { Account } from "../../src/core/account.ts";
import type { Connector } from "../../src/core/connector.ts";
import { clockAt } from "../support/clock.ts";
import { NOW, account, allFollows, callContext, createLedger, failureOf } from "./scene.ts";

describe.each(["tweet", "post"] as const)("follow lists of X in the vocabulary of %s", (vocabulary) => {
  let world: SandboxWorld;
  let user: SandboxUser;
  let sandbox: Sandbox;
  let connector: Connector;
  let own: Account;

  beforeEach(async () => {
    world = createWorld();
    user = addUser(world, { username: "conel_library", following: strangers(world, 400) });
    sandbox = await startXSandbox({ world, clock: clockAt(NOW), vocabulary });
    connector = createXConnector({ bearerToken: "token", apiUrl: sandbox.url, backoffMs: [1, 1] });
    own = account({ handle: user.username, platformId: user.id });
  });
  afterEach(() => sandbox.stop());

  it("reads one row for a cent", async () => {
    const learner = addUser(world, { username: "a_learner" });
    follow(user, learner.id);
    const ledger = createLedger();
    const page = await connector.followPage(
      own,
      { rows: 1, cursor: null, rowsLeft: 400 },
      callContext(ledger),
    );
    expect(page.rows).toEqual([{ id: learner.id, handle: "a_learner" }]);
    expect(page.nextCursor).not.toBeNull();
    expect(ledger.entries).toMatchObject([{ worst: { microUsd: 10_000 }, actual: { microUsd: 10_000 } }]);
  });

  it.each([7, 100, 1_000])("reads the whole list in order, by pages of %i", async (rows) => {
    expect(await allFollows(connector, own, rows, callContext())).toEqual(user.following);
    expect(sandbox.meter.rows.follow).toBe(400);
  });

  it.each([400, 403])("a whole list of 400 rows, of %i counted, is one request", async (rowsLeft) => {
    const page = await connector.followPage(own, { rows: 1_000, cursor: null, rowsLeft }, callContext());
    expect(page.rows).toHaveLength(400);
    expect(page.nextCursor).toBeNull();
    expect(sandbox.meter.requests["users/following"]).toBe(1);
  });

  it.each([1, 10, 390, 2_000])(
    "a page costs no more than was reserved, with %i rows left",
    async (rowsLeft) => {
      const ledger = createLedger();
      await connector.followPage(own, { rows: 1_000, cursor: null, rowsLeft }, callContext(ledger));
      const [entry] = ledger.entries;
      expect(entry?.actual?.microUsd).toBe(10_000 * Math.min(rowsLeft + 5, 400));
      expect(entry?.worst.microUsd).toBe(10_000 * Math.min(rowsLeft + 5, 1_000));
    },
  );

  it("a list longer than its count goes on page by page, each within its reservation", async () => {
    const ledger = createLedger();
    const first = await connector.followPage(
      own,
      { rows: 1_000, cursor: null, rowsLeft: 390 },
      callContext(ledger),
    );
    const rest = await connector.followPage(
      own,
      { rows: 1_000, cursor: first.nextCursor, rowsLeft: 1 },
      callContext(ledger),
    );
    expect([...first.rows, ...rest.rows].map((row) => row.id)).toEqual(user.following);
    expect(
      ledger.entries.every(({ worst, actual }) => actual !== null && actual.microUsd <= worst.microUsd),
    ).toBe(true);
  });

  it("goes on where it stood when follows come on top between two pages", async () => {
    const before = [...user.following];
    const head = await connector.followPage(own, { rows: 5, cursor: null, rowsLeft: 400 }, callContext());
    strangers(world, 3).forEach((id) => follow(user, id));
    const next = { rows: 5, cursor: head.nextCursor, rowsLeft: 400 };
    const page = await connector.followPage(own, next, callContext());
    expect(page.rows.map((row) => row.id)).toEqual(before.slice(5, 10));
  });

  it("an account that follows nobody has an empty list", async () => {
    user.following.forEach((id) => unfollow(user, id));
    expect(await allFollows(connector, own, 100, callContext())).toEqual([]);
    expect(sandbox.meter.listPriceMicroUsd).toBe(0);
  });

  it.each([
    ["a row without an id", "null-id", "platform-error"],
    ["fewer rows than X counts", "short-rows", "incomplete"],
    ["pages that go round", "looping-cursor", "incomplete"],
    ["empty pages without end", "empty-page-with-cursor", "incomplete"],
    ["problems beside the rows", "unclear-problem", "incomplete"],
    ["no count of the rows", "null-number", "platform-error"],
    ["null instead of rows", "null-data", "platform-error"],
  ] as const)("%s make no list", async (_name, kind, cause) => {
    world.faults.push({ kind, endpoint: "users/following" });
    const failure = await failureOf(allFollows(connector, own, 100, callContext()));
    expect(failure.failure).toBe(cause);
  });

  it("refuses a stored place that it did not write", async () => {
    const request = { rows: 5, cursor: "bm9uc2Vuc2U", rowsLeft: 0 };
    expect((await failureOf(connector.followPage(own, request, callContext()))).failure).toBe("incomplete");
  });

  it("makes no call beyond the budget", async () => {
    const request = { rows: 100, cursor: null, rowsLeft: 400 };
    const failure = await failureOf(connector.followPage(own, request, callContext(createLedger(999_999))));
    expect(failure.failure).toBe("over-budget");
    expect(sandbox.meter.requests["users/following"]).toBe(0);
  });
});
