import { expect, test } from "vitest";
import { parseRegister } from "../../src/register/parse.ts";
import { CONTEXT } from "./book.ts";

const parse = (text: string) => parseRegister(Buffer.from(text), CONTEXT);
/** One row under the columns that every row needs. */
const row = (columns: string, cells: string) =>
  parse(`platform,handle,college${columns && `,${columns}`}\nX,example_art,NOR${cells && `,${cells}`}\n`);
const fieldsOf = (columns: string, cells: string) => {
  const { entries, problems } = row(columns, cells);
  expect(problems).toEqual([]);
  return entries[0]?.fields;
};

test("a full row becomes an entry", () => {
  const { entries, problems } = parse(
    "\ufeffURL;Organisation;Department;Kind;Keepers;Approved by;Approved on;Login address;Opened on;Close by;Status\r\n" +
      'https://x.com/Example_Art;"north;South and East College";Art;departmental;"A@x.ac.uk; b@x.ac.uk";' +
      '"A. Head; M. Marketing";"1/2/2024;2/2/2024";art@x.ac.uk;01.09.2023;31/12/2026;live\r\n',
  );
  expect(problems).toEqual([]);
  expect(entries).toEqual([
    {
      line: 2,
      id: null,
      platform: "x",
      handle: "Example_Art",
      handleKey: "example_art",
      fields: {
        organisations: ["north", "south"],
        department: "Art",
        kind: "departmental",
        status: "live",
        pausedReason: null,
        keepers: ["a@x.ac.uk", "b@x.ac.uk"],
        approvedBySchool: { name: "A. Head", on: "2024-02-01" },
        approvedByMarketing: { name: "M. Marketing", on: "2024-02-02" },
        loginAddress: "art@x.ac.uk",
        openedOn: "2023-09-01",
        closeBy: "2026-12-31",
      },
    },
  ]);
});

test("a column that the file lacks is not an empty value, an empty cell is", () => {
  expect(fieldsOf("", "")).toEqual({ organisations: ["north"] });
  expect(fieldsOf("keepers,opened_on,login_address", ",,")).toEqual({
    organisations: ["north"],
    keepers: [],
    openedOn: null,
    loginAddress: null,
  });
  expect(fieldsOf("kind,status", ",")).toEqual({ organisations: ["north"] });
});

test("one name approves for marketing, two for school and marketing, one day stands for both", () => {
  expect(fieldsOf("approved_by,approved_on", "M. Marketing,1/2/2024")).toMatchObject({
    approvedBySchool: null,
    approvedByMarketing: { name: "M. Marketing", on: "2024-02-01" },
  });
  expect(fieldsOf("approved_by,approved_on", '"A; M",1/2/2024')).toMatchObject({
    approvedBySchool: { name: "A", on: "2024-02-01" },
    approvedByMarketing: { name: "M", on: "2024-02-01" },
  });
});

test("a handle may carry an @ or be an address, and may agree with the url column", () => {
  const { entries, problems } = parse(
    "platform,handle,url,organisation\nx,@Example_Art,,north\n,https://x.com/b_b,,north\nX,c_c,https://x.com/C_C,north\n",
  );
  expect(problems).toEqual([]);
  expect(entries.map((entry) => entry.handleKey)).toEqual(["example_art", "b_b", "c_c"]);
});

test.each([
  ["kind,", "departmantal,", "kind", "did you mean departmental?"],
  ["status,paused_reason", "paused,", "paused_reason", "needs a reason"],
  ["status,paused_reason", "live,handed over", "paused_reason", "not paused"],
  ["opened_on,", "31/02/2024,", "opened_on", "not a date"],
  ["opened_on,", "24/11/2026,", "opened_on", "in the future; an account was opened by today, 2026-11-23"],
  ["keepers,", "somebody,", "keepers", "e-mail addresses"],
  ["login_address,", "somebody,", "login_address", "not an e-mail address"],
  ["approved_by,approved_on", "A. Head,", "approved_on", "needs its day"],
  ["approved_by,approved_on", '"A;B;C",1/2/2024', "approved_by", "one or two names"],
  ["approved_by_school,approved_by_school_on", "A. Head,", "approved_by_school_on", "needs its day"],
  ["approved_by_school,approved_by_school_on", ",1/2/2024", "approved_by_school_on", "without a name"],
  ["dormant_after_days,dormant_reason", "90,", "dormant_reason", "needs a reason"],
  ["dormant_after_days,dormant_reason", "0,summer", "dormant_after_days", "from 1"],
  ["dormant_after_days,dormant_reason", ",summer", "dormant_reason", "without a number"],
  ["id,", "1234,", "id", "12 letters"],
])("a row with %s = %s is refused by column %s", (columns, cells, column, reason) => {
  const { entries, problems } = row(columns, cells);
  expect(entries).toEqual([]);
  expect(problems).toEqual([{ line: 2, column, reason: expect.stringContaining(reason) }]);
});

test.each([
  ["twitr,example_art,,north", "platform", "did you mean twitter?"],
  ["x,way_too_long_for_a_handle,,north", "handle", "cannot be a handle on X"],
  ["x,,https://x.com/home,north", "url", "not the address of a profile"],
  ["youtube,,https://x.com/b_b,north", "url", "the address is on X"],
  ["x,a_a,https://x.com/b_b,north", "handle", "is not the account"],
  ["x,,,north", "url", "neither an address nor a handle"],
  [",a_a,,north", "platform", "needs its platform"],
  ["x,a_a,,", "organisation", "empty; one of group, north, south"],
  ["x,a_a,,norht", "organisation", "did you mean north?"],
  ["x,a_a,,atlantis polytechnic", "organisation", "not in the settings, which know group, north, south"],
  ["x,a_a,,north,too,much", "column 5 (E)", "more cells"],
])("the row %s is refused", (cells, column, reason) => {
  const { entries, problems } = parse(`platform,handle,url,organisation\n${cells}\n`);
  expect(entries).toEqual([]);
  expect(problems).toEqual([{ line: 2, column, reason: expect.stringContaining(reason) }]);
});

test("every bad cell of a row is reported, and good rows are kept beside bad ones", () => {
  const { entries, problems } = parse(
    "platform,handle,organisation,kind,opened_on\nx,a a,nowhere,some,soon\nx,b_b,north,official,1/1/2020\n",
  );
  expect(problems.map(({ line, column }) => [line, column])).toEqual([
    [2, "handle"],
    [2, "organisation"],
    [2, "kind"],
    [2, "opened_on"],
  ]);
  expect(entries.map((entry) => entry.line)).toEqual([3]);
});

test.each([
  ["platform,handle,colege\nx,a_a,north\n", "column 3 (C)", "did you mean college?"],
  ["platform,handle\nx,a_a\n", "organisation", "is needed"],
  ["Urll,Organisaton\nhttps://x.com/a_a,north\n", "column 1 (A)", "did you mean url?"],
  ["https://x.com/a_a,north\nhttps://x.com/b_b,north\n", "-", "does not seem to name columns"],
  ["platform,organisation\nx,north\n", "url", "a url column is needed"],
  ["platform,handle,organisation,College\nx,a_a,north,north\n", "column 4 (D)", "there twice"],
])("a wrong first line is reported once: %s", (text, column, reason) => {
  expect(parse(text)).toEqual({
    isRead: false,
    entries: [],
    refused: [],
    problems: expect.arrayContaining([{ line: 1, column, reason: expect.stringContaining(reason) }]),
  });
});
