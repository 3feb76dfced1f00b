import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDecisions } from "../../src/decisions/parse.ts";
import { renderCsv } from "../../src/digest/csv.ts";
import type { FindingRow } from "../../src/digest/model.ts";
import { SEED } from "../core/made-up.ts";

const HEADER = "finding,decision,reason,until,by";
const read = (...lines: string[]) => parseDecisions(Buffer.from([HEADER, ...lines].join("\n")), "");

describe("a row", () => {
  test("says which finding, what, why, until when and by whom", () => {
    expect(read("abcd00000001,waive,summer course,31/03/2027,Jo Smith").rows).toEqual([
      {
        line: 2,
        finding: "abcd00000001",
        wish: {
          kind: "waived",
          by: "Jo Smith",
          reason: "summer course",
          evidence: null,
          until: "2027-03-31",
          assignee: null,
        },
      },
    ]);
  });

  test("that nobody filled in is counted, also where the name was filled down", () => {
    expect(read("abcd00000001,,,,", "abcd00000002,,,,Jo")).toMatchObject({
      rows: [],
      empty: 2,
      problems: [],
    });
  });

  test("with a reason and no decision is asked about: what was meant is not guessed", () => {
    expect(read("abcd00000001,,summer course,,Jo").problems).toMatchObject([{ line: 2, column: "decision" }]);
  });

  test("takes who decides from the command where it names nobody", () => {
    const bytes = Buffer.from(`${HEADER}\nabcd00000001,seen,,,\nabcd00000002,seen,,,Jo`);
    expect(parseDecisions(bytes, "Kim").rows.map(({ wish }) => wish?.by)).toEqual(["Kim", "Jo"]);
  });

  test("that says fixed wishes nothing", () => {
    expect(read("abcd00000001,fixed,,,Jo").rows).toEqual([{ line: 2, finding: "abcd00000001", wish: null }]);
  });
});

test.each([
  ["2027-03-31", "2027-03-31"],
  ["31/03/2027", "2027-03-31"],
  ["1.4.2027", "2027-04-01"],
  ["31-Mar-27", "2027-03-31"],
  ["31 March 2027", "2027-03-31"],
  ["2027-03-31 00:00:00", "2027-03-31"],
])("a waiver until %s ends on %s", (cell, day) => {
  expect(read(`abcd00000001,waive,why,${cell},Jo`).rows[0]?.wish?.until).toBe(day);
});

test.each(["31/02/2027", "next year", "03/31/2027", "31-Foo-27"])("%s is no day", (cell) => {
  expect(read(`abcd00000001,waive,why,${cell},Jo`).problems).toMatchObject([{ line: 2, column: "until" }]);
});

describe("an id that went through a spreadsheet", () => {
  test.each([
    ["'123456789012", "123456789012"],
    ["ABCD00000001", "abcd00000001"],
    ["1234567890", "001234567890"],
  ])("%s is %s", (cell, id) => {
    expect(read(`${cell},seen,,,Jo`).rows[0]?.finding).toBe(id);
  });
  test("that became a number is said to be one", () => {
    const [problem] = read("1.23457E+11,seen,,,Jo").problems;
    expect(problem).toMatchObject({ line: 2, column: "finding", reason: expect.stringContaining("number") });
  });
});

test("a wrong first line is said once, with the column that is missing or meant", () => {
  const said = (header: string) =>
    parseDecisions(Buffer.from(`${header}\nabcd00000001,waive\n`), "").problems.map(({ reason }) => reason);
  expect(said("finding,decison")).toContainEqual(expect.stringContaining("did you mean decision?"));
  expect(said("finding,reason")).toEqual([expect.stringContaining("the column decision is needed")]);
});

/** Text as people type it into a cell: anything but what a file in Windows-1252 cannot hold. */
const words = fc
  .array(fc.constantFrom(..."abc é£’–; , ' \" = + - @ | % 1.".split("")), { maxLength: 12 })
  .map((letters) => letters.join("").replaceAll(/ +/gu, " ").trim());
const hex = fc
  .array(fc.constantFrom(..."0123456789abcdef".split("")), { minLength: 12, maxLength: 12 })
  .map((letters) => letters.join(""));
const digits = fc
  .array(fc.constantFrom(..."0123456789".split("")), { minLength: 12, maxLength: 12 })
  .map((letters) => letters.join(""));
const filled = fc.record({
  finding: fc.oneof(hex, digits),
  handle: words,
  what: words,
  reason: words.filter((text) => text !== "" && !text.startsWith("'")),
  by: words.filter((text) => text !== "" && !text.startsWith("'")),
});

function exported(finding: string, handle: string, what: string): FindingRow {
  const blank = { platform: "X", url: "", organisations: "", department: "", rule: "", section: "3" };
  const rest = { severity: "low", state: "New", since: "", due: "", whatToDo: "", evidence: "", keepers: "" };
  return { finding, handle, what, ...blank, ...rest };
}

const FORMS = [
  { delimiter: ",", bom: true, record_delimiter: "\r\n", encoding: "utf8" },
  { delimiter: ";", bom: true, record_delimiter: "\r\n", encoding: "utf8" },
  { delimiter: "\t", bom: false, record_delimiter: "\n", encoding: "utf8" },
  { delimiter: ";", bom: false, record_delimiter: "\r\n", encoding: "windows-1252" },
] as const;

/** As Excel on Windows writes what it has in its cells. */
function windows1252(text: string): Buffer {
  const special = new Map([
    ["’", 0x92],
    ["–", 0x96],
  ]);
  return Buffer.from(Array.from(text, (letter) => special.get(letter) ?? letter.codePointAt(0) ?? 0));
}

test(`findings.csv as attached, filled in and saved by a spreadsheet, says what was filled in (seed ${SEED})`, () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(filled, { minLength: 1, maxLength: 5, selector: ({ finding }) => finding }),
      fc.constantFrom(...FORMS),
      (rows, { encoding, ...form }) => {
        const csv = renderCsv({ rows: rows.map((row) => exported(row.finding, row.handle, row.what)) });
        const sheet: string[][] = parse(csv, { bom: true });
        const saved = stringify(
          sheet.map((cells, line) => {
            const row = rows[line - 1];
            return row === undefined
              ? cells
              : [...cells.slice(0, -4), "Waive", row.reason, "31/03/2027", row.by];
          }),
          form,
        );
        const bytes = encoding === "utf8" ? Buffer.from(saved) : windows1252(saved);
        const { rows: read, problems } = parseDecisions(bytes, "");
        expect(problems).toEqual([]);
        expect(
          read.map(({ finding, wish }) => ({
            finding,
            by: wish?.by,
            reason: wish?.reason,
            until: wish?.until,
          })),
        ).toEqual(rows.map(({ finding, by, reason }) => ({ finding, by, reason, until: "2027-03-31" })));
      },
    ),
    { seed: SEED, numRuns: 200 },
  );
});
