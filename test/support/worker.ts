/** A service in a process of its own, that tests kill. It is told everything by one argument of JSON, and by the environment. */
import { setTimeout as pause } from "node:timers/promises";
import { startService } from "../../src/compose/service.ts";
import { SILENT } from "../../src/log.ts";
import { clockAt } from "./clock.ts";
import { LOCK_MS, openFastStore, type WorkerOptions } from "./fast-store.ts";

const TICK_MS = 100;

const told: WorkerOptions & { now: string; cwd: string } = JSON.parse(process.argv[2] ?? "{}");
const { role = "all", lockMs = LOCK_MS, timeoutMs } = told;
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
const store = await openFastStore(
  process.env as Record<string, string>,
  told.cwd,
  clockAt(told.now),
  timeoutMs === undefined ? {} : { timeoutMs },
);
const service = await startService(store, { role, lockMs, log: SILENT });
process.stdout.write("ready\n");
while (!stop.signal.aborted) {
  await service.tick();
  await pause(TICK_MS);
}
await service.drain();
await store.close();
