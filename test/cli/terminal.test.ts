import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { lineOf } from "../../src/cli/terminal.ts";

/** A question on a terminal that somebody types at. */
function asked() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const answer = lineOf(createInterface({ input, output, terminal: true }), "Yes? ");
  return { input, answer };
}

test("a line that is typed is the answer", async () => {
  const { input, answer } = asked();
  input.write("yes\r");
  expect(await answer).toBe("yes");
});

test.each([
  ["Ctrl-C", (input: PassThrough) => input.write("\u0003")],
  ["Ctrl-D", (input: PassThrough) => input.write("\u0004")],
  ["the end of the terminal", (input: PassThrough) => input.end()],
])("%s at a question ends it with a sentence, not with a wait for ever", async (_how, give) => {
  const { input, answer } = asked();
  give(input);
  await expect(answer).rejects.toMatchObject({ kind: "usage", message: "nothing was answered" });
});
