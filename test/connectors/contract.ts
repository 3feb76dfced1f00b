/**
 * What every connector must keep, whatever its platform. A platform's harness starts its sandbox with one account that
 * exists, has 3 posts and follows 3 accounts, and can make every call fail or none.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Account } from "../../src/core/account.ts";
import { type Connector, PlatformError, type Surveyed } from "../../src/core/connector.ts";
import { CAUSES } from "../../src/core/facts.ts";
import {
  type Ledger,
  NOW,
  allFollows,
  allPosts,
  callContext,
  createLedger,
  failureOf,
  tagContext,
} from "./scene.ts";

export interface Harness {
  connector: Connector;
  /** The same platform, without credentials. */
  unconnected: Connector;
  present: Account;
  missing: Account;
  profileUrl: string;
  handle: string;
  /** Addresses that are none of a profile. */
  otherUrls: readonly string[];
  /** What the survey says of where the present account's posts are. */
  timelineId?: string;
  /** What the sandbox has sent, by the price list and in the platform's currency. */
  spent(): number;
  /** Whether calls fail with an error of the server. */
  break(isBroken: boolean): void;
  stop(): Promise<void>;
}

const FIRST = { read: "first", from: new Date(NOW.getTime() - 7 * 86_400_000) } as const;

export function describeConnector(name: string, start: () => Promise<Harness>): void {
  describe(`the connector of ${name}`, () => {
    let harness: Harness;
    beforeAll(async () => {
      harness = await start();
    });
    afterAll(() => harness.stop());

    it("prices are dated and say where they are from", () => {
      const { prices } = harness.connector;
      expect(prices.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(URL.canParse(prices.source)).toBe(true);
      const { present } = harness;
      const sums = [0, 1, 50, 51, 1000].flatMap((rows) => [prices.posts(rows), prices.followRows(rows)]);
      const figures = [prices.survey([present]), prices.survey([]), ...sums];
      expect(figures.every((figure) => Number.isInteger(figure) && figure >= 0)).toBe(true);
    });

    it("reads a profile's address, and refuses every other", () => {
      const { connector, profileUrl, handle, otherUrls } = harness;
      const parsed = connector.parseProfileUrl(profileUrl);
      expect(connector.normaliseHandle(parsed ?? "")).toBe(connector.normaliseHandle(handle));
      expect(otherUrls.map((url) => connector.parseProfileUrl(url))).toEqual(otherUrls.map(() => null));
    });

    it("a profile's address leads back to its handle", () => {
      const { connector, present } = harness;
      expect(connector.parseProfileUrl(connector.profileUrl(present))).toBe(present.handle);
    });

    it("normalising a handle twice changes nothing, and keeps it a handle", () => {
      const { connector, handle } = harness;
      const once = connector.normaliseHandle(`@${handle.toUpperCase()}`);
      expect(connector.normaliseHandle(once)).toBe(once);
      expect(connector.isHandle(once)).toBe(true);
      expect(connector.isHandle("no handle!")).toBe(false);
    });

    it("a survey answers for every account, in order", async () => {
      const { connector, present, missing } = harness;
      const surveyed = await connector.survey([missing, present], callContext());
      expect(surveyed.map((one) => [one.accountId, presenceOf(one)])).toEqual([
        [missing.id, "missing"],
        [present.id, "present"],
      ]);
    });

    it("reads all posts, newest first, and follows", async () => {
      const { connector, present } = harness;
      const posts = await allPosts(connector, present, FIRST, callContext(), placeOf(harness));
      expect(posts).toMatchObject({ unreadable: 0, ids: { length: 3 } });
      expect(await allFollows(connector, present, 2, callContext())).toHaveLength(3);
    });

    it("normalising is pure: the same page gives the same facts, and no text", async () => {
      const { connector, present } = harness;
      const page = await connector.postsPage(
        present,
        { ...placeOf(harness), wanted: FIRST, cursor: null },
        callContext(),
      );
      const before = structuredClone(page);
      const fragment = connector.normalise(page, tagContext(present));
      expect(connector.normalise(page, tagContext(present))).toEqual(fragment);
      expect(page).toEqual(before);
      expect(fragment.posts.flatMap((post) => Object.keys(post).toSorted())).not.toContain("text");
    });

    it("what is counted is what was charged; every call is reserved before and settled after", async () => {
      const { connector } = harness;
      const before = harness.spent();
      const ledger = createLedger();
      await readEverything(connector, harness, ledger);
      expect(ledger.counted()).toBe(harness.spent() - before);
      expect(ledger.entries.every((entry) => entry.actual !== null)).toBe(true);
    });

    it("a spent budget stops every call before it is made", async () => {
      const { connector, present } = harness;
      const before = harness.spent();
      const failure = await failureOf(connector.survey([present], callContext(createLedger(0))));
      expect(failure.failure).toBe("over-budget");
      expect(harness.spent()).toBe(before);
    });

    it("every failure is typed, with a known cause", async () => {
      const { connector, unconnected } = harness;
      harness.break(true);
      try {
        for (const broken of [connector, unconnected]) {
          const failure = await failureOf(readEverything(broken, harness, createLedger()));
          expect(failure).toBeInstanceOf(PlatformError);
          expect(CAUSES).toContain(failure.failure);
          expect(failure.platform).toBe(connector.platform);
        }
      } finally {
        harness.break(false);
      }
    });

    it("without credentials nothing is asked", async () => {
      const { unconnected } = harness;
      const ledger = createLedger();
      const failure = await failureOf(readEverything(unconnected, harness, ledger));
      expect(failure.failure).toBe("not-connected");
      expect(ledger.entries).toEqual([]);
    });
  });
}

function presenceOf(surveyed: Surveyed): string {
  return surveyed.status === "seen" ? surveyed.presence : surveyed.cause;
}

function placeOf({ timelineId }: Harness): { timelineId: string | null } {
  return { timelineId: timelineId ?? null };
}

async function readEverything(connector: Connector, harness: Harness, ledger: Ledger): Promise<void> {
  const { present } = harness;
  await connector.survey([present], callContext(ledger));
  await allPosts(connector, present, FIRST, callContext(ledger), placeOf(harness));
  await allFollows(connector, present, 2, callContext(ledger));
}
