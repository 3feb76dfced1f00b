import { expect, it } from "vitest";
import { CAUSES } from "../../src/core/facts.ts";
import { CAUSES_IN_WORDS, causeSentence } from "../../src/core/causes.ts";

it.each(CAUSES)("%s has one short sentence of its own, without a full stop", (cause) => {
  const sentence = causeSentence(cause);
  expect(sentence.length).toBeGreaterThan(10);
  expect(sentence.length).toBeLessThan(75);
  expect(sentence).not.toMatch(/\.$/u);
  expect(Object.values(CAUSES_IN_WORDS).filter((words) => words.sentence === sentence)).toHaveLength(1);
});
