import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { expect, test } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { COMMANDS } from "../../src/cli/main.ts";
import { wantsColor } from "../../src/cli/terminal.ts";
import { ROOT } from "../support/source-tree.ts";
import { runCommand } from "./support.ts";

/** Every command and inner command, as the words that lead to it. */
async function allPaths(): Promise<string[][]> {
  const paths: string[][] = [];
  for (const entry of COMMANDS) {
    const { command } = await entry.load();
    const built = new Command(entry.name);
    command.build(built, IO, () => undefined);
    paths.push([entry.name], ...built.commands.map((inner) => [entry.name, inner.name()]));
  }
  return paths;
}

const IO = {
  stdout: () => undefined,
  stderr: () => undefined,
  isTty: false,
  columns: 80,
  color: false,
  env: {},
  cwd: "",
  stdin: () => Promise.reject(new Error("none")),
  prompt: () => Promise.reject(new Error("none")),
  promptHidden: () => Promise.reject(new Error("none")),
};

test("every command and inner command shows examples of itself in its help", async () => {
  for (const path of await allPaths()) {
    const { code, stdout } = await runCommand([...path, "--help"]);
    expect({ path, code }).toEqual({ path, code: 0 });
    const [, shown = ""] = stdout.split("\nExamples:\n");
    expect(shown, path.join(" ")).toMatch(new RegExp(`^  account-audit ${path.join(" ")}`, "mu"));
  }
});

test("an entry of the table and its command say the same name and summary", async () => {
  for (const entry of COMMANDS) {
    const { command } = await entry.load();
    expect(command).toMatchObject({ name: entry.name, summary: entry.summary });
  }
});

test.each([
  [["statsu"], "status"],
  [["findigns", "list"], "findings"],
  [["accounts", "improt", "a.csv"], "import"],
  [["runs", "list", "--limti", "3"], "--limit"],
])("%j names the nearest word and how to get help, with exit code 2", async (words, nearest) => {
  const { code, stderr } = await runCommand(words);
  expect(code).toBe(2);
  expect(stderr).toContain(`Did you mean ${nearest}?`);
  expect(stderr).toMatch(/→ account-audit[ \w]* --help/u);
});

test("the README's table and --help give every exit code the same meaning", async () => {
  const { stdout } = await runCommand(["--help"]);
  const told = stdout.replaceAll(/\s+/gu, " ").replaceAll("`", "");
  const rows = readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/^\| ([0-9]) +\| (.+?) +\|$/gmu);
  const meanings = [...rows].map(([, code, meaning = ""]) => `${code} ${meaning.replaceAll("`", "")}`);
  expect(meanings.map((one) => Number(one.charAt(0)))).toEqual(Object.values(EXIT));
  for (const meaning of meanings) expect(told).toContain(meaning);
});

test("--version is the version of the manifest", async () => {
  const { code, stdout } = await runCommand(["--version"]);
  expect({ code, shape: /^\d+\.\d+\.\d+\n$/u.test(stdout) }).toEqual({ code: 0, shape: true });
});

test.each<[string, Record<string, string>, boolean, boolean]>([
  ["a terminal", {}, true, true],
  ["a pipe", {}, false, false],
  ["a terminal with NO_COLOR", { NO_COLOR: "1" }, true, false],
  ["a terminal with an empty NO_COLOR", { NO_COLOR: "" }, true, true],
  ["a pipe with FORCE_COLOR", { FORCE_COLOR: "1" }, false, true],
  ["a pipe with both", { FORCE_COLOR: "1", NO_COLOR: "1" }, false, false],
  ["a terminal with FORCE_COLOR=0", { FORCE_COLOR: "0" }, true, false],
  ["a dumb terminal", { TERM: "dumb" }, true, false],
])("colour in %s", (_, env, isTty, wanted) => expect(wantsColor(env, isTty)).toBe(wanted));
