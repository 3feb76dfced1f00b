/**
 * The ledger and the meter after a SIGKILL: a worker process runs the first night of the reference accounts, is killed in the
 * middle, and another process ends the night. The meter must lie between what the ledger has settled and what it counts, and
 * equal both where no call was in flight. `npm run bench:killed-night [-- --rounds N]`
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { SILENT } from "../src/log.ts";
import { runNight, withService } from "../src/demo/nights.ts";
import { dollars, FIRST_NIGHT, openReference } from "./reference-college.ts";
import { ledgerOfRun } from "../test/support/ledger.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "3" } } });
const WORKER = fileURLToPath(new URL("./night-worker.ts", import.meta.url));
let failed = 0;

for (let round = 1; round <= Number(values.rounds); round++) {
  const reference = await openReference();
  const { store, sandbox, env, home } = reference;
  try {
    const killAfter = 20 * round;
    const worker = spawn(process.execPath, [WORKER, FIRST_NIGHT], { env, cwd: home, stdio: "inherit" });
    const exited = new Promise((resolve) => worker.once("exit", resolve));
    while (requests(sandbox.meter.requests) < killAfter && worker.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    worker.kill("SIGKILL");
    await exited;
    const before = requests(sandbox.meter.requests);
    const run = await withService(store, SILENT, (service) => runNight(store, service, FIRST_NIGHT), 1000);
    const { settled, counted, inFlight } = await ledgerOfRun(store.db, run.id);
    const meter = sandbox.meter.listPriceMicroUsd;
    console.log(
      `killed after ${before} requests: run ${run.status}; settled ${dollars(settled)} ≤ meter ${dollars(meter)} ≤ ledger ${dollars(counted)}, ${inFlight} calls in flight when killed`,
    );
    if (settled > meter || meter > counted || (inFlight === 0 && settled !== counted)) failed += 1;
  } finally {
    await reference.close();
  }
}
if (failed > 0) console.error(`FAILED: ${failed} rounds`);
process.exitCode = failed === 0 ? 0 : 1;

function requests(byEndpoint: Readonly<Record<string, number>>): number {
  return Object.values(byEndpoint).reduce((sum, count) => sum + count, 0);
}
