import { expect, test } from "vitest";
import { buildDigest } from "../../src/digest/build.ts";
import { HOUR_MS } from "../../src/core/time.ts";
import { accountNamed, daysAgo, evaluationOf, NOW, RULES } from "./made-up.ts";
import { week } from "./weeks.ts";

/** Eight accounts without a complaint, last judged so many hours before the digest. */
function judged(hoursAgo: number) {
  const at = new Date(NOW.getTime() - hoursAgo * HOUR_MS);
  const accounts = Array.from({ length: 8 }, (_, index) => accountNamed(`A${index}`, "conel", "Maths"));
  const evaluations = accounts.flatMap((owner, index) =>
    RULES.map(({ id }) => {
      const isOfficial = index === 0 && id === "untagged-posts";
      return { ...evaluationOf(owner, id, isOfficial ? "not-applicable" : "pass", null, daysAgo(90)), at };
    }),
  );
  return buildDigest(week({ accounts, evaluations, findings: [], changes: [], posts: [] }));
}

test("18: after nights that were missed the e-mail calls nothing read that was read more than 48 hours ago", () => {
  const { trust, table } = judged(20 * 24);
  expect(trust.lines.map(({ words }) => words.split(".")[0])).toEqual([
    "0 of 8 read",
    "0 of 7 read",
    "0 of 8 read",
  ]);
  expect(trust.lines.map(({ verdict }) => verdict.tone)).toEqual(["bad", "bad", "bad"]);
  expect(trust.unread.items[0]?.words).toMatch(/^the last reading is too old, since 3 November/u);
  expect(table.total).toMatchObject({ live: 8, active: 0, quiet: 0, tooLong: 0, notRead: 8 });
});

test("what was read in the last 48 hours counts as read", () => {
  const { trust, table } = judged(48);
  expect(trust.lines.map(({ words }) => words.split(".")[0])).toEqual([
    "8 of 8 read",
    "7 of 7 read",
    "8 of 8 read",
  ]);
  expect(table.total.notRead).toBe(0);
});
