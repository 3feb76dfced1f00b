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
  const { trust, summary, subject, todo } = buildDigest(unread);
  expect(trust.lines.map(({ verdict }) => verdict.words)).toEqual([
    "Not checked",
    "Not checked",
    "Not checked",
  ]);
  expect(trust.lines.some(({ verdict }) => verdict.tone === "good")).toBe(false);
  expect(summary[0]).toEqual({
    tone: "bad",
    words: "No account could be read, so nobody knows what is urgent.",
  });
  expect(subject).toBe("Social media audit, 23 Nov: no account could be read");
  expect(todo.intro).toBe("Nothing can be said yet: no account has been read.");
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

test("nights that read nothing are said beside what was known before", () => {
  const { findings, accounts, rules } = week();
  const evaluations = accounts.flatMap((owner) =>
    rules.map(({ id }) => evaluationOf(owner, id, "could-not-check", "platform-error")),
  );
  const { subject, alerts } = buildDigest(week({ findings, evaluations, skipped: [] }));
  expect(subject).toMatch(/: no account could be read, 3 to do, /u);
  expect(alerts[0]?.words).toBe(
    "The newest audit could read no account. What follows is what was known before.",
  );
});

test("causes that find no room are told with their accounts, and an account that is named above is not called one more", () => {
  const causes: Cause[] = [
    "account-protected",
    "account-suspended",
    "no-permission",
    "over-budget",
    "platform-error",
    "rate-limited",
  ];
  const owners = causes.map((_, at) => accountNamed(`A${at}`, "conel", "Maths"));
  const evaluations = owners.flatMap((owner, at) => [
    evaluationOf(owner, untaggedPosts.id, "could-not-check", causes[at] ?? "stale"),
    evaluationOf(owner, learnerFollowed.id, "could-not-check", "not-long-known"),
  ]);
  const rules = [untaggedPosts, learnerFollowed];
  const { unread } = buildDigest(
    week({ accounts: owners, findings: [], evaluations, rules, changes: [] }),
  ).trust;
  expect(unread.items).toHaveLength(6);
  expect(unread.more).toBe(
    "Also not read, in whole or in part: 6 accounts (not known without a gap as far back as the rule looks; time mends it).",
  );
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
