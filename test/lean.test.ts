import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { ROOT } from "./support/source-tree.ts";

/** What a process holds at most, in megabytes, that opens the store's modules. */
function peakOf(prelude: string): number {
  const script = `${prelude}; await import("./src/store/database.ts"); console.log(process.resourceUsage().maxRSS / 1024)`;
  const words = ["--input-type=module", "--eval", script];
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: "utf8" });
  expect(stderr).toBe("");
  return Number(stdout);
}

test("a process that stays lean loads the store in a part of the memory", () => {
  const lean = peakOf('(await import("./src/lean.ts")).stayLean()');
  expect(lean).toBeGreaterThan(0);
  expect(lean).toBeLessThan(160);
});

test("what is loaded lean is the same code: the version's CommonJS build", () => {
  const script = `(await import("./src/lean.ts")).stayLean();
    const { eq } = await import("drizzle-orm");
    const { accounts } = await import("./src/store/schema/index.ts");
    const { is, Column } = await import("drizzle-orm");
    console.log(is(accounts.id, Column), typeof eq)`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(stdout.trim()).toBe("true function");
});
