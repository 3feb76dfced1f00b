import { Option } from "commander";
import { everyMinute } from "../../jobs/cron.ts";
import { openStore, type Store } from "../compose.ts";
import { startService, type Service } from "../compose/service.ts";
import { refuseUnreadyLearnerRules } from "../compose/refusals.ts";
import { serviceProbe } from "../compose/probe.ts";
import { createLog, nameOf, type Log } from "../log.ts";
import { serveHealth } from "../serve/health.ts";
import type { Role } from "../store/services.ts";
import { examples, type CliCommand, type CommandIo } from "./command.ts";
import { EXIT } from "./exit-codes.ts";

export const command: CliCommand = {
  name: "serve",
  summary: "Run unattended: nightly audit, weekly e-mail",
  build(command, io, exit) {
    command
      .addOption(
        new Option("--role <role>", "what this process does")
          .choices(["all", "scheduler", "worker"])
          .default("all"),
      )
      .addHelpText(
        "after",
        `
One process does everything. For many workers: one --role scheduler, any number of --role worker, and
REDIS_URL or DATABASE_URL that all of them share. SIGTERM lets work at hand finish.
${examples("serve", "serve --role worker")}`,
      )
      .action(async (options: { role: Role }) => {
        await serve(io, options.role);
        exit(EXIT.ok);
      });
  },
};

async function serve(io: CommandIo, role: Role): Promise<void> {
  const log = createLog({ write: (line) => io.stdout(line) });
  const stopped = stopSignal();
  const store = await openStore(io, { log });
  try {
    refuseUnreadyLearnerRules(store.config);
    const service = await startService(store, { role, log });
    const health = await openHealth(store, service);
    log.info("serving", { role, port: health.port });
    const tick = () => tickSafely(store, service, log);
    await tick();
    let ticking = Promise.resolve();
    let missed = 0;
    const cron = everyMinute(
      () => (ticking = tick()),
      () => log.warn("a minute was left out: the process was busy or asleep", { sinceStart: ++missed }),
    );
    const signal = await stopped;
    log.info("stopping; work at hand is finished first", { signal });
    await cron.stop();
    await ticking;
    await service.drain();
    await health.close();
  } finally {
    await store.close();
  }
  log.info("stopped");
}

/** A port that cannot be had ends the service before it begins: its queues are closed first. */
async function openHealth(store: Store, service: Service): ReturnType<typeof serveHealth> {
  try {
    return await serveHealth(serviceProbe(store, service), store.config.healthPort);
  } catch (error) {
    await service.drain();
    throw error;
  }
}

/** A tick that fails is said and tried again at the next minute; /healthz turns red when none succeeds. */
async function tickSafely(store: Store, service: Service, log: Log): Promise<void> {
  try {
    if (await store.revive()) log.warn("the embedded Postgres had died and was started again");
    await service.tick();
  } catch (error) {
    log.error("the minute's wake failed", { error: nameOf(error) });
  }
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process as signals do. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
  });
}
