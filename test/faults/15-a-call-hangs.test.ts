import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { runAccountsOf, runOfNight } from "../../src/store/runs.ts";
import { FIRST_NIGHT, openCollege, type College } from "../support/college.ts";
import type { Installation } from "../support/installation.ts";
import { silentProxy, type SilentProxy } from "../support/silent-proxy.ts";
import { evaluationOf } from "../support/evaluations.ts";

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

const hanging = async () => {
  college.world.faults.push({ kind: "hang", endpoint: "users/tweets", userId: college.users.library.id });
  return college.install();
};

/** The answer about the posts of `library` stops half way, and the connection stays open. */
const halfOpen = async () => {
  const { hostname, port } = new URL(college.sandbox.url);
  const path = `/2/users/${college.users.library.id}/tweets`;
  proxy = await silentProxy({ host: hostname, port: Number(port) }, (sent) => sent.includes(path));
  return college.install("postgres", { env: { X_API_URL: `http://127.0.0.1:${proxy.port}` } });
};

const WAYS: readonly [string, () => Promise<Installation>][] = [
  ["15: a call to X that hangs", hanging],
  ["16: a connection to X that goes half open in the middle of an answer", halfOpen],
];

test.each(WAYS)("%s is given up in time, and is could not check", async (_what, install) => {
  const { database, ids, serve } = await install();
  const service = await serve({ x: { timeoutMs: 1500 } });
  await service.finish(FIRST_NIGHT);
  expect(await evaluationOf(database.db, ids.library, "dormant-account")).toMatchObject({
    result: "could-not-check",
    cause: "platform-error",
    detail: expect.stringContaining("did not answer in time"),
  });
  expect(await evaluationOf(database.db, ids.library, "learner-followed")).toMatchObject({ result: "pass" });
});

test("15, 16: while a call hangs, the other accounts are audited", async () => {
  const { database, ids, serve } = await halfOpen();
  const service = await serve({ x: { timeoutMs: 120_000 } });
  const open = await service.tickUntil("all others are done", async () => {
    const run = await runOfNight(database.db, FIRST_NIGHT);
    const accounts = await runAccountsOf(database.db, run?.id ?? "");
    const left = accounts.filter(({ state }) => state !== "done");
    return accounts.length === 8 && left.length === 1 ? left : null;
  });
  expect(open).toMatchObject([{ accountId: ids.library, state: "pending" }]);
  await proxy?.stop();
  proxy = null;
  expect(await service.finish(FIRST_NIGHT)).toMatchObject({ status: "done" });
});
