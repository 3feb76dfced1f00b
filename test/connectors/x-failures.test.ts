import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createXConnector } from "../../connectors/x/index.ts";
import {
  type Fault,
  type Sandbox,
  type SandboxUser,
  type SandboxWorld,
  addPost,
  addUser,
  createWorld,
  startXSandbox,
  strangers,
} from "../../connectors/x/sandbox.ts";
import type { Account } from "../../src/core/account.ts";
import type { Connector } from "../../src/core/connector.ts";
import type { Cause } from "../../src/core/facts.ts";
import { clockAt } from "../support/clock.ts";
import { type Ledger, NOW, account, callContext, createLedger, failureOf } from "./scene.ts";

const HANDLE = "a_learners_name";
const inMinutes = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);

type Row = [
  claim: string,
  fault: Omit<Fault, "times">,
  cause: Cause,
  requests: number,
  stillReserved: number,
];

/** What goes wrong, what it is called, how many requests are made, how many of them stay reserved. */
const FAILURES: Row[] = [
  ["a refused token", { kind: "unauthorised" }, "not-connected", 1, 0],
  ["used-up credit", { kind: "payment-required" }, "no-credit", 1, 0],
  ["a missing permission", { kind: "forbidden" }, "no-permission", 1, 0],
  ["a rate limit", { kind: "rate-limited", resetAt: inMinutes(7) }, "rate-limited", 1, 0],
  ["an internal error that stays", { kind: "server-error" }, "platform-error", 3, 0],
  ["a bad gateway in HTML", { kind: "html", status: 502 }, "platform-error", 3, 0],
  ["a page of HTML", { kind: "html" }, "platform-error", 1, 1],
  ["JSON that breaks off", { kind: "truncated-json" }, "platform-error", 1, 1],
  ["no body at all", { kind: "empty-body" }, "platform-error", 1, 1],
  ["a body of 10 MB", { kind: "huge" }, "platform-error", 1, 1],
  ["a call that hangs", { kind: "hang" }, "platform-error", 1, 1],
  ["a connection that breaks", { kind: "reset-connection" }, "platform-error", 3, 3],
  ["a refusal with null in it", { kind: "poisoned-refusal" }, "platform-error", 1, 0],
  [
    "a refusal with null in it and HTTP 403",
    { kind: "poisoned-refusal", status: 403 },
    "no-permission",
    1,
    0,
  ],
  ["an answer that holds nothing", { kind: "nothing" }, "incomplete", 1, 0],
];

let world: SandboxWorld;
let user: SandboxUser;
let sandbox: Sandbox;
let connector: Connector;
let own: Account;
let ledger: Ledger;

beforeEach(async () => {
  world = createWorld();
  user = addUser(world, { username: "conel_library", following: strangers(world, 20) });
  addPost(world, user, { at: NOW, text: "a" });
  sandbox = await startXSandbox({ world, clock: clockAt(NOW) });
  connector = createXConnector({
    bearerToken: "token",
    apiUrl: sandbox.url,
    backoffMs: [1, 1],
    timeoutMs: 300,
  });
  own = account({ platformId: user.id });
  ledger = createLedger();
});
afterEach(() => sandbox.stop());

const readPosts = (): Promise<unknown> =>
  connector.postsPage(own, { wanted: { read: "since", postId: "1" }, cursor: null }, callContext(ledger));
const readFollows = (): Promise<unknown> =>
  connector.followPage(own, { rows: 5, cursor: null, rowsLeft: 20 }, callContext(ledger));

describe.each([
  ["posts", readPosts, "users/tweets"],
  ["follows", readFollows, "users/following"],
] as const)("reading %s", (_what, read, endpoint) => {
  it.each(FAILURES)(
    "%s is typed, and repeats no word of X",
    async (_claim, fault, cause, requests, stillReserved) => {
      world.faults.push({ ...fault, word: HANDLE });
      const failure = await failureOf(read());
      expect(failure.failure).toBe(cause);
      expect(JSON.stringify([failure.message, failure.stack, failure.cause])).not.toContain(HANDLE);
      expect(sandbox.meter.requests[endpoint]).toBe(requests);
      expect(ledger.entries.filter((entry) => entry.actual === null)).toHaveLength(stillReserved);
      expect(ledger.counted()).toBeGreaterThanOrEqual(sandbox.meter.listPriceMicroUsd);
    },
  );

  it("an error that passes is survived", async () => {
    world.faults.push({ kind: "server-error", status: 503, times: 2 });
    await read();
    expect(ledger.counted()).toBe(sandbox.meter.listPriceMicroUsd);
  });

  it.each([
    ["protected", { protected: true }, "account-protected"],
    ["suspended", { state: "suspended" }, "account-suspended"],
    ["missing", { state: "missing" }, "account-missing"],
  ] as const)("a %s account is said to be so", async (_name, change, cause) => {
    Object.assign(user, change);
    expect((await failureOf(read())).failure).toBe(cause);
    expect(ledger.counted()).toBe(0);
  });

  it("an account without an id is not asked about", async () => {
    own = account();
    expect((await failureOf(read())).failure).toBe("incomplete");
    expect(ledger.entries).toEqual([]);
  });
});

