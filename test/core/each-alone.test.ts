import { expect, test } from "vitest";
import { eachAlone } from "../../src/core/each-alone.ts";
import { UserError } from "../../src/errors.ts";
import { nameOf } from "../../src/log.ts";

const REFUSED = new UserError("unreachable", "Redis is full", "make room");

async function failuresOf(failing: readonly string[]) {
  const done: string[] = [];
  const work = async (item: string) => {
    if (failing.includes(item)) throw item === "a" ? REFUSED : new Error("a word of somebody's");
    done.push(item);
  };
  const error: unknown = await eachAlone(["a", "b", "c"], work).catch((failure: unknown) => failure);
  return { done, error };
}

test("each item has its turn, whichever fails, and a log names how many failed and how the first one did", async () => {
  const { done, error } = await failuresOf(["a", "b"]);
  expect(done).toEqual(["c"]);
  expect(nameOf(error)).toBe("2 of 3 failed ← Redis is full");
});

test("a log names no word of a message that is not ours", async () => {
  expect(nameOf((await failuresOf(["b"])).error)).toBe("1 of 3 failed ← Error");
});

test("where nothing fails nothing is raised", async () => {
  expect(await failuresOf([])).toEqual({ done: ["a", "b", "c"], error: undefined });
});
