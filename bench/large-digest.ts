/**
 * The end of a large night: concluding the run, and the digest of what it found, with time and memory of each.
 * `npm run bench:large-digest [-- --accounts 52,1000,10000]`
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openStore, SYSTEM_CLOCK } from "../src/compose.ts";
import { newKeyText } from "../src/secrets.ts";
import { startChild } from "./scale/child.ts";
import type { Task } from "./scale/digest-process.ts";
import { seedNight } from "./scale/many-seeded.ts";

const MOST_SECONDS = 30;
const MOST_MB = 500;

const { values } = parseArgs({ options: { accounts: { type: "string", default: "52,1000,10000" } } });
let failed = 0;
for (const accounts of values.accounts.split(",").map(Number)) await measure(accounts);
process.exitCode = failed === 0 ? 0 : 1;

async function measure(accounts: number): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "account-audit-bench-"));
  await writeFile(
    join(home, "account-audit.yaml"),
    "mail: { from: audit@college.example, digest_to: [a@college.example] }\n",
  );
  const env = { ACCOUNT_AUDIT_HOME: home, ACCOUNT_AUDIT_KEY: newKeyText() };
  const store = await openStore({ env, cwd: home });
  try {
    await seedNight(store, accounts);
    for (const what of ["conclude", "digest"] as const) {
      const child = startChild("./digest-process.ts", { env, cwd: home });
      const { seconds, cpuSeconds, beforeMb, peakMb, said } = await child.ask<Task>(what, SYSTEM_CLOCK.now());
      await child.end();
      console.log(
        `${accounts} accounts, ${what}: ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s CPU of ours), ${beforeMb.toFixed(0)} MB before, peak ${peakMb.toFixed(0)} MB; ${said}`,
      );
      if (seconds > MOST_SECONDS || peakMb > MOST_MB) failed += 1;
    }
  } finally {
    await store.close();
    await rm(home, { recursive: true, force: true });
  }
}
