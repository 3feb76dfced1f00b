import { expect, test } from "vitest";
import { renderSafeguarding, type SafeguardingNotice } from "../../src/digest/safeguarding.ts";
import { NOW, POLICY } from "./made-up.ts";
import { readHtml, wordsOf } from "./reading.ts";

const notice = (more: Partial<SafeguardingNotice> = {}): SafeguardingNotice => ({
  findingIds: ["f1x2y3z4a5b6"],
  ruleId: "learner-followed",
  account: { handle: "CONELMaths", platform: "x", organisations: ["conel"], department: "Maths" },
  policy: POLICY,
  seenAt: NOW,
  recipients: ["A. Lead", "B. Deputy"],
  isSealed: true,
  marketingKnows: true,
  again: null,
  ...more,
});

test("the subject tells nothing to whoever looks over a shoulder", () => {
  const { subject } = renderSafeguarding(notice());
  expect(subject).toBe("Social media audit, 23 Nov: a point for you, reference f1x2y3z4a5b6");
  expect(subject).not.toMatch(/safeguard|learner|follow/iu);
});

test("it says what was seen and when, what it is not, and what to do in order, in HTML and in text", () => {
  const { html, text } = renderSafeguarding(notice());
  for (const part of [readHtml(html), text.replaceAll(/\s+/gu, " ")]) {
    expect(part).toContain("@CONELMaths (X, CONEL, Maths)");
    expect(part).toContain("Monday 23 November 2026 at 07:30");
    expect(part).toContain("It is a possible match");
    expect(part).toContain("It is no sign of a message");
    expect(part).toContain('account-audit reveal f1x2y3z4a5b6 --reason "why you look"');
  }
  const counted = new Set(["1", "2", "4", "5", "6", "7", "1.", "2."]);
  const [inHtml, inText] = [wordsOf(readHtml(html)), wordsOf(text)];
  expect([...inText].filter((word) => !inHtml.has(word) && !counted.has(word))).toEqual([]);
  expect([...inHtml].filter((word) => !inText.has(word))).toEqual([]);
});

test("it links to nothing, so that no click leads to a learner", () => {
  const { html, text } = renderSafeguarding(notice());
  expect(html).not.toMatch(/<a |href=/u);
  expect(text).not.toMatch(/https?:/u);
});

test("without a public key it says how to look all the same, and does not promise a seal", () => {
  const { text } = renderSafeguarding(notice({ isSealed: false }));
  expect(text).toContain("There is no sealed evidence");
  expect(text).not.toContain("account-audit reveal");
});

test("what Marketing knows is said as it is", () => {
  expect(renderSafeguarding(notice({ marketingKnows: false })).text).toContain(
    "Marketing is told nothing of it.",
  );
});

test("hostile names from register and settings are defused", () => {
  const account = {
    handle: "<b>x",
    platform: "x" as const,
    organisations: ["conel"],
    department: "<script>",
  };
  const { html } = renderSafeguarding(notice({ account, recipients: ["<img src=x>"] }));
  expect(html).not.toMatch(/<script|<img|<b>x/u);
});

test("many points of one account stand in one mail: how many, and how to open each", () => {
  const findingIds = ["a1", "b2", "c3", "d4", "e5", "f6"] as const;
  const { subject, html, text } = renderSafeguarding(notice({ findingIds: [...findingIds] }));
  expect(subject).toBe("Social media audit, 23 Nov: 6 points for you, reference a1");
  for (const part of [readHtml(html), text.replaceAll(/\s+/gu, " ")]) {
    expect(part).toContain("follows 6 accounts that are possibly current learners'");
    for (const id of findingIds) expect(part).toContain(`account-audit reveal ${id} --reason "why you look"`);
  }
  expect(renderSafeguarding(notice({ findingIds: ["a1", "b2"], isSealed: false })).text).not.toContain(
    "reveal",
  );
});

test("an answer is not called a follow, and nobody is told to unfollow", () => {
  const { text } = renderSafeguarding(notice({ ruleId: "learner-contacted" }));
  const words = text.replaceAll(/\s+/gu, " ");
  expect(words).toContain("answered in a public thread that was possibly started by a current learner");
  expect(words).toContain("let nobody delete or change the answer");
  expect(words).not.toMatch(/follow(s|ed)? (a|an|learners)|unfollow/u);
});

test("told again, it bears the day on which it is sent, and says when it was seen", () => {
  const seenAt = new Date("2026-11-19T03:30:00Z");
  const again = {
    toldAt: new Date("2026-11-19T08:00:00Z"),
    told: ["A. Lead"],
    missed: [],
    unclear: [],
    sealedTo: [],
    now: NOW,
  };
  const { subject, text } = renderSafeguarding(notice({ seenAt, again }));
  expect(subject).toMatch(/^Social media audit, 23 Nov: a point waits/u);
  expect(text.replaceAll(/\s+/gu, " ")).toContain("It was seen on Thursday 19 November 2026 at 03:30");
});
