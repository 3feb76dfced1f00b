import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./support/source-tree.ts";

const BIN = join(ROOT, "bin", "account-audit.js");
const run = (words: readonly string[], cwd = ROOT) =>
  spawnSync(process.execPath, [BIN, ...words], { env: {}, cwd, encoding: "utf8" });

/** The packages that a command loads. */
function packagesOf(words: readonly string[]): string[] {
  const telling = `
    import { registerHooks } from "node:module";
    registerHooks({ resolve(name, context, next) {
      const found = next(name, context);
      console.error(found.url);
      return found;
    } });`;
  const hook = `data:text/javascript,${encodeURIComponent(telling)}`;
  const options = { env: {}, cwd: ROOT, encoding: "utf8" } as const;
  const { status, stderr } = spawnSync(process.execPath, ["--import", hook, BIN, ...words], options);
  expect(status).toBe(0);
  const names = stderr.matchAll(/\/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/gu);
  return [...new Set(Array.from(names, ([, name]) => name ?? ""))];
}

test("--help works with an empty environment and names every exit code", () => {
  const { status, stdout, stderr } = run(["--help"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("Exit codes: 0");
});

test("--help waits for no package but the one that reads the command line", () => {
  expect(packagesOf(["--help"])).toEqual(["commander"]);
  expect(packagesOf(["status", "--help"])).toContain("drizzle-orm");
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
