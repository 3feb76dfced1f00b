import { expect, test } from "vitest";
import { parseLearners } from "../../src/learners/parse.ts";
import { BOOK } from "../register/book.ts";

const parse = (text: string) => parseLearners(Buffer.from(text), BOOK);

test("a learner is named by handle, id or address, with or without a last day", () => {
  const { rows, problems } = parse(
    "Platform;Handle;ID;URL;Last day as a learner\r\n" +
      "X;@Some_Learner;;;31/07/2027\r\nx;;12345;;\r\n;;;https://www.instagram.com/Learner.Two;\r\n",
  );
  expect(problems).toEqual([]);
  expect(rows).toEqual([
    { line: 2, platform: "x", id: null, handleKey: "some_learner", lastDay: "2027-07-31" },
    { line: 3, platform: "x", id: "12345", handleKey: null, lastDay: null },
    { line: 4, platform: "instagram", id: null, handleKey: "learner.two", lastDay: null },
  ]);
});

test("rows that name one account become one, with the later last day", () => {
  const { rows, repeated, problems } = parse(
    "platform,handle,id,last_day\nx,aa,,2027-01-01\nx,AA,7,2027-07-31\nx,,7,2026-12-31\nx,bb,,2027-01-01\nx,bb,,\n",
  );
  expect(problems).toEqual([]);
  expect(repeated).toBe(3);
  expect(rows).toEqual([
    { line: 2, platform: "x", id: "7", handleKey: "aa", lastDay: "2027-07-31" },
    { line: 5, platform: "x", id: null, handleKey: "bb", lastDay: null },
  ]);
});

test("one handle with two ids is a contradiction, named by its lines", () => {
  const { problems } = parse("platform,handle,id\nx,planted_one,1\nx,planted_one,2\n");
  expect(problems).toEqual([
    { line: 3, column: "id", reason: expect.stringContaining("contradicts line 2") },
  ]);
});

const PLANTED = "planted_learner";
test.each([
  ["a handle that is too long", `platform,handle\nx,${PLANTED}_far_too_long\n`, 2, "handle"],
  ["a handle in the platform's column", `platform,handle\n${PLANTED},x\n`, 2, "platform"],
  ["a handle in the date's column", `platform,handle,last_day\nx,ok,${PLANTED}\n`, 2, "last_day"],
  ["an address of a post", `url\nhttps://x.com/${PLANTED}/status/1\n`, 2, "url"],
  ["an address on another platform", `platform,url\nyoutube,https://x.com/${PLANTED}\n`, 2, "url"],
  ["a handle in the id's column on X", `platform,id\nx,${PLANTED}\n`, 2, "id"],
  ["a handle in the id's column on YouTube", `platform,id\nyoutube,${PLANTED}\n`, 2, "id"],
  ["a /c/ address of YouTube", `url\nhttps://www.youtube.com/c/${PLANTED}\n`, 2, "url"],
  ["a /c/ address in the handle's column", `platform,handle\nyoutube,c/${PLANTED}\n`, 2, "handle"],
  ["an id with a space", `platform,id\nx,${PLANTED} 1\n`, 2, "id"],
  ["a handle without a platform", `platform,handle\n,${PLANTED}\n`, 2, "platform"],
  ["an empty row of known columns", `platform,handle,last_day\nx,,2027-01-01\n`, 2, "handle"],
  ["no first line", `x,${PLANTED}\nx,b\n`, 1, "-"],
  ["a cell too many", `platform,handle\nx,ok,${PLANTED}\n`, 2, "column 3 (C)"],
  ["a broken quotation mark", `platform,handle\nx,${PLANTED}"b\n`, 2, "-"],
  ["an open quotation mark", `platform,handle\nx,"${PLANTED}\n`, 2, "-"],
  ["handle and address that differ", `platform,handle,url\nx,${PLANTED},https://x.com/b\n`, 2, "handle"],
])("%s is named by line and column, never by value", (_name, text, line, column) => {
  const { problems } = parse(text);
  expect(problems[0]).toMatchObject({ line, column });
  expect(JSON.stringify(problems)).not.toContain("planted");
});
