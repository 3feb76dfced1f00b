import { expect, test } from "vitest";
import type { HashedLearner } from "../../src/learners/entry.ts";
import { replaceSnapshot, shrinksTooMuch, type KeptLearner } from "../../src/learners/snapshot.ts";
import { seededIds } from "../support/clock.ts";

const TODAY = "2026-11-22";

const learner = (
  handle: string | null,
  id: string | null = null,
  lastDay: string | null = null,
): HashedLearner => ({
  platform: "x",
  handleHash: handle === null ? null : Buffer.from(`handle ${handle}`),
  idHash: id === null ? null : Buffer.from(`id ${id}`),
  lastDay,
});
const kept = (entryId: string, of: HashedLearner): KeptLearner => ({ ...of, id: entryId });
const replace = (standing: readonly KeptLearner[], snapshot: readonly HashedLearner[]) =>
  replaceSnapshot(standing, snapshot, TODAY, seededIds());

test("the same person keeps the entry's id, known by handle or by id", () => {
  const standing = [kept("one", learner("a")), kept("two", learner("b", "2"))];
  const { learners, added, lost } = replace(standing, [
    learner("renamed", "2"),
    learner("a", null, "2027-07-31"),
  ]);
  expect(new Map(learners.map(({ id, lastDay }) => [id, lastDay]))).toEqual(
    new Map([
      ["two", null],
      ["one", "2027-07-31"],
    ]),
  );
  expect({ added, lost }).toEqual({ added: 0, lost: 0 });
});

test("an id's hash that an entry has gained stays when the list names the handle alone", () => {
  const { learners } = replace([kept("one", learner("a", "1"))], [learner("a")]);
  expect(learners[0]?.idHash).toEqual(Buffer.from("id 1"));
});

test("entries stand in the order of their random ids, which tells no line of the file", () => {
  const ids = ["k", "c", "x", "a", "p"];
  const file = ["a", "b", "c", "d", "e"].map((handle) => learner(handle));
  const { learners } = replaceSnapshot([], file, TODAY, { next: () => ids.shift() ?? "" });
  expect(learners.map(({ id }) => id)).toEqual(["a", "c", "k", "p", "x"]);
  expect(replace(learners, file.toReversed()).learners).toEqual(learners);
});

test("two rows never become one entry", () => {
  const { learners } = replace([kept("one", learner("a", "1"))], [learner("a"), learner(null, "1")]);
  expect(new Set(learners.map(({ id }) => id)).size).toBe(2);
});

test("the same list again changes nothing", () => {
  const first = replace([], [learner("a"), learner("b")]);
  const again = replace(first.learners, [learner("a"), learner("b")]);
  expect(again).toMatchObject({ learners: first.learners, added: 0, kept: 2, lost: 0 });
});

const five = ["a", "b", "c", "d", "e"].map((handle) => kept(handle, learner(handle)));

test("losing a fifth is accepted, more than a fifth and everything is not", () => {
  const refused = [0, 1, 2, 5].map((lost) => shrinksTooMuch(replace(five, five.slice(lost))));
  expect(refused).toEqual([false, false, true, true]);
});

test("a list of the same length with other people has lost them all", () => {
  expect(
    shrinksTooMuch(
      replace(
        five,
        ["v", "w", "x", "y", "z"].map((handle) => learner(handle)),
      ),
    ),
  ).toBe(true);
});

test("leavers whose last day is past are not lost", () => {
  const standing = [...five.slice(0, 2), kept("left", learner("l", null, "2026-07-31"))];
  const change = replace(standing, [learner("a"), learner("b")]);
  expect(change).toMatchObject({ before: 2, lost: 0 });
});
