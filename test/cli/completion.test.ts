import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
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

/** The script in a file, as it is installed: fish 3 takes the socket that Node gives a child as its input for a folder. */
async function installed(shell: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "account-audit-completion-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, shell);
  writeFileSync(file, await script(shell));
  return file;
}

for (const shell of ["zsh", "fish"]) {
  test.skipIf(!isInstalled(shell))(
    `${shell} can read the script for it (left out where ${shell} is not installed)`,
    async () => {
      const { status, stderr } = spawnSync(shell, ["-n", await installed(shell)], { encoding: "utf8" });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    },
  );
}

test.skipIf(!isInstalled("fish")).each([
  ["account-audit sta", ["status"]],
  ["account-audit accounts ex", ["export"]],
  ["account-audit findings list --sta", ["--status"]],
  ["account-audit completion z", ["zsh"]],
])("fish completes `%s` (left out where fish is not installed)", async (line, words) => {
  const ask = `source ${await installed("fish")}; complete --do-complete '${line}'`;
  const { stdout, stderr } = spawnSync("fish", ["--no-config", "-c", ask], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(
    stdout
      .trim()
      .split("\n")
      .map((offer) => offer.split("\t")[0]),
  ).toEqual(words);
});

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
