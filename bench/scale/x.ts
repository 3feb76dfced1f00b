/** X for the benchmarks at scale: the sandbox with many accounts, and its pages as rows. */
import { createHash } from "node:crypto";
import {
  addPost,
  addUser,
  createWorld,
  follow,
  startXSandbox,
  strangers,
  type SandboxUser,
  type SandboxWorld,
} from "../../connectors/x/sandbox.ts";
import { addDays, instantOf, localDateOf } from "../../src/core/calendar.ts";
import type { LocalDate } from "../../src/core/time.ts";
import type { PageRows, StandIn } from "./stand-in.ts";

const ZONE = "Europe/London";
/** One account in so many gains a follow in a day, which the head check must find. */
const ONE_IN = 7;
const DAYS_BEFORE = 10;
const NO_LIMITS = {
  users: Infinity,
  "users/by": Infinity,
  "users/tweets": Infinity,
  "users/following": Infinity,
};

export const x: StandIn = {
  platform: "x",
  env: (url) => ({ X_BEARER_TOKEN: "made-up", X_API_URL: url }),
  async start({ accounts, follows }, clock) {
    const world = createWorld(7);
    const users = Array.from({ length: accounts }, (_, index) => {
      const user = addUser(world, { username: `dept_${index}` });
      user.following = strangers(world, follows);
      return user;
    });
    const today = localDateOf(clock.now(), ZONE);
    for (let day = -DAYS_BEFORE; day < 0; day++) liveOneDay(world, users, addDays(today, day));
    const sandbox = await startXSandbox({ world, clock, limits: NO_LIMITS });
    return {
      url: sandbox.url,
      handles: users.map(({ username }) => username),
      live: (date) => liveOneDay(world, users, date),
      meter: () => ({
        requests: Object.values(sandbox.meter.requests).reduce((sum, count) => sum + count, 0),
        microUsd: sandbox.meter.listPriceMicroUsd,
      }),
      resetMeter: () => sandbox.resetMeter(),
      stop: () => sandbox.stop(),
    };
  },
  rowsOf(path, body) {
    const data = (body as { data?: readonly XRow[] }).data ?? [];
    const owner = /^\/2\/users\/(\d+)\//u.exec(path)?.[1] ?? "";
    const none: PageRows = { account_states: [], posts: [], follows: [] };
    if (path.includes("/tweets")) return { ...none, posts: data.map((row) => postRow(owner, row)) };
    if (path.includes("/following")) return { ...none, follows: data.map((row) => followRow(owner, row)) };
    return { ...none, account_states: data.map(stateRow) };
  },
};

function liveOneDay(world: SandboxWorld, users: readonly SandboxUser[], date: LocalDate): void {
  const day = Number(date.slice(-2));
  for (const [index, user] of users.entries()) {
    for (const hour of ["09", "15"]) {
      const at = instantOf(date, `${hour}:${String(index % 60).padStart(2, "0")}`, ZONE);
      addPost(world, user, { at, text: `A day at college, ${date}` });
    }
    if (index % ONE_IN === day % ONE_IN) follow(user, strangers(world, 1)[0] ?? "");
  }
}

interface XRow {
  id: string;
  username?: string;
  created_at?: string;
}

function stateRow(row: XRow): Readonly<Record<string, unknown>> {
  return { account_id: row.id, presence: "present", profile: JSON.stringify(row), surveyed_at: new Date() };
}

function postRow(owner: string, row: XRow): Readonly<Record<string, unknown>> {
  return {
    account_id: owner,
    post_id: row.id,
    url: `https://x.com/i/status/${row.id}`,
    at: row.created_at ?? "",
    kind: "original",
    tagged_organisations: [],
  };
}

function followRow(owner: string, row: XRow): Readonly<Record<string, unknown>> {
  const idHash = createHash("sha256").update(row.id).digest();
  const handleHash = createHash("sha256")
    .update(row.username ?? "")
    .digest();
  return {
    account_id: owner,
    row_hash: idHash,
    id_hash: idHash,
    handle_hash: handleHash,
    first_seen_at: new Date(),
  };
}
