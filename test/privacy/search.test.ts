import { describe, expect, test } from "vitest";
import { HANDLE_STEM, ID_STEM, plant, PLANTS } from "./plants.ts";
import { search } from "./search.ts";

const { handle, id } = plant("mention");
const ways = (bytes: Buffer) => search([{ name: "here", bytes }]).map(({ way }) => way);

/** How a word may be written down. */
const WRITINGS: Readonly<Record<string, (word: string) => string | Buffer>> = {
  plainly: (word) => word,
  "in capitals": (word) => word.toUpperCase(),
  "in small letters": (word) => word.toLowerCase(),
  "in UTF-16": (word) => Buffer.from(word, "utf16le"),
  "in UTF-16, the other end first": (word) => Buffer.from(word, "utf16le").swap16(),
  "in hex": (word) => Buffer.from(word).toString("hex"),
  "in base64": (word) => Buffer.from(word).toString("base64"),
  "in base64 of UTF-16": (word) => Buffer.from(word, "utf16le").toString("base64"),
  "in an address, each letter encoded": (word) => word.replaceAll(/./gu, (one) => `%${hex(one)}`),
  "in quoted-printable, each letter encoded": (word) =>
    word.replaceAll(/./gu, (one) => `=${hex(one).toUpperCase()}`),
  "as a mail cuts its lines": (word) => `${word.slice(0, 4)}=\r\n${word.slice(4)}`,
  "in a mail's base64, cut by lines, as a log has its bytes": (word) => {
    const lines = Buffer.from(word).toString("base64");
    return Buffer.from(`${lines.slice(0, 10)}\r\n${lines.slice(10)}`).toString("hex");
  },
  "as a cursor holds a token": (word) =>
    Buffer.from(JSON.stringify({ token: Buffer.from(`000012.${word}`).toString("hex") })).toString(
      "base64url",
    ),
  "as a column of bytes is dumped": (word) =>
    `\\x${Buffer.from(Buffer.from(word).toString("base64")).toString("hex")}`,
};

const hex = (letter: string) => (letter.codePointAt(0) ?? 0).toString(16);

describe.each(Object.entries(WRITINGS))("a word written %s", (_how, write) => {
  test.each([handle, id])("is found wherever it stands, and known: %s", (word) => {
    for (const before of ["", "a", "ab", "abc", "abcd"]) {
      const inside = Buffer.from(write(`${before} @${word}/`));
      const bytes = Buffer.concat([
        Buffer.alloc(3, 0xff),
        Buffer.from(before),
        inside,
        Buffer.alloc(3, 0xff),
      ]);
      expect([...new Set(ways(bytes))]).toEqual(["mention"]);
    }
  });
});

test("what only begins like a planted word is reported all the same", () => {
  expect(ways(Buffer.from(`${HANDLE_STEM}somebody`))).toEqual(["?"]);
  expect(ways(Buffer.from(`${ID_STEM}99999`))).toEqual(["?"]);
});

test("a control that is cut off where a piece of a long value ends is known as that, and nothing else is", () => {
  const cut = (word: string) =>
    ways(Buffer.concat([Buffer.from(word), Buffer.from([0, 7]), Buffer.from("more")]));
  expect([cut(HANDLE_STEM), cut(`${HANDLE_STEM}xde`)]).toEqual([["cut"], ["cut"]]);
  expect(cut(plant("xdept").id.slice(0, -2))).toEqual(["cut"]);
  expect([cut(`${HANDLE_STEM}xdz`), cut(`${HANDLE_STEM}mentio`)]).toEqual([["?"], ["?"]]);
  expect(cut(plant("mention").id.slice(0, -2))).toEqual(["?"]);
});

test("other words are no hits, nor is noise", () => {
  const noise = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919 + (at >> 3) * 31) & 0xff));
  expect(
    ways(Buffer.concat([noise, Buffer.from(`${HANDLE_STEM.slice(0, -1)} ${ID_STEM.slice(1)}`)])),
  ).toEqual([]);
});

test("no planted word begins another, and X could have every one of them", () => {
  for (const one of PLANTS) {
    expect(one.handle).toMatch(/^\w{1,15}$/u);
    expect(one.id).toMatch(/^\d{18}$/u);
    const others = PLANTS.filter((other) => other !== one);
    expect(others.filter((other) => other.handle.startsWith(one.handle) || other.id === one.id)).toEqual([]);
  }
});
