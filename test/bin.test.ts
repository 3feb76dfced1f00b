import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./support/source-tree.ts";

const BIN = join(ROOT, "bin", "account-audit.js");
const run = (words: readonly string[], cwd = ROOT) =>
  spawnSync(process.execPath, [BIN, ...words], { env: {}, cwd, encoding: "utf8" });

/** The fastest of some tries, in milliseconds: what the machine's other work adds is not ours. */
function fastest(words: readonly string[]): number {
  const times = Array.from({ length: 7 }, () => {
    const began = performance.now();
    spawnSync(process.execPath, words, { env: {} });
    return performance.now() - began;
  });
  return Math.min(...times);
}

test("--help works with an empty environment, names every exit code and costs at most six empty starts of Node", () => {
  const { status, stdout, stderr } = run(["--help"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("Exit codes: 0");
  expect(fastest([BIN, "--help"]) / fastest(["-e", "0"])).toBeLessThan(6);
});

test("a mistake in the call ends with code 2 and no stack trace", () => {
  const { status, stderr } = run(["accuonts"]);
  expect(status).toBe(2);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test("init works from the command line and says what to do next", () => {
  const cwd = mkdtempSync(join(tmpdir(), "account-audit-bin-"));
  const { status, stdout, stderr } = run(["init"], cwd);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(readdirSync(cwd).toSorted()).toEqual(["account-audit.key", "account-audit.yaml"]);
  expect(stdout).toContain("Next:");
  const again = run(["init"], cwd);
  expect(again.status).toBe(2);
  expect(again.stderr).toContain("There is a settings file already");
  rmSync(cwd, { recursive: true });
});
