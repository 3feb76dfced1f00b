import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  addPost,
  addUser,
  createWorld,
  startXSandbox,
  type Sandbox,
  type SandboxWorld,
} from "../../connectors/x/sandbox.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { DAY_MS } from "../../src/core/time.ts";
import { openWorkplace, type Workplace } from "../cli/support.ts";
import { startScripted } from "../mail/smtp-server.ts";
import { ROOT } from "../support/source-tree.ts";

const SETTINGS = `
organisations:
  - { id: north, name: North College, short_name: NOR }
group: north
mail: { digest_to: [head@college.example] }
`;
const REGISTER = `platform,handle,organisation,department,kind,opened_on
x,north,north,North,official,
x,quiet,north,Library,,2020-01-01
`;

let world: SandboxWorld;
let sandbox: Sandbox;
let workplace: Workplace;
beforeAll(async () => {
  workplace = await openWorkplace(SETTINGS);
  const { clock } = workplace;
  const daysBefore = (days: number) => new Date(clock.now().getTime() - days * DAY_MS);
  world = createWorld();
  for (const username of ["north", "quiet"]) {
    const user = addUser(world, { username });
    const days = username === "quiet" ? [400] : [5, 4, 3, 2, 1];
    for (const day of days) addPost(world, user, { at: daysBefore(day), text: "Hello" });
  }
  sandbox = await startXSandbox({ world, clock });
  workplace.env["X_BEARER_TOKEN"] = "made-up";
  workplace.file("register.csv", REGISTER);
  await workplace.run(["accounts", "import", "register.csv"]);
});
beforeEach(() => {
  world.faults.length = 0;
  workplace.env["X_API_URL"] = sandbox.url;
});
afterAll(async () => {
  await sandbox.stop();
  await workplace.close();
});

const scan = (...words: string[]) => workplace.run(["scan", ...words]);

test("25: everything read and nothing asked for is code 0, though there are findings", async () => {
  const { code, stdout } = await scan("--all");
  expect(stdout).toContain("Nothing posted for 400 open days");
  expect(code).toBe(EXIT.ok);
});

test("25: a finding at or above --fail-on is code 1, one below it is not", async () => {
  expect(await scan("--all", "--fail-on", "low")).toMatchObject({ code: EXIT.findings });
  expect(await scan("x:north", "--fail-on", "low")).toMatchObject({ code: EXIT.ok });
});

test.each([
  ["an unknown account", ["scan", "x:nobody_of_ours"]],
  ["no account", ["scan"]],
  ["an unknown option", ["scan", "--al"]],
  ["an unknown severity", ["scan", "--all", "--fail-on", "hihg"]],
  ["a file that is not there", ["accounts", "import", "nowhere.csv"]],
])("25: %s is code 2, and what to do is said", async (_what, argv) => {
  const { code, stderr } = await workplace.run(argv);
  expect(code).toBe(EXIT.usage);
  expect(stderr).not.toMatch(/^\s+at /mu);
  expect(stderr).toMatch(/^→ |--help/mu);
});

test.each(["unauthorised", "payment-required", "html", "truncated-json"] as const)(
  "25: X that answers with %s is code 3: not read is not fine",
  async (kind) => {
    world.faults.push({ kind });
    const { code, stdout } = await scan("x:north", "--fail-on", "low");
    expect(stdout).toContain("Could not check:");
    expect(code).toBe(EXIT.incomplete);
  },
);

test("25: mail whose end nobody knows is code 3", async () => {
  const dropping = await startScripted({ dot: "drop" });
  workplace.env["SMTP_URL"] = dropping.url;
  await workplace.run(["go-live", "--yes"]);
  expect(await workplace.run(["digest", "send", "--now"])).toMatchObject({ code: EXIT.incomplete });
  await dropping.close();
});

test("25: a database that does not answer is code 4, from the process as from the command", async () => {
  const url = new URL(workplace.database.url);
  url.host = "127.0.0.1:9";
  const env = { ...workplace.env, DATABASE_URL: url.href };
  expect(await workplace.run(["scan", "--all"], { env })).toMatchObject({ code: EXIT.failure });
  const bin = join(ROOT, "bin", "account-audit.js");
  const { status, stderr } = spawnSync(process.execPath, [bin, "scan", "--all"], {
    env,
    cwd: workplace.cwd,
    encoding: "utf8",
  });
  expect(status).toBe(EXIT.failure);
  expect(stderr).toMatch(/could not be used.*\n→ /u);
});
