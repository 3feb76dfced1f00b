import { describe, expect, it } from "vitest";
import {
  MAX_BODY_BYTES,
  endpointFor,
  failedToConnect,
  guardCall,
  meteredCall,
  rateLimitEnds,
  withRetries,
} from "../../connectors/http.ts";
import { PlatformError } from "../../src/core/connector.ts";
import { clockAt } from "../support/clock.ts";
import { NOW, callContext, createLedger, failureOf } from "./scene.ts";

const later = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);
const passing = new PlatformError("x", "platform-error", "it may pass");

describe("retries", () => {
  it("make one attempt more after each wait, then give up with the last failure", async () => {
    let made = 0;
    const call = withRetries("x", callContext(), [1, 1], async () => {
      made++;
      return { again: passing };
    });
    expect(await failureOf(call)).toBe(passing);
    expect(made).toBe(3);
  });

  it("end with the first answer", async () => {
    let made = 0;
    const answer = await withRetries("x", callContext(), [1, 1, 1], async () =>
      ++made < 3 ? { again: passing } : { answer: made },
    );
    expect(answer).toBe(3);
  });

  it("do not wait past the deadline", async () => {
    const context = callContext(createLedger(), { deadline: new Date(NOW.getTime() + 1_000) });
    const started = performance.now();
    expect(await failureOf(withRetries("x", context, [60_000], async () => ({ again: passing })))).toBe(
      passing,
    );
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("stop waiting when the caller stops", async () => {
    const stop = new AbortController();
    const context = callContext(createLedger(), { signal: stop.signal });
    const call = withRetries("x", context, [60_000], async () => {
      queueMicrotask(() => stop.abort());
      return { again: passing };
    });
    expect((await failureOf(call)).failure).toBe("not-audited");
  });

  it("do not start after the deadline", async () => {
    const context = callContext(createLedger(), { clock: clockAt(later(300)) });
    const call = withRetries("x", context, [], () => Promise.reject(new Error("was called")));
    expect((await failureOf(call)).failure).toBe("not-audited");
  });
});

describe("the end of a rate limit", () => {
  it.each([
    ["a time to come", String(later(3).getTime() / 1000), later(3)],
    ["a time that has passed", String(later(-3).getTime() / 1000), later(15)],
    ["a time in two days", String(later(2 * 24 * 60).getTime() / 1000), later(15)],
    ["no header", undefined, later(15)],
    ["no number", "soon", later(15)],
    ["two headers", ["1", "2"], later(15)],
  ])("%s", (_name, header, ends) => {
    expect(rateLimitEnds(header, NOW)).toEqual(ends);
  });
});

describe("addresses", () => {
  it.each([
    [null, "https://api.x.com"],
    ["https://proxy.example/x/", "https://proxy.example/x"],
    ["http://127.0.0.1:4010", "http://127.0.0.1:4010"],
    ["http://localhost:4010/", "http://localhost:4010"],
    ["http://[::1]:4010", "http://[::1]:4010"],
  ])("%s leads to %s", (override, baseUrl) => {
    expect(endpointFor("x", "https://api.x.com", override).baseUrl).toBe(baseUrl);
  });

  it.each(["http://api.x.com", "ftp://127.0.0.1", "nonsense", "", "http://127.0.0.1.evil.example"])(
    "%j is refused",
    (override) => {
      expect(() => endpointFor("x", "https://api.x.com", override)).toThrow(PlatformError);
    },
  );
});

describe("the guard of a call", () => {
  it("counts the answer, and gives up beyond the limit", () => {
    const guard = guardCall(callContext(), 1_000);
    guard.received(MAX_BODY_BYTES);
    expect(guard.reason()).toBeNull();
    guard.received(1);
    expect(guard.reason()).toBe("too-large");
    expect(guard.signal.aborted).toBe(true);
    guard.release();
  });

  it("waits no longer than the deadline allows", async () => {
    const context = callContext(createLedger(), { deadline: new Date(NOW.getTime() + 20) });
    const guard = guardCall(context, 60_000);
    guard.start();
    await expect.poll(() => guard.reason()).toBe("time-out");
    guard.release();
  });

  it("a released guard never fires", () => {
    const stop = new AbortController();
    const guard = guardCall(callContext(createLedger(), { signal: stop.signal }), 1_000);
    guard.start();
    guard.release();
    stop.abort();
    expect(guard.reason()).toBeNull();
  });
});

describe("metering", () => {
  it("what is not settled stays reserved", async () => {
    const ledger = createLedger();
    await meteredCall(ledger.meter, "a call", { microUsd: 5, quotaUnits: 0 }).reserve();
    expect(ledger.counted()).toBe(5);
  });

  it("settling what was never reserved is a mistake of ours", async () => {
    const call = meteredCall(createLedger().meter, "a call", { microUsd: 5, quotaUnits: 0 });
    await expect(call.settle({ microUsd: 1, quotaUnits: 0 })).rejects.toThrow("a call was settled");
  });

  it.each([
    [{ code: "ECONNREFUSED" }, true],
    [{ code: "ENOTFOUND" }, true],
    [{ code: "ECONNRESET" }, false],
    [new Error("no code"), false],
    [null, false],
  ])("a connection that failed with %o was never sent: %s", (error, neverSent) => {
    expect(failedToConnect(error)).toBe(neverSent);
  });
});
