import { expect, test } from "vitest";
import { buildDigest } from "../../src/digest/build.ts";
import { questionsOf } from "../../src/digest/questions.ts";
import { accountNamed, evaluationOf, RULES } from "./made-up.ts";
import { week } from "./weeks.ts";

const rule = (id: string, severity: "low" | "safeguarding" = "low") => ({
  id,
  severity,
  section: "3",
  title: `Title of ${id}`,
  remedy: "Mend it",
});
const words = (ids: readonly string[]) => questionsOf(ids.map((id) => rule(id))).map((one) => one.words);

test("a rule without a question is still asked about: alone by its title, several together", () => {
  expect(words(["dormant-account", "brand-new-rule"])).toEqual([
    "Still posting?",
    "Title of brand-new-rule?",
  ]);
  expect(words(["a-rule", "another-rule"])).toEqual(["All the rest?"]);
});

test("rules of one question are told in one line; the one that only tells of gaps asks nothing", () => {
  expect(words(["dormant-account", "barely-used-account", "unaudited-account"])).toEqual(["Still posting?"]);
});

test("a question is open where one of its rules could not read; a platform that it never applies to is named", () => {
  const rules = [...RULES, rule("barely-used-account")];
  const [read, half] = [accountNamed("Read", "conel", "Maths"), accountNamed("Half", "conel", "Art")];
  const channel = accountNamed("Film", "conel", "Film", { platform: "youtube" });
  const evaluations = [
    evaluationOf(read, "dormant-account", "pass"),
    evaluationOf(read, "barely-used-account", "pass"),
    evaluationOf(half, "dormant-account", "pass"),
    evaluationOf(half, "barely-used-account", "could-not-check", "incomplete"),
    evaluationOf(channel, "dormant-account", "not-applicable"),
    evaluationOf(channel, "barely-used-account", "not-applicable"),
  ];
  const { trust } = buildDigest(
    week({ rules, accounts: [read, half, channel], findings: [], evaluations, changes: [] }),
  );
  expect(trust.lines[0]).toMatchObject({
    question: "Still posting?",
    verdict: { words: "1 not read" },
    words: "1 of 2 read (not asked on YouTube).",
  });
});

test("the machine's share of the learners is told for each platform", () => {
  const { trust } = buildDigest(
    week({
      learners: [
        { platform: "x", known: 412, enrolled: 24_600 },
        { platform: "youtube", known: 0, enrolled: 24_600 },
      ],
    }),
  );
  const line = trust.lines.find(({ question }) => question === "Following learners?");
  expect(line?.words).toContain(
    "The machine knows 412 of 24,600 learners (1%) on X; nobody on YouTube: finding nobody proves nothing.",
  );
});

test("what a platform shows to nobody is not asked there, of an account that is gone neither", () => {
  const [onX, seen, gone] = [
    accountNamed("Read", "conel", "Maths"),
    accountNamed("Film", "conel", "Film", { platform: "youtube" }),
    accountNamed("Gone", "conel", "Art", { platform: "youtube" }),
  ];
  const rules = [...RULES, rule("learner-contacted", "safeguarding")];
  const evaluations = [
    evaluationOf(onX, "learner-contacted", "pass"),
    evaluationOf(seen, "learner-contacted", "could-not-check", "hidden"),
    evaluationOf(gone, "learner-contacted", "could-not-check", "account-missing"),
  ];
  const { trust } = buildDigest(
    week({ rules, accounts: [onX, seen, gone], findings: [], evaluations, changes: [] }),
  );
  const line = trust.lines.find(({ question }) => question === "Answering learners?");
  expect(line?.words).toContain("1 of 1 read (not asked on YouTube).");
});
