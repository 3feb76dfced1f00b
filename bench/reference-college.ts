/** The accounts of the reference night (docs/spend.md) over X's sandbox, registered in a database of their own. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  addPost,
  addUser,
  createWorld,
  startXSandbox,
  strangers,
  type Sandbox,
  type SandboxUser,
  type SandboxWorld,
} from "../connectors/x/sandbox.ts";
import { openStore, type Store } from "../src/compose.ts";
import { addDays, instantOf } from "../src/core/calendar.ts";
import { madeUpClock, type MadeUpClock } from "../src/demo/nights.ts";
import { FIELD_DEFAULTS } from "../src/register/entry.ts";
import { newKeyText } from "../src/secrets.ts";
import { importAccounts } from "../src/store/account-import.ts";
import { knowLearner } from "./known-learner.ts";

export const ACCOUNTS = 40;
export const FOLLOWS = 400;
export const FIRST_NIGHT = "2026-09-01";
export const ZONE = "Europe/London";
const GAPPED = 5;
/** Room for the first night, and the learner rules on, since without them no follow list is read. */
const SETTINGS = `budgets:
  x: { night_usd: 200, month_usd: 400 }
privacy: { dpia_reference: made up, lawful_basis: made up, contact: dpo@college.example }
`;

export interface Reference {
  store: Store & { clock: MadeUpClock };
  sandbox: Sandbox;
  world: SandboxWorld;
  users: readonly SandboxUser[];
  env: Readonly<Record<string, string>>;
  home: string;
  close(): Promise<void>;
}

/** 40 accounts, 2 posts a day for the month before, 400 follows each, a gap of 3 between count and list on five. */
export async function openReference(): Promise<Reference> {
  const clock = madeUpClock(instantOf(FIRST_NIGHT, "00:30", ZONE));
  const world = createWorld(7);
  const users = Array.from({ length: ACCOUNTS }, (_, index) => {
    const user = addUser(world, { username: `dept_${index}`, followingGap: index < GAPPED ? 3 : 0 });
    user.following = strangers(world, FOLLOWS);
    return user;
  });
  for (let day = -30; day < 0; day++) postTwice(world, users, addDays(FIRST_NIGHT, day));
  const sandbox = await startXSandbox({ world, clock });
  const home = await mkdtemp(join(tmpdir(), "reference-night-"));
  await writeFile(join(home, "account-audit.yaml"), SETTINGS);
  const env = {
    ACCOUNT_AUDIT_HOME: home,
    ACCOUNT_AUDIT_KEY: newKeyText(),
    X_BEARER_TOKEN: "made-up",
    X_API_URL: sandbox.url,
  };
  const store = { ...(await openStore({ env, cwd: home }, { clock })), clock };
  await register(store, users);
  // Whom nobody follows.
  const learner = { platform: "x", kind: "handle", name: "nobody_follows_me", asOf: FIRST_NIGHT } as const;
  await knowLearner(store, env.ACCOUNT_AUDIT_KEY, learner);
  return {
    store,
    sandbox,
    world,
    users,
    env,
    home,
    async close() {
      await store.close();
      await sandbox.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Each account's two posts of a day. */
export function postTwice(world: SandboxWorld, users: readonly SandboxUser[], date: string): void {
  for (const [index, user] of users.entries()) {
    for (const hour of ["09", "15"]) {
      const at = instantOf(date, `${hour}:${String(index).padStart(2, "0")}`, ZONE);
      addPost(world, user, { at, text: `A day at college, ${date}` });
    }
  }
}

async function register(store: Store, users: readonly SandboxUser[]): Promise<void> {
  const entries = users.map((user, index) => ({
    line: index + 2,
    id: null,
    platform: "x" as const,
    handle: user.username,
    handleKey: user.username.toLowerCase(),
    fields: { ...FIELD_DEFAULTS, organisations: ["conel"], department: `Department ${index}` },
  }));
  const now = store.clock.now();
  await importAccounts(store.db, entries, {
    now,
    ids: store.ids,
    dryRun: false,
    partial: false,
    problems: [],
  });
}

export function dollars(microUsd: number): string {
  return `$${(microUsd / 1e6).toFixed(2)}`;
}
