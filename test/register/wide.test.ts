import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { planImport } from "../../src/register/plan-import.ts";
import { parseWideRegister } from "../../src/register/wide.ts";
import { CONTEXT } from "./book.ts";

const options = { urlColumns: ["xUri", "Insta"], organisation: "NOR", departmentColumn: "uni" };
const parse = (text: string, more: Partial<typeof options> = {}) =>
  parseWideRegister(Buffer.from(text), { ...options, ...more }, CONTEXT);

test("each address of a wide table is an account of its own, and gaps are none", () => {
  const { entries, problems } = parse(
    "uni,web,xuri,insta\nOne,https://one.ac.uk,https://x.com/one,https://www.instagram.com/one\nTwo,,,https://www.instagram.com/two\n",
  );
  expect(problems).toEqual([]);
  expect(
    entries.map(({ line, platform, handle, fields }) => [line, platform, handle, fields.department]),
  ).toEqual([
    [2, "x", "one", "One"],
    [2, "instagram", "one", "One"],
    [3, "instagram", "two", "Two"],
  ]);
});

test("a bad address of a wide table is named by its line and its own column", () => {
  const { entries, problems } = parse("uni,xUri,Insta\nOne,https://x.com/planted_handle_too_long,\n");
  expect(entries).toEqual([]);
  expect(problems).toEqual([
    { line: 2, column: "xUri", reason: expect.stringContaining("not the address of a profile") },
  ]);
});

test("a title that the table lacks and an unknown organisation are reported, not guessed", () => {
  expect(parse("uni,xUri\nOne,https://x.com/one\n").problems).toMatchObject([
    { reason: expect.stringContaining("not there") },
  ]);
  expect(parse("uni,xUri,Insta\n", { organisation: "norht" }).problems).toMatchObject([
    { column: "--organisation", reason: expect.stringContaining("did you mean north?") },
  ]);
});

/** A real register, which lies beside the repository and not in it. */
const FILE = join(
  process.env["DATA_DIR"] ?? join(import.meta.dirname, "../../../shared/data"),
  "german-universities.csv",
);
const present = existsSync(FILE);
const inCi = process.env["CI"] === "true";
if (!present && !inCi) {
  process.stderr.write("not checked: the register of 204 universities (set DATA_DIR to its folder)\n");
}

test.runIf(present || inCi)(
  "the register of 204 universities is read: all 123 accounts on X, and one bad address in 558",
  () => {
    const { entries, problems } = parseWideRegister(
      readFileSync(FILE),
      {
        urlColumns: [
          "mastodonUrl",
          "xUri",
          "facebookUrl",
          "linkedInUrl",
          "instagramUrl",
          "blueskyUrl",
          "tiktokUrl",
          "YouTubeUrl",
        ],
        organisation: "group",
        departmentColumn: "uni",
      },
      CONTEXT,
    );
    expect(
      Object.fromEntries([...Map.groupBy(entries, (e) => e.platform)].map(([p, es]) => [p, es.length])),
    ).toEqual({
      mastodon: 32,
      x: 123,
      facebook: 141,
      linkedin: 54,
      instagram: 123,
      bluesky: 1,
      tiktok: 9,
      youtube: 74,
    });
    expect(problems).toEqual([
      { line: 178, column: "linkedInUrl", reason: expect.stringContaining("not the address of a profile") },
    ]);
    expect(planImport(entries, []).problems).toEqual([]);
  },
);
