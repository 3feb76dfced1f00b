/** What `npm test` runs: every check in order, and a plain last line `N passed, N failed`. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = await mkdtemp(join(tmpdir(), "account-audit-run-"));
const reportFile = join(scratch, "tests.json");

interface Check {
  name: string;
  command: readonly [string, ...string[]];
}

const CHECKS: readonly Check[] = [
  { name: "format", command: ["prettier", "--check", "--log-level", "warn", "."] },
  { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
  { name: "types", command: ["tsc", "--noEmit"] },
  {
    name: "tests",
    command: ["vitest", "run", "--reporter=dot", "--reporter=json", `--outputFile.json=${reportFile}`],
  },
];

/** Our own Node and tools first; an empty environment has no PATH at all. */
const path = [
  join(root, "node_modules", ".bin"),
  dirname(process.execPath),
  process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
];

function run({ command: [program, ...words] }: Check): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(join(root, "node_modules", ".bin", program), words, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, PATH: path.join(delimiter) },
    });
    child.once("error", (error) => {
      console.log(`${program} does not start (${error.message}). Run npm ci first.`);
      resolve(false);
    });
    child.once("exit", (code) => resolve(code === 0));
  });
}

interface Counts {
  passed: number;
  failed: number;
}

/** vitest's own counts. A file that could not even be loaded has no tests: it counts as one that failed. */
async function testCounts(): Promise<Counts> {
  const text = await readFile(reportFile, "utf8").catch(() => null);
  if (text === null) return { passed: 0, failed: 0 };
  const report: {
    numPassedTests: number;
    numFailedTests: number;
    testResults: { status: string; assertionResults: unknown[] }[];
  } = JSON.parse(text);
  const { numPassedTests, numFailedTests, testResults } = report;
  const unloaded = testResults.filter(
    (each) => each.status === "failed" && each.assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length };
}

const total: Counts = { passed: 0, failed: 0 };
const failed: string[] = [];
for (const check of CHECKS) {
  console.log(`── ${check.name}`);
  const began = performance.now();
  const fine = await run(check);
  total[fine ? "passed" : "failed"] += 1;
  if (!fine) failed.push(check.name);
  console.log(
    `── ${check.name} ${fine ? "passed" : "FAILED"} in ${((performance.now() - began) / 1000).toFixed(1)} s\n`,
  );
}
const tests = await testCounts();
await rm(scratch, { recursive: true, force: true });
if (failed.length > 0) console.log(`failed: ${failed.join(", ")}`);
console.log(`${total.passed + tests.passed} passed, ${total.failed + tests.failed} failed`);
process.exitCode = total.failed + tests.failed > 0 ? 1 : 0;
