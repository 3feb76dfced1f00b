import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evaluationsOf } from "../../src/store/evaluations.ts";
import { runAccountsOf, runOfNight } from "../../src/store/runs.ts";
import { FIRST_NIGHT, openCollege, type College, type Name } from "../support/college.ts";
import type { Installation } from "../support/installation.ts";
import { silentProxy, type SilentProxy } from "../support/silent-proxy.ts";

let college: College;
const proxies: SilentProxy[] = [];
beforeAll(async () => {
  college = await openCollege();
});
afterAll(async () => {
  await college.close();
  for (const proxy of proxies) await proxy.stop();
});

/** Longer than the other accounts take, on a busy machine too. */
const TIMEOUT_MS = 10_000;

async function statesOf({ database }: Installation): Promise<ReadonlyMap<string, string>> {
  const run = await runOfNight(database.db, FIRST_NIGHT);
  const accounts = await runAccountsOf(database.db, run?.id ?? "");
  return new Map(accounts.map(({ accountId, state }) => [accountId, state]));
}

/** Two ways in which the posts of an account never come. */
const HANGS: readonly { what: string; name: Name; install: () => Promise<Installation> }[] = [
  {
    what: "15: a call to X that hangs",
    name: "library",
    install: async () => {
      const userId = college.users.library.id;
      college.world.faults.push({ kind: "hang", endpoint: "users/tweets", userId });
      return college.install();
    },
  },
  {
    what: "16: a connection to X that goes half open in the middle of an answer",
    name: "capitalccg",
    install: async () => {
      const { hostname, port } = new URL(college.sandbox.url);
      const path = `/2/users/${college.users.capitalccg.id}/tweets`;
      const proxy = await silentProxy({ host: hostname, port: Number(port) }, (sent) => sent.includes(path));
      proxies.push(proxy);
      return college.install("postgres", { env: { X_API_URL: `http://127.0.0.1:${proxy.port}` } });
    },
  },
];

describe.concurrent.each(HANGS)("$what", ({ name, install }) => {
  test("is given up in time, is could not check, and holds up no other account", async () => {
    const others = name === "library" ? 7 : 6;
    const installation = await install();
    const { database, ids, serve } = installation;
    const service = await serve({ x: { timeoutMs: TIMEOUT_MS } });
    await service.tickUntil("all others are done", async () => {
      const states = [...(await statesOf(installation)).values()];
      return states.filter((state) => state === "done").length >= others;
    });
    expect((await statesOf(installation)).get(ids[name])).toBe("pending");
    expect(await service.finish(FIRST_NIGHT)).toMatchObject({ status: "done" });
    const results = new Map((await evaluationsOf(database.db, ids[name])).map((one) => [one.ruleId, one]));
    expect(results.get("dormant-account")).toMatchObject({
      result: "could-not-check",
      cause: "platform-error",
      detail: expect.stringContaining("did not answer in time"),
    });
    expect(results.get("learner-followed")).toMatchObject({ result: "pass" });
  });
});
