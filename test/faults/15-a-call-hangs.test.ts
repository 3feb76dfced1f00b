import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { evaluationsOf } from "../../src/store/evaluations.ts";
import { runAccountsOf, runOfNight } from "../../src/store/runs.ts";
import { FIRST_NIGHT, openCollege, type College } from "../support/college.ts";
import type { Installation } from "../support/installation.ts";
import { silentProxy, type SilentProxy } from "../support/silent-proxy.ts";

let college: College;
let proxy: SilentProxy | null = null;
beforeAll(async () => {
  college = await openCollege();
});
afterEach(async () => {
  college.world.faults.length = 0;
  await proxy?.stop();
  proxy = null;
});
afterAll(() => college.close());

/** Longer than the other accounts take. */
const TIMEOUT_MS = 4000;

async function statesOf({ database }: Installation): Promise<ReadonlyMap<string, string>> {
  const run = await runOfNight(database.db, FIRST_NIGHT);
  const accounts = await runAccountsOf(database.db, run?.id ?? "");
  return new Map(accounts.map(({ accountId, state }) => [accountId, state]));
}

/** Two ways in which the posts of `library` never come. */
const HANGS: readonly { what: string; install: () => Promise<Installation> }[] = [
  {
    what: "15: a call to X that hangs",
    install: async () => {
      const { library } = college.users;
      college.world.faults.push({ kind: "hang", endpoint: "users/tweets", userId: library.id });
      return college.install();
    },
  },
  {
    what: "16: a connection to X that goes half open in the middle of an answer",
    install: async () => {
      const { hostname, port } = new URL(college.sandbox.url);
      const path = `/2/users/${college.users.library.id}/tweets`;
      proxy = await silentProxy({ host: hostname, port: Number(port) }, (sent) => sent.includes(path));
      return college.install("postgres", { env: { X_API_URL: `http://127.0.0.1:${proxy.port}` } });
    },
  },
];

test.each(HANGS)(
  "$what is given up in time, is could not check, and holds up no other account",
  async ({ install }) => {
    const installation = await install();
    const { database, ids, serve } = installation;
    const service = await serve({ x: { timeoutMs: TIMEOUT_MS } });
    await service.tickUntil("all others are done", async () => {
      const states = await statesOf(installation);
      return [...states.values()].filter((state) => state === "done").length === 7;
    });
    expect((await statesOf(installation)).get(ids.library)).toBe("pending");
    expect(await service.finish(FIRST_NIGHT)).toMatchObject({ status: "done" });
    const results = new Map((await evaluationsOf(database.db, ids.library)).map((one) => [one.ruleId, one]));
    for (const rule of ["dormant-account", "untagged-posts"]) {
      expect(results.get(rule)).toMatchObject({ result: "could-not-check", cause: "platform-error" });
      expect(results.get(rule)?.detail).toContain("did not answer in time");
    }
    expect(results.get("learner-followed")).toMatchObject({ result: "pass" });
  },
);
