import { expect, test } from "vitest";
import { buildDigest } from "../../src/digest/build.ts";
import { accountNamed, dormant, findingOf } from "./made-up.ts";
import { week } from "./weeks.ts";

test.each([
  [{ postsIn180Days: 4 }, "4 posts in 180 days"],
  [{ postsIn180Days: 5, postsMayBeMore: true }, "At least 5 posts in 180 days"],
  [{ postsIn180Days: 0, postsMayBeMore: true }, "Posts not known"],
])("posts are counted as far as they are known: %o is told as %s", (use, words) => {
  const owner = accountNamed("Quiet", "conel", "Maths");
  const findings = [dormant(owner, 70)];
  Object.assign(owner, use);
  const { closures } = buildDigest(week({ accounts: [owner], findings, changes: [] }));
  expect(closures.items[0]?.use).toMatch(new RegExp(`^${words};`, "u"));
});

test.each([
  ["no-permission", "Nothing: IT mends it, and is told."],
  ["subscriptions-private", "Change what stands in the way, or tell IT that it is to stay as it is."],
  ["rate-limited", "Nothing: it is tried again every night."],
])("whoever reads of an account that cannot be read (%s) is asked for what is theirs", (cause, ask) => {
  const owner = accountNamed("Unread", "conel", "Maths");
  const rule = {
    id: "unaudited-account",
    severity: "medium" as const,
    section: "-",
    title: "Account not audited",
    remedy: "Mend the cause.",
  };
  const finding = findingOf(owner, rule, { evidence: { figures: { cause }, posts: [] } });
  const { rows } = buildDigest(week({ rules: [rule], accounts: [owner], findings: [finding], changes: [] }));
  expect(rows.map(({ whatToDo }) => whatToDo)).toEqual([ask]);
});
