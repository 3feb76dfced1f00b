import { expect, test } from "vitest";
import { dateOf, isEmailAddress, shieldFormula, unshieldFormula } from "../../src/csv/cells.ts";
import { nameColumns, nearest } from "../../src/csv/columns.ts";
import { readCsv } from "../../src/csv/read.ts";

const read = (text: string | Uint8Array) => readCsv(typeof text === "string" ? Buffer.from(text) : text);

test.each([
  ["commas", "a,b\n1,2\n", ","],
  ["semicolons", "a;b\r\n1;2\r\n", ";"],
  ["tabs", "a\tb\r1\t2", "\t"],
  ["a mark that says UTF-8", "\ufeffa,b\n1,2", ","],
  ["semicolons in a quoted title", '"a;x;y",b\n1,2', ","],
])("a file with %s is read", (_name, text, separator) => {
  expect(read(text)).toMatchObject({ separator, rows: [{ line: 2, cells: ["1", "2"] }] });
});

test("marks that nobody sees are no part of a handle", () => {
  const table = read("handle,b\n\u200bnorth\u200b_art\u202c,\u00ad2\u2060\n");
  expect(table).toMatchObject({ rows: [{ cells: ["north_art", "2"] }] });
});

test("a column's cell is read without the apostrophe that kept a spreadsheet from running it", () => {
  const table = read("handle\n'@north\n'quoted'\n");
  if ("reason" in table) throw new Error(table.reason);
  const { rows } = nameColumns(table, { handle: [] });
  expect(rows.map(({ cell }) => cell("handle"))).toEqual(["@north", "'quoted'"]);
});

test("what is not UTF-8 is read as Windows-1252", () => {
  const table = read(Buffer.from([0x61, 0x0a, 0x93, 0xfc, 0x80, 0x94]));
  expect(table).toMatchObject({ encoding: "windows-1252", rows: [{ cells: ["“ü€”"] }] });
});

test("a sheet saved as Unicode text is read", () => {
  const table = read(Buffer.from("\ufeffa\tb\r\nü\t2\r\n", "utf16le"));
  expect(table).toMatchObject({ encoding: "utf-16le", separator: "\t", rows: [{ cells: ["ü", "2"] }] });
});

test("a row is named by the line on which it begins, past blank lines and line breaks inside cells", () => {
  const table = read('a,b\r\n\r\n"one\r\ntwo",1\r\n\r\nlast,2\r\n');
  expect(table).toMatchObject({
    rows: [
      { line: 3, cells: ["one two", "1"] },
      { line: 6, cells: ["last", "2"] },
    ],
  });
});

test.each([
  ["an open quotation mark", 'a,b\nx,1\n"planted_one,2\n3,4', 3, "never closed"],
  ["a stray quotation mark", 'a,b\nplanted"one",2', 2, "quotation mark"],
  ["an empty file", "\n\n", 1, "empty"],
  ["a workbook", "PK\u0003\u0004", 1, "workbook"],
  ["a binary file", "a\0b", 1, "not a text file"],
])("%s is a problem with a line and without a value", (_name, text, line, reason) => {
  const problem = read(text);
  expect(problem).toMatchObject({ line, reason: expect.stringContaining(reason) });
  expect(JSON.stringify(problem)).not.toContain("planted");
});

test.each([
  ["2024-03-01", "2024-03-01"],
  ["01/03/2024", "2024-03-01"],
  ["1.3.2024", "2024-03-01"],
  ["29-02-2024", "2024-02-29"],
  ["31/02/2024", null],
  ["29/02/2023", null],
  ["03/25/2024", null],
  ["1/3/24", null],
  ["2024-13-01", null],
  ["soon", null],
])("the date %s is %s", (cell, date) => {
  expect(dateOf(cell)).toBe(date);
});

test.each(["=1+1", "@SUM(A1)", "-2", "+44", "'=x", "''@y", " =1", "＝1", "＋1", "－1", "＠A", "|calc", "%1"])(
  "the cell %s is shielded and comes back",
  (value) => {
    expect(shieldFormula(value)).toBe(`'${value}`);
    expect(unshieldFormula(shieldFormula(value))).toBe(value);
  },
);

test("words that begin no formula are left alone both ways", () => {
  for (const value of ["Art", "'quoted'", "O'Neill", ""]) {
    expect(shieldFormula(value)).toBe(value);
    expect(unshieldFormula(value)).toBe(value);
  }
});

test("a nearest name is given for a slip and for nothing else", () => {
  expect(nearest("Keeprs", ["keepers", "handle"])).toBe("keepers");
  expect(nearest("shoe size", ["keepers", "handle"])).toBeNull();
});

test("an e-mail address has one @ and a domain", () => {
  expect(["a@b.uk", "a.b+c@d.ac.uk"].map(isEmailAddress)).toEqual([true, true]);
  expect(["a@b", "@b.uk", "a b@c.uk", "a@b..uk", "a@@b.uk"].some(isEmailAddress)).toBe(false);
});
