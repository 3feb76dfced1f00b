import { expect, test } from "vitest";
import { rationalise, subjectOf, type AccountUse } from "../../src/core/rationalise.ts";
import { accountNamed, daysAgo } from "../digest/made-up.ts";

const use = (
  handle: string,
  department: string,
  posts: number,
  more: Partial<Omit<AccountUse, "account">> & { account?: Parameters<typeof accountNamed>[3] } = {},
): AccountUse => {
  const { account, ...rest } = more;
  const made = accountNamed(handle, "conel", department, account);
  return { ...made, isRead: true, postsIn180Days: posts, ...rest };
};
const reasons = (
  uses: readonly AccountUse[],
  failing: ReadonlyMap<string, "dormant" | "barely-used"> = new Map(),
) =>
  rationalise(uses, failing).map(({ use: { account }, reasons: why }) => [
    account.handle,
    why.map((one) => ("busier" in one ? `${one.kind} ${one.busier.account.handle}` : one.kind)).join(", "),
  ]);

test.each([
  ["Hair & Beauty", "Beauty and Hair", true],
  ["Maths", "Department of Mathematics", true],
  ["ICT", "Computing", true],
  ["Art", "Art and Design", false],
  ["Music", "Sport", false],
])("%s and %s: one subject is %s", (a, b, isOne) => {
  expect(subjectOf(a).join() === subjectOf(b).join()).toBe(isOne);
});

test("the quieter of two with one subject may merge into the busier, and only it", () => {
  expect(reasons([use("Quiet", "Maths", 3), use("Busy", "Mathematics", 30)])).toEqual([
    ["Quiet", "same-subject Busy"],
  ]);
});

test("a subject that is part of another is close to it", () => {
  expect(reasons([use("Design", "Art and Design", 3), use("Art", "Art", 30)])).toEqual([
    ["Design", "related-subject Art"],
  ]);
});

test("another organisation, another platform, an account that was not read and equal use are no reason", () => {
  expect(
    reasons([
      use("A", "Maths", 3),
      use("B", "Maths", 30, { account: { organisations: ["westking"] } }),
      use("C", "Maths", 30, { account: { platform: "youtube" } }),
      use("D", "Maths", 30, { isRead: false }),
      use("E", "Maths", 3),
    ]),
  ).toEqual([]);
  expect(reasons([use("Unread", "Maths", 0, { isRead: false }), use("Busy", "Maths", 30)])).toEqual([]);
});

test("dormant comes before barely used, that before a shared subject; among equals the longest quiet first", () => {
  const uses = [
    use("Merge", "Maths", 3),
    use("Busy", "Maths", 30),
    use("Barely", "Sport", 2),
    use("Newer", "Dance", 0, { latestPostAt: daysAgo(70) }),
    use("Older", "Drama", 0, { latestPostAt: daysAgo(200) }),
  ];
  const failing = new Map([
    ["id-newer", "dormant" as const],
    ["id-older", "dormant" as const],
    ["id-barely", "barely-used" as const],
  ]);
  expect(reasons(uses, failing).map(([handle]) => handle)).toEqual(["Older", "Newer", "Barely", "Merge"]);
});

test("official accounts, paused ones and those with a day on which they close are never suggested", () => {
  const failing = new Map(["official", "paused", "closing"].map((id) => [`id-${id}`, "dormant" as const]));
  const uses = [
    use("Official", "Marketing", 0, { account: { kind: "official" } }),
    use("Paused", "Dance", 0, { account: { status: "paused" } }),
    use("Closing", "Drama", 0, { account: { closeBy: "2026-12-31" } }),
  ];
  expect(reasons(uses, failing)).toEqual([]);
});