describe("rate limits", () => {
  it("last as long as X says", async () => {
    world.faults.push({ kind: "rate-limited", resetAt: inMinutes(7) });
    expect((await failureOf(readPosts())).retryAt).toEqual(inMinutes(7));
  });

  it.each([
    ["no time", {}],
    ["a time in the past", { resetAt: inMinutes(-1) }],
    ["a time in years", { resetAt: inMinutes(10_000_000) }],
  ])("last a quarter of an hour when X says %s", async (_name, said) => {
    world.faults.push({ kind: "rate-limited", ...said });
    expect((await failureOf(readPosts())).retryAt).toEqual(inMinutes(15));
  });
});

describe("stopping", () => {
  it("no call is made after the deadline", async () => {
    const late = callContext(ledger, { deadline: NOW });
    const failure = await failureOf(connector.followPage(own, { rows: 1, cursor: null, rowsLeft: 0 }, late));
    expect(failure.failure).toBe("not-audited");
    expect(sandbox.meter.requests["users/following"]).toBe(0);
  });

  it("a call under way is given up when the caller stops, and stays reserved", async () => {
    world.faults.push({ kind: "hang" });
    const stop = new AbortController();
    const context = callContext(ledger, { signal: stop.signal });
    const call = failureOf(connector.followPage(own, { rows: 1, cursor: null, rowsLeft: 0 }, context));
    await expect.poll(() => sandbox.meter.requests["users/following"]).toBe(1);
    stop.abort();
    expect((await call).failure).toBe("not-audited");
    expect(ledger.entries.map((entry) => entry.actual)).toEqual([null]);
  });

  it("a hung call holds up no other account", async () => {
    const other = addUser(world, { username: "other", following: strangers(world, 3) });
    world.faults.push({ kind: "hang", userId: user.id });
    const hung = failureOf(readFollows());
    const page = await connector.followPage(
      account({ platformId: other.id }),
      { rows: 5, cursor: null, rowsLeft: 3 },
      callContext(),
    );
    expect(page.rows).toHaveLength(3);
    expect((await hung).failure).toBe("platform-error");
  });
});

describe("connecting", () => {
  it.each([null, "", "  "])("without a token (%j) every call says so", async (bearerToken) => {
    const unconnected = createXConnector({ bearerToken, apiUrl: sandbox.url });
    const failure = await failureOf(unconnected.survey([own], callContext(ledger)));
    expect(failure).toMatchObject({ failure: "not-connected", platform: "x" });
    expect(ledger.entries).toEqual([]);
  });

  it("sends the token in clear to no other machine", async () => {
    const careless = createXConnector({ bearerToken: "token", apiUrl: "http://api.example" });
    expect((await failureOf(careless.survey([own], callContext(ledger)))).failure).toBe("not-connected");
  });

  it("nothing stays reserved when nobody listens at the address", async () => {
    const gone = await startXSandbox({ world, clock: clockAt(NOW) });
    await gone.stop();
    connector = createXConnector({ bearerToken: "token", apiUrl: gone.url, backoffMs: [1] });
    expect((await failureOf(readPosts())).failure).toBe("platform-error");
    expect(ledger.entries.map((entry) => entry.actual?.microUsd)).toEqual([0, 0]);
  });

  it("a failing meter is not called a failure of X", async () => {
    const broken = new Error("the database is away");
    const meter = { reserve: () => Promise.reject(broken) };
    const call = connector.followPage(
      own,
      { rows: 1, cursor: null, rowsLeft: 0 },
      callContext(ledger, { meter }),
    );
    await expect(call).rejects.toBe(broken);
  });
});
