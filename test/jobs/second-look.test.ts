import { expect, test } from "vitest";
import { secondLook, type KnownAccount } from "../../jobs/survey/second-look.ts";
import { PlatformError, type Connector, type Surveyed } from "../../src/core/connector.ts";
import type { Presence } from "../../src/core/facts.ts";
import { createXConnector } from "../../connectors/x/index.ts";
import { account, callContext } from "../connectors/scene.ts";

const seen = (accountId: string, presence: Presence): Surveyed => ({
  accountId,
  status: "seen",
  presence,
  profile: null,
});
const profile = { createdAt: null, followers: 1, following: 1, posts: 1 };

function known(count: number, presence: Presence | null = "present"): KnownAccount[] {
  return Array.from({ length: count }, (_, index) => ({
    account: account({ id: `a${index}`, handle: `h${index}`, platformId: `${100 + index}` }),
    presence,
    isTakenOver: false,
  }));
}

/** What a look-up of one account alone says: by its id, and by its handle. */
interface Alone {
  byId?: (id: string) => Surveyed;
  byHandle?: (id: string) => Surveyed;
}

async function look(
  accounts: readonly KnownAccount[],
  gone: number,
  alone: Alone = {},
  how: "missing" | "suspended" = "missing",
) {
  const asked: string[] = [];
  const survey: Connector["survey"] = async ([one]) => {
    if (one === undefined) throw new Error("nobody was asked about");
    asked.push(`${one.id} by ${one.platformId === null ? "handle" : "id"}`);
    const say = one.platformId === null ? alone.byHandle : alone.byId;
    return [say?.(one.id) ?? seen(one.id, "missing")];
  };
  const answers = accounts.map(({ account: { id } }, index) => seen(id, index < gone ? how : "present"));
  const connector = { ...createXConnector({ bearerToken: null, apiUrl: null }), survey };
  const looked = await secondLook(connector, accounts, answers, callContext());
  return { asked, looked };
}

test("an account that a batch does not find is looked up alone, and then by its handle", async () => {
  const { asked, looked } = await look(known(20), 1);
  expect(asked).toEqual(["a0 by id", "a0 by handle"]);
  expect(looked[0]).toMatchObject({ presence: "missing" });
  expect(looked[0]).not.toHaveProperty("isTakenOver");
});

test("an account that was asked about alone is not asked about by its id once more", async () => {
  expect((await look(known(1), 1)).asked).toEqual(["a0 by handle"]);
});

test("what it says alone is what counts", async () => {
  const { looked } = await look(known(20), 1, { byId: (id) => seen(id, "present") });
  expect(looked[0]).toMatchObject({ presence: "present" });
});

test("a look-up that fails says nothing: the account is failed, not missing", async () => {
  const byId = () => {
    throw new PlatformError("x", "rate-limited", "wait");
  };
  const { looked } = await look(known(20), 1, { byId });
  expect(looked[0]).toMatchObject({ status: "failed", cause: "rate-limited" });
});

test("27: a limit that ends before the deadline is thrown, so that the survey waits for it", async () => {
  const limited = (retryAt: Date) => () => {
    throw new PlatformError("x", "rate-limited", "wait", retryAt);
  };
  const { deadline } = callContext();
  const tonight = look(known(20), 1, { byId: limited(new Date(deadline.getTime() - 1)) });
  await expect(tonight).rejects.toThrow(PlatformError);
  const byHandle = look(known(20), 1, { byHandle: limited(new Date(deadline.getTime() - 1)) });
  await expect(byHandle).rejects.toThrow(PlatformError);
  const { looked } = await look(known(20), 1, { byId: limited(deadline) });
  expect(looked[0]).toMatchObject({ status: "failed", cause: "rate-limited" });
});

test("a handle that another id has now was taken over; it is asked about no more", async () => {
  const byHandle = (accountId: string): Surveyed => ({
    accountId,
    status: "seen",
    presence: "present",
    profile: { ...profile, handle: "h0", platformId: "999" },
  });
  const { looked } = await look(known(20), 1, { byHandle });
  expect(looked[0]).toMatchObject({ presence: "missing", isTakenOver: true });
  const [first, ...others] = known(20);
  if (first === undefined) throw new Error("nobody");
  const again = await look([{ ...first, presence: "missing", isTakenOver: true }, ...others], 1, {
    byHandle,
  });
  expect(again.asked).toEqual(["a0 by id"]);
  expect(again.looked[0]).toMatchObject({ isTakenOver: true });
});

test.each<[string, number, number, Presence | null, boolean]>([
  ["four of twenty at once are an error of the platform's", 20, 4, "present", true],
  ["three of twenty are three accounts", 20, 3, "present", false],
  ["four of forty are four accounts: no more than a tenth", 40, 4, "present", false],
  ["five of forty are an error", 40, 5, "protected", true],
  ["those that were missing before are no wave", 20, 9, "missing", false],
  ["those that were never seen have not vanished: their handles are wrong", 20, 9, null, false],
])("%s", async (_, count, gone, before, isWave) => {
  const { asked, looked } = await look(known(count, before), gone);
  const failed = looked.filter((one) => one.status === "failed");
  expect(failed).toHaveLength(isWave ? gone : 0);
  expect(asked).toHaveLength(isWave ? 0 : 2 * gone);
  expect(failed.every((one) => one.status === "failed" && one.cause === "platform-error")).toBe(true);
});

test("many suspensions at once are an error too, but for an account that was gone before", async () => {
  const [first, ...others] = known(20);
  if (first === undefined) throw new Error("nobody");
  const accounts = [{ ...first, presence: "missing" as const }, ...others];
  const { asked, looked } = await look(accounts, 5, {}, "suspended");
  expect(looked.map(({ status }) => status).slice(0, 6)).toEqual([
    "seen",
    "failed",
    "failed",
    "failed",
    "failed",
    "seen",
  ]);
  expect(asked).toEqual([]); // what is suspended is there to be suspended
});

test("an account that only its handle finds, under its own id, was not taken over", async () => {
  const byHandle = (accountId: string): Surveyed => ({
    accountId,
    status: "seen",
    presence: "present",
    profile: { ...profile, handle: "h0", platformId: "100" },
  });
  expect((await look(known(20), 1, { byHandle })).looked[0]).not.toHaveProperty("isTakenOver");
});

test("an account that the register calls closed is not looked up again: it is meant to be gone", async () => {
  const [first, ...others] = known(20);
  if (first === undefined) throw new Error("nobody");
  const closed = { ...first, account: { ...first.account, status: "closed" as const } };
  expect((await look([closed, ...others], 1)).asked).toEqual([]);
});
