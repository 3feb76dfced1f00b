import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { buildDigest } from "../../src/digest/build.ts";
import { renderCsv } from "../../src/digest/csv.ts";
import { accountNamed, untagged } from "./made-up.ts";
import { crowd, week } from "./weeks.ts";

const read = (csv: string): Record<string, string>[] => parse(csv, { bom: true, columns: true });

test("findings.csv holds every open finding and the four columns that Marketing fills in", () => {
  const rows = read(renderCsv(buildDigest(crowd(1_000))));
  expect(rows.length).toBe(buildDigest(crowd(1_000)).kept.open);
  expect(Object.keys(rows[0] ?? {}).slice(-4)).toEqual(["decision", "reason", "until", "by"]);
});

test.each([
  "=1+1",
  "+cmd|' /C calc'!A0",
  "-2+3",
  "@SUM(A1)",
  "\t=1",
  " =1",
  "＝1+1",
  "＋1",
  "－1",
  "＠SUM(A1)",
  "|calc",
  "%1",
  '=HYPERLINK("https://evil.example")',
])("a cell that a spreadsheet would run is made inert: %j", (text) => {
  const owner = accountNamed("A", "conel", text, { keepers: [text] });
  const csv = renderCsv(
    buildDigest(week({ accounts: [owner], findings: [untagged(owner, 1)], changes: [] })),
  );
  const rows = read(csv);
  expect(rows).toHaveLength(1);
  for (const cell of Object.values(rows[0] ?? {})) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠|%]/u);
});

test("quotes, commas and line breaks in a name stay in their cell", () => {
  const owner = accountNamed("A", "conel", 'Say "hi", now\r\nand then', {});
  const csv = renderCsv(
    buildDigest(week({ accounts: [owner], findings: [untagged(owner, 1)], changes: [] })),
  );
  expect(read(csv)).toHaveLength(1);
  expect(read(csv)[0]?.["department"]).toBe('Say "hi", now and then');
});

test("Excel knows the file as UTF-8", () => {
  expect(renderCsv({ rows: [] }).charCodeAt(0)).toBe(0xfeff);
});

test("an id that a spreadsheet would take for a number is marked as text, a section is not", () => {
  const [owner] = crowd(1).accounts;
  if (owner === undefined) throw new Error("a crowd of one has one account");
  const section = (id: string) => {
    const { rows } = buildDigest(
      week({ accounts: [owner], findings: [untagged(owner, 1, { id })], changes: [] }),
    );
    return read(renderCsv({ rows }))[0];
  };
  expect(section("123456789012")).toMatchObject({ finding: "'123456789012", section: "3" });
  expect(section("12345e678901")).toMatchObject({ finding: "'12345e678901" });
  expect(section("12345a678901")).toMatchObject({ finding: "12345a678901" });
});
