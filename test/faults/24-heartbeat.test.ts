import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { addDays } from "../../src/core/calendar.ts";
import { runOfNight } from "../../src/store/runs.ts";
import { FIRST_NIGHT, nightAt, openCollege, type College } from "../support/college.ts";
import { failWrites } from "../support/failing-write.ts";
import { inlineAuditor } from "../support/inline.ts";

/** An outside monitor: it writes down who knocks, and answers as it is told. */
const monitor = { knocks: [] as string[], status: 200, url: "" };
const server = createServer((request, response) => {
  monitor.knocks.push(`${request.method} ${request.url}`);
  response.writeHead(monitor.status).end();
});

/** Nobody dies here: a busy machine must not look like a dead worker. */
const LOCK_MS = 30_000;

let college: College;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  monitor.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/a-night`;
  college = await openCollege();
  college.users.art.following.splice(0, 1500); // a long list would only take time
});
afterEach(() => {
  Object.assign(monitor, { knocks: [], status: 200 });
  college.clock.set(nightAt(FIRST_NIGHT));
});
afterAll(async () => {
  await college.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const install = () => college.install("postgres", { env: { HEARTBEAT_URL: monitor.url } });

test("24: each concluded night knocks once at the outside monitor, a scan not at all", async () => {
  const { ids, store } = await install();
  const auditor = await inlineAuditor(await store(), college.clock);
  await auditor.night(FIRST_NIGHT);
  expect(monitor.knocks).toEqual(["POST /ping/a-night"]);
  expect(await auditor.scan([ids.library])).toMatchObject({ kind: "scan", status: "done" });
  expect(monitor.knocks).toHaveLength(1);
  await auditor.night(addDays(FIRST_NIGHT, 1));
  expect(monitor.knocks).toHaveLength(2);
});

test("24: minutes after the end of a night do not knock again", async () => {
  const { serve } = await install();
  const service = await serve({ lockMs: LOCK_MS });
  await service.finish(FIRST_NIGHT);
  await service.tickUntil("it has knocked", () => monitor.knocks.length > 0);
  for (let minute = 0; minute < 3; minute += 1) await service.tick();
  await service.drain();
  expect(monitor.knocks).toHaveLength(1);
});

test("24: a night that cannot be concluded does not knock until it is", async () => {
  const { database, serve } = await install();
  const write = await failWrites(
    database.db,
    { table: "runs", on: "update", when: "new.concluded_at is not null" },
    4,
  );
  const service = await serve({ lockMs: LOCK_MS });
  await service.tickUntil("its end was tried in vain", async () => (await write.tries()) > 0);
  expect(await runOfNight(database.db, FIRST_NIGHT)).toMatchObject({ concludedAt: null });
  expect(monitor.knocks).toEqual([]);
  await service.finish(FIRST_NIGHT);
  await service.tickUntil("it has knocked", () => monitor.knocks.length > 0);
  await service.drain();
  expect(monitor.knocks).toHaveLength(1);
});

test("24: a monitor that answers with an error is logged without its address, and the night stands", async () => {
  monitor.status = 500;
  const { serve } = await install();
  const service = await serve({ lockMs: LOCK_MS });
  expect(await service.finish(FIRST_NIGHT)).toMatchObject({ status: "done" });
  await service.tickUntil("the log says so", () =>
    service.log.some((line) => line.includes("the outside monitor did not answer")),
  );
  expect(service.log.join("\n")).not.toContain("a-night");
  await service.drain();
});
