import { expect, test } from "vitest";
import { conceal, concealAlike, unconceal } from "../../src/conceal.ts";
import { loadKey, newKeyText, type HashKey } from "../../src/secrets.ts";

const freshKey = (): HashKey => loadKey({ keyText: newKeyText(), keyFile: null });

test("a concealed text is read again under its key, and looks different each time", () => {
  const key = freshKey();
  for (const text of ["", "a", '{"token":"7140dibdnow9c7btw4b52rsl"}', "Ünïcödé ".repeat(400)]) {
    const [one, other] = [conceal(key, text), conceal(key, text)];
    expect(one).not.toBe(other);
    expect([unconceal(key, one), unconceal(key, other)]).toEqual([text, text]);
  }
});

test("concealed to look alike, a text looks the same under its key alone, and another one does not", () => {
  const [key, other] = [freshKey(), freshKey()];
  expect(concealAlike(key, "a b")).toBe(concealAlike(key, "a b"));
  expect(unconceal(key, concealAlike(key, "a b"))).toBe("a b");
  expect(concealAlike(key, "a c").slice(0, 16)).not.toBe(concealAlike(key, "a b").slice(0, 16)); // the nonce
  expect(concealAlike(other, "a b")).not.toBe(concealAlike(key, "a b"));
});

test("under another key, cut short or changed, it is refused rather than misread", () => {
  const key = freshKey();
  const concealed = conceal(key, "the next page");
  const bytes = Buffer.from(concealed, "base64");
  expect(() => unconceal(freshKey(), concealed)).toThrow("authenticate");
  for (const length of [0, 12, 20, bytes.length - 1]) {
    expect(() => unconceal(key, bytes.subarray(0, length).toString("base64"))).toThrow(
      /tag|authenticate|initialization/iu,
    );
  }
  for (const at of bytes.keys()) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => unconceal(key, changed.toString("base64"))).toThrow("authenticate");
  }
});
