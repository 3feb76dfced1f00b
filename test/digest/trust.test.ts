import { expect, test } from "vitest";
import type { Cause } from "../../src/core/facts.ts";
import { buildDigest } from "../../src/digest/build.ts";
import { learnerFollowed } from "../../src/rules/learner-followed.ts";
import { untaggedPosts } from "../../src/rules/untagged-posts.ts";
import { accountNamed, evaluationOf } from "./made-up.ts";
import { week } from "./weeks.ts";

test("never a clean bill over unknown ground", () => {
  const owner = accountNamed("A", "conel", "Maths");
  const unread = week({ accounts: [owner], findings: [], evaluations: [], changes: [] });
  const { trust, summary } = buildDigest(unread);
  expect(trust.lines.map(({ verdict }) => verdict.words)).toEqual([
    "Not checked",
    "Not checked",
    "Not checked",
  ]);
  expect(trust.lines.some(({ verdict }) => verdict.tone === "good")).toBe(false);
  expect(summary[0]?.words).toBe("Nothing urgent among what could be read.");
  expect(trust.unread.items[0]?.accounts).toBe("@A");
});

test("a share of learners that is too small is never all right, even when every list was read", () => {
  const owner = accountNamed("A", "conel", "Maths");
  const evaluations = [evaluationOf(owner, learnerFollowed.id, "could-not-check", "low-share")];
  const model = buildDigest(
    week({ accounts: [owner], findings: [], evaluations, rules: [learnerFollowed], changes: [] }),
  );
  expect(model.trust.lines[0]?.verdict).toEqual({ tone: "warn", words: "In part" });
  expect(model.trust.lines[0]?.words).toContain("412 of 24,600 learners (1%)");
});

test("what was missed is told before what only time mends, however many accounts that is", () => {
  const [a, b, c] = ["A", "B", "C"].map((handle) => accountNamed(handle, "conel", "Maths"));
  const of = (owner: typeof a, cause: Cause) =>
    owner === undefined ? [] : [evaluationOf(owner, learnerFollowed.id, "could-not-check", cause)];
  const evaluations = [...of(a, "not-long-known"), ...of(b, "not-long-known"), ...of(c, "no-permission")];
  const accounts = [a, b, c].flatMap((owner) => owner ?? []);
  const { trust } = buildDigest(
    week({ accounts, findings: [], evaluations, rules: [learnerFollowed], changes: [] }),
  );
  expect(trust.unread.items.map(({ accounts: names, mender }) => `${names}: ${mender}`)).toEqual([
    "@C: IT has it",
    "@A and @B: nothing to do",
  ]);
});

test("an account that posted nothing was read, and is not called unread", () => {
  const owner = accountNamed("A", "conel", "Maths");
  const evaluations = [evaluationOf(owner, untaggedPosts.id, "could-not-check", "nothing-to-judge")];
  const { trust } = buildDigest(
    week({ accounts: [owner], findings: [], evaluations, rules: [untaggedPosts], changes: [] }),
  );
  expect(trust.lines[0]?.words).toBe("1 of 1 read, 1 of them without a post to judge.");
  expect(trust.unread.items).toEqual([]);
});
