import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Account } from "../../src/core/account.ts";
import { FIELD_DEFAULTS, type RegisterEntry } from "../../src/register/entry.ts";
import { registerCsv } from "../../src/register/export.ts";
import { parseRegister } from "../../src/register/parse.ts";
import { planImport, type KnownAccount } from "../../src/register/plan-import.ts";
import { CONTEXT } from "./book.ts";

const entry = (line: number, handle: string, more: Partial<RegisterEntry> = {}): RegisterEntry => ({
  line,
  id: null,
  platform: "x",
  handle,
  handleKey: handle.toLowerCase(),
  fields: { organisations: ["north"] },
  ...more,
});

const account = (id: string, handle: string, more: Partial<Account> = {}): Account => ({
  ...FIELD_DEFAULTS,
  id,
  platform: "x",
  handle,
  platformId: null,
  organisations: ["north"],
  registeredAt: new Date("2026-01-01T00:00:00Z"),
  movedAt: null,
  ...more,
});

const known = (of: Account, formerHandleKeys: readonly string[] = []): KnownAccount => ({
  account: of,
  handleKey: of.handle.toLowerCase(),
  formerHandleKeys,
});

const A = "aaaaaaaaaaaa";
const B = "bbbbbbbbbbbb";

test("a handle in other letters is the same account, unchanged", () => {
  const plan = planImport([entry(2, "ART")], [known(account(A, "Art"))]);
  expect(plan).toMatchObject({ added: [], changed: [], unchanged: 1, problems: [] });
});

test("a changed account says which columns change", () => {
  const fields = { organisations: ["south"], keepers: ["a@b.uk"], department: "" };
  const plan = planImport([entry(2, "art", { fields })], [known(account(A, "art"))]);
  expect(plan.changed.map((change) => change.fields)).toEqual([["organisation", "keepers"]]);
});

test("the second row of an account is refused, and the first stands", () => {
  const plan = planImport([entry(2, "art"), entry(3, "b"), entry(4, "Art")], []);
  expect(plan.added.map(({ line }) => line)).toEqual([2, 3]);
  expect(plan.problems).toEqual([{ line: 4, column: "handle", reason: "the same account as on line 2" }]);
});

test("a row is the repeat of a bad one too, by handle, by id and by a former handle, and goes in nowhere", () => {
  const bad = entry(2, "art");
  expect(planImport([entry(6, "ART")], [], [bad])).toMatchObject({
    added: [],
    problems: [{ line: 6, column: "handle", reason: "the same account as on line 2" }],
  });
  const registered = known(account(A, "new_art", { platformId: "77" }), ["art"]);
  const fields = { organisations: ["south"] };
  for (const row of [entry(6, "new_art", { fields }), entry(6, "other", { id: A, fields })]) {
    expect(planImport([row], [registered], [bad])).toMatchObject({ changed: [], problems: [{ line: 6 }] });
  }
});

test("a bad row that no other repeats changes nothing", () => {
  const fields = { organisations: ["south"] };
  const plan = planImport([entry(3, "b")], [known(account(A, "art"))], [entry(2, "art", { fields })]);
  expect(plan).toMatchObject({ added: [{ line: 3 }], changed: [], unchanged: 0, problems: [] });
});

test("a row with an id corrects the handle of an account that no survey has seen", () => {
  const plan = planImport([entry(2, "arts", { id: A })], [known(account(A, "art"))]);
  expect(plan.changed).toMatchObject([{ handleChanges: true, fields: ["handle"] }]);
});

test("the platform's handle stands once the account is followed by its id, whichever handle the file has", () => {
  const renamed = known(account(A, "new_art", { platformId: "77" }), ["art"]);
  for (const row of [entry(2, "art"), entry(2, "other", { id: A })]) {
    expect(planImport([row], [renamed])).toMatchObject({
      added: [],
      changed: [],
      unchanged: 1,
      renamedLines: [2],
    });
  }
});

test("an old and the new handle of one account in one file are the same account", () => {
  const renamed = known(account(A, "new_art", { platformId: "77" }), ["art"]);
  const plan = planImport([entry(2, "art"), entry(3, "new_art")], [renamed]);
  expect(plan.problems).toEqual([{ line: 3, column: "handle", reason: "the same account as on line 2" }]);
});

test("an account that is registered under another id is refused", () => {
  const plan = planImport([entry(2, "art", { id: B })], [known(account(A, "art"))]);
  expect(plan).toMatchObject({ added: [], problems: [{ line: 2, column: "id" }] });
});

test("a handle that a closed account had may be a new account's, told apart by ids", () => {
  const closed = known(account(A, "art", { status: "closed" }));
  const fields = { organisations: ["north"], status: "closed" as const };
  const plan = planImport([entry(2, "art", { id: A, fields }), entry(3, "art", { id: B })], [closed]);
  expect(plan).toMatchObject({ added: [{ line: 3 }], unchanged: 1, problems: [] });
});

const word = fc.stringMatching(/^[a-z0-9_]{1,15}$/);
const text = fc
  .string({ unit: "grapheme", maxLength: 20 })
  .map((value) => value.replaceAll(/\s+/gu, " ").trim());
const day = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const approval = fc.option(
  fc.record({ name: text.filter((name) => /^[^;\p{C}\p{Z}]+$/u.test(name)), on: day }),
  { nil: null },
);
const accounts = fc
  .uniqueArray(word, { maxLength: 8, selector: (handle) => handle.toLowerCase() })
  .chain((handles) =>
    fc.tuple(
      ...handles.map((handle, index) =>
        fc
          .record({
            organisations: fc.constantFrom(["north"], ["south", "north"], ["group"]),
            department: text.filter((value) => !/[\p{C}\p{Zl}\p{Zp}\u00a0]/u.test(value)),
            kind: fc.constantFrom("official" as const, "departmental" as const),
            paused: fc.constantFrom(null, "=handed over", "'quoted"),
            keepers: fc.constantFrom([], ["a@b.uk"], ["a@b.uk", "c@d.uk"]),
            approvedBySchool: approval,
            approvedByMarketing: approval,
            openedOn: fc.option(day, { nil: null }),
            closeBy: fc.option(day, { nil: null }),
            dormant: fc.constantFrom(null, 90),
          })
          .map(({ paused, dormant, ...fields }) =>
            account(String(index).padStart(12, "z"), handle, {
              ...fields,
              status: paused === null ? "live" : "paused",
              pausedReason: paused,
              dormantAfterDays: dormant,
              dormantReason: dormant === null ? null : "@summer",
            }),
          ),
      ),
    ),
  );

const SEED = 20_261_122;

test(`an export imports back unchanged, whatever it holds (seed ${SEED})`, () => {
  fc.assert(
    fc.property(accounts, (register: readonly Account[]) => {
      const { entries, problems } = parseRegister(Buffer.from(registerCsv(register)), {
        ...CONTEXT,
        today: "2199-12-31",
      });
      expect(problems).toEqual([]);
      const plan = planImport(
        entries,
        register.map((one) => known(one)),
      );
      expect(plan).toMatchObject({ added: [], changed: [], unchanged: register.length, problems: [] });
    }),
    { seed: SEED },
  );
});

test("no cell of an export begins a formula", () => {
  const csv = registerCsv([
    account(A, "art", { department: "=HYPERLINK(1)", status: "paused", pausedReason: "+1" }),
  ]);
  for (const cell of csv.replace("\ufeff", "").split(/[,\r\n]+/u)) expect(cell).not.toMatch(/^"?[=+\-@]/u);
});
