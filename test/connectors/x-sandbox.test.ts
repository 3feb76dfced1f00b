import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type Sandbox,
  type SandboxUser,
  type SandboxWorld,
  addPost,
  addUser,
  createWorld,
  follow,
  idAt,
  startXSandbox,
  strangers,
  unfollow,
} from "../../connectors/x/sandbox.ts";
import { clockAt } from "../support/clock.ts";
import { NOW } from "./scene.ts";

const clock = clockAt(NOW);
let world: SandboxWorld;
let user: SandboxUser;
let sandbox: Sandbox;

beforeEach(async () => {
  clock.set(NOW);
  world = createWorld(7);
  user = addUser(world, { username: "conel_library", following: strangers(world, 12), followingGap: 2 });
  sandbox = await startXSandbox({ world, clock, limits: { "users/following": 3 } });
});
afterEach(() => sandbox.stop());

function get(
  path: string,
  headers: Record<string, string> = { authorization: "Bearer token" },
): Promise<Response> {
  return fetch(`${sandbox.url}${path}`, { headers });
}
const json = async (path: string): Promise<unknown> => (await get(path)).json();
const following = (query: string): string => `/2/users/${user.id}/following?${query}`;

describe("the sandbox of X", () => {
  it("wants a bearer token", async () => {
    expect((await get("/2/users?ids=1", {})).status).toBe(401);
    expect((await get("/2/users?ids=1", { authorization: "Basic token" })).status).toBe(401);
  });

  it("allows so many calls in 15 minutes, says so, and begins again after them", async () => {
    const remaining: (string | null)[] = [];
    for (let n = 0; n < 3; n++) {
      remaining.push((await get(following("max_results=1"))).headers.get("x-rate-limit-remaining"));
    }
    const refused = await get(following("max_results=1"));
    expect([remaining, refused.status]).toEqual([["2", "1", "0"], 429]);
    const reset = Number(refused.headers.get("x-rate-limit-reset")) * 1000;
    expect(reset).toBe(NOW.getTime() + 15 * 60_000);
    clock.set(new Date(reset));
    expect((await get(following("max_results=1"))).status).toBe(200);
  });

  it.each([
    ["/2/users?ids=", "an empty list of ids"],
    ["/2/users", "no ids"],
    [`/2/users?ids=${Array.from({ length: 101 }, (_, n) => n).join(",")}`, "more than 100 ids"],
    ["/2/users/by?usernames=no-handle", "a word that is no handle"],
    ["/2/users/1/tweets?max_results=4", "a timeline page under 5"],
    ["/2/users/1/tweets?max_results=101", "a timeline page over 100"],
    ["/2/users/1/following?max_results=1001", "a follow page over 1,000"],
    ["/2/users/1/following?max_results=0", "a follow page of 0"],
    ["/2/users/1/tweets?post.fields=id", "the other vocabulary"],
    ["/2/users?ids=1&user.fields=most_recent_post_id", "a field of the other vocabulary"],
    ["/2/users/1/tweets?expansions=referenced_posts", "an expansion that this vocabulary lacks"],
    ["/2/users/1/tweets?since=1", "a parameter that does not exist"],
  ])("%s is refused: %s", async (path) => {
    const response = await get(path);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      title: "Invalid Request",
      errors: [{ message: expect.any(String) }],
    });
  });

  it("charges the same resource once a UTC day, and lists every row", async () => {
    await get(following("max_results=12"));
    await get(following("max_results=12"));
    expect(sandbox.meter).toMatchObject({
      listPriceMicroUsd: 240_000,
      chargedMicroUsd: 120_000,
      rows: { follow: 24 },
    });
    clock.set("2026-11-24T00:00:00Z");
    await get(following("max_results=12"));
    expect(sandbox.meter).toMatchObject({ listPriceMicroUsd: 360_000, chargedMicroUsd: 240_000 });
  });

  it("counts what a list omits", async () => {
    const body = await json(`/2/users?ids=${user.id}&user.fields=public_metrics`);
    expect(body).toMatchObject({ data: [{ public_metrics: { following_count: 14 } }] });
  });

  it("shows the world as it is now", async () => {
    const [newest = ""] = strangers(world, 1);
    follow(user, newest);
    unfollow(user, user.following[5] ?? "");
    expect(await json(following("max_results=1"))).toMatchObject({ data: [{ id: newest }] });
    expect(user.following).toHaveLength(12);
  });

  it("leaves data out of an empty list", async () => {
    expect(await json(`/2/users/${user.id}/tweets`)).toEqual({ meta: { result_count: 0 } });
  });

  it("keeps posts newest first, in whatever order they were added", () => {
    const ids = ["2026-11-20", "2026-11-22", "2026-11-21"].map(
      (day) => addPost(world, user, { at: day, text: day }).id,
    );
    expect(user.posts.map((post) => post.text)).toEqual(["2026-11-22", "2026-11-21", "2026-11-20"]);
    expect(ids.toSorted()).toEqual([ids[0], ids[2], ids[1]]);
  });

  it("a dropped row is missing in one reading and back in the next", async () => {
    world.faults.push({ kind: "dropped-rows", endpoint: "users/following", times: 1 });
    const counts = [await json(following("max_results=100")), await json(following("max_results=100"))];
    expect(counts).toMatchObject([{ meta: { result_count: 11 } }, { meta: { result_count: 12 } }]);
  });
});

it("ids grow with time, and those of one moment differ", () => {
  const ids = [idAt(NOW, 1), idAt(NOW, 2), idAt(new Date(NOW.getTime() + 1), 0)];
  expect(ids.toSorted()).toEqual(ids);
  expect(ids.every((id) => /^\d{19}$/.test(id))).toBe(true);
});
