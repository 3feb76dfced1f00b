import { mkdir, rename, stat, writeFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { settingsPaths, type Surroundings } from "../config.ts";
import { UserError } from "../errors.ts";
import { newKeyText } from "../secrets.ts";
import { systemCode } from "../system-code.ts";
import { readEnvironment } from "../settings/environment.ts";
import { settingsTemplate } from "../settings/template.ts";
import { examples, type CliCommand } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { writeJson } from "./json.ts";

export interface Initialised {
  settingsFile: string;
  keyFile: string;
  /** What was done and what to do next, for a person. */
  message: string;
}

export const command: CliCommand = {
  name: "init",
  summary: "Write a commented settings file and a key",
  build(command, io, exit) {
    command
      .option("--force", "move settings that are there aside and write new ones; a key is never replaced")
      .option("--json", "print JSON for machines")
      .addHelpText("after", examples("init", "init --force"))
      .action(async ({ force = false, json }: { force?: boolean; json?: true }) => {
        const { message, ...files } = await runInit({ cwd: io.cwd, env: io.env, force });
        if (json) writeJson(io, files);
        else io.stdout(message);
        exit(EXIT.ok);
      });
  },
};

/**
 * Writes a commented settings file and, where there is none, a key. Nothing is ever overwritten: with `force`, a settings
 * file that is there is moved aside; a key never, since a new one cannot read what the old one has hashed.
 *
 * @throws UserError when a settings file is there and `force` is not given.
 */
export async function runInit({ cwd, env, force }: Surroundings & { force: boolean }): Promise<Initialised> {
  const values = readEnvironment(env);
  const paths = settingsPaths(values, cwd);
  const moved = await moveAside(paths.settings, force);
  await writeNew(paths.settings, settingsTemplate(), 0o644);
  const needsKey = values.ACCOUNT_AUDIT_KEY === null && !(await exists(paths.key));
  if (needsKey) await writeNew(paths.key, `${newKeyText()}\n`, 0o600);
  const short = (path: string) => (relative(cwd, path).startsWith("..") ? path : relative(cwd, path));
  const done = [
    `${short(paths.settings)}  settings, every key explained`,
    ...(moved === null ? [] : [`${short(moved)}  the settings from before`]),
    needsKey
      ? `${short(paths.key)}  the key of all keyed hashes, readable by you alone`
      : "The key that was there stays.",
  ];
  return { settingsFile: paths.settings, keyFile: paths.key, message: [...done, "", NEXT, ""].join("\n") };
}

const NEXT = `Next:
1. Keep a copy of the key away from the database and its backups. Without it no keyed hash can be compared again.
2. Open the settings: closures, recipients, safeguarding leads, privacy.
3. Put X_BEARER_TOKEN and SMTP_URL into the environment (README, "Connecting X").
4. account-audit accounts import FILE.csv --dry-run
5. account-audit doctor`;

async function moveAside(path: string, force: boolean): Promise<string | null> {
  if (!(await exists(path))) return null;
  if (!force) {
    throw new UserError(
      "usage",
      `There is a settings file already: ${path}`,
      "Edit it, or give --force: it is then moved aside and a new one written.",
    );
  }
  for (let number = 1; ; number += 1) {
    const aside = `${path}.old-${number}`;
    if (await exists(aside)) continue;
    await rename(path, aside);
    return aside;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function writeNew(path: string, content: string, mode: number): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { mode, flag: "wx" });
  } catch (error) {
    throw new UserError(
      "configuration",
      `${path} cannot be written (${systemCode(error)}).`,
      "Run init in a folder that you may write to.",
    );
  }
}
