import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandIo } from "../../src/cli/command.ts";
import { main } from "../../src/cli/main.ts";
import { newKeyText } from "../../src/secrets.ts";
import { clockAt, type SettableClock } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** The local date of a workplace's clock, before a test sets another. */
export const TODAY = "2026-11-23";

/** A working directory with settings and a key, on a database of its own. */
export interface Workplace {
  cwd: string;
  database: FreshDatabase;
  env: NodeJS.ProcessEnv;
  /** What the commands go by: it stands still on the Monday after the made-up rows, at nine in the morning. */
  clock: SettableClock;
  file(name: string, content: string | Uint8Array): string;
  run(argv: readonly string[], io?: Partial<CommandIo>): Promise<Ran>;
  close(): Promise<void>;
}

const SETTINGS = `
organisations:
  - { id: group, name: Example College Group, short_name: ECG }
  - { id: north, name: North College, short_name: NOR }
  - { id: south, name: South & East College, short_name: SEC }
group: group
`;

export async function openWorkplace(settings = SETTINGS): Promise<Workplace> {
  const cwd = mkdtempSync(join(tmpdir(), "account-audit-cli-"));
  const database = await freshDatabase();
  writeFileSync(join(cwd, "account-audit.yaml"), settings);
  const env = { DATABASE_URL: database.url, ACCOUNT_AUDIT_KEY: newKeyText() };
  const clock = clockAt(`${TODAY}T09:00:00Z`);
  return {
    cwd,
    database,
    env,
    clock,
    file(name, content) {
      writeFileSync(join(cwd, name), content);
      return name;
    },
    run: (argv, io = {}) => runCommand(argv, { env, cwd, clock, ...io }),
    async close() {
      await database.close();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}

export async function runCommand(argv: readonly string[], io: Partial<CommandIo> = {}): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  const code = await main(argv, {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    isTty: false,
    columns: 80,
    color: false,
    env: {},
    cwd: tmpdir(),
    stdin: () => Promise.reject(new Error("the test gave no standard input")),
    prompt: () => Promise.reject(new Error("the test gave no answer")),
    promptHidden: () => Promise.reject(new Error("the test gave no answer")),
    ...io,
  });
  return { code, stdout, stderr };
}
