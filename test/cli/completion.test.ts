import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { runCommand } from "./support.ts";

const script = async (shell: string) => (await runCommand(["completion", shell])).stdout;

/** What bash offers at the end of a line, with the script sourced. */
async function offered(line: string): Promise<string[]> {
  const words = line.split(" ");
  const ask = `${await script("bash")}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}
_account_audit; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["--norc"], { input: ask, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.trim().split("\n");
}

test.each([
  ["account-audit sta", ["status"]],
  ["account-audit accounts ex", ["export"]],
  ["account-audit findings list --sta", ["--status"]],
  ["account-audit findings list --severity m", ["medium"]],
  ["account-audit completion z", ["zsh"]],
  ["account-audit --vers", ["--version"]],
])("bash completes `%s`", async (line, words) => {
  expect(await offered(line)).toEqual(words);
});

test("bash offers all inner commands, and none of another command", async () => {
  const words = await offered("account-audit runs ");
  expect(words).toEqual(expect.arrayContaining(["list", "show", "--help"]));
  expect(words).not.toContain("import");
});

const isInstalled = (shell: string) => spawnSync(shell, ["--version"]).error === undefined;

for (const shell of ["zsh", "fish"]) {
  test.skipIf(!isInstalled(shell))(
    `${shell} can read the script for it (left out where ${shell} is not installed)`,
    async () => {
      const input = await script(shell);
      const { status, stderr } = spawnSync(shell, ["-n"], { input, encoding: "utf8" });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    },
  );
}

test.each(["zsh", "fish"])(
  "the script for %s knows inner commands, options and their choices",
  async (shell) => {
    const text = await script(shell);
    for (const word of ["leaver", "dry-run", "safeguarding high medium low"]) expect(text).toContain(word);
  },
);

test("an unknown shell is a mistake in the call", async () => {
  expect((await runCommand(["completion", "csh"])).code).toBe(2);
});
