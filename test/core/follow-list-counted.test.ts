import { describe, expect, it } from "vitest";
import { startReading, storedAfter, type StoredList } from "../../src/core/follow-list.ts";
import { numbered, pageOf, readThrough } from "./made-up-list.ts";

/** A list that comes with its own total, as YouTube's subscriptions do, and has no count beside it. */
const STORED: StoredList = { head: [], rows: 400, gap: null, incomplete: false };
const PAGE = 50;

function read(rows: readonly string[], stored: StoredList = STORED, totals = [rows.length]) {
  const start = startReading(stored, null, "whole");
  const known = new Set(numbered(stored.rows));
  return readThrough(
    start,
    (key) => known.has(key),
    (request, page) => ({
      ...pageOf(rows, { ...request, rows: PAGE }),
      total: totals[page] ?? totals.at(-1) ?? 0,
    }),
  );
}

describe("a list with a total", () => {
  it("is whole after one reading when its unique rows are as many", () => {
    const { reading, requests } = read(numbered(400));
    expect(reading.outcome).toEqual({ kind: "whole", rows: numbered(400), gap: null });
    expect(requests).toHaveLength(8);
    expect(storedAfter(reading)).toMatchObject({ rows: 400, incomplete: false });
  });

  it("is whole when it is empty and was", () => {
    expect(read([], { ...STORED, rows: 0 }).reading.outcome).toMatchObject({ kind: "whole", rows: [] });
  });

  it.each([
    ["a row twice and one lacking", [...numbered(399), "row7"], 400],
    ["a row lacking", numbered(399), 400],
    ["a row too many", numbered(401), 400],
  ])("is incomplete with %s, and nothing that is stored goes", (_, rows, total) => {
    const { reading } = read(rows, STORED, [total]);
    expect(reading.outcome).toMatchObject({ kind: "incomplete" });
    expect(storedAfter(reading)).toMatchObject({ rows: Math.max(400, rows.length), incomplete: true });
  });

  it("is held against the newest total, when that changes from page to page", () => {
    const totals = [...Array.from({ length: 7 }, () => 400), 401];
    expect(read(numbered(400), STORED, totals).reading.outcome).toMatchObject({ kind: "incomplete" });
  });

  it.each([
    ["all of many rows are", [], 400, 2],
    ["all of ten rows are", [], 10, 2],
    ["the one row is", [], 1, 2],
    ["one row of many is", numbered(399), 400, 16],
    ["a row is, and another came,", [...numbered(9), "another"], 10, 2],
  ])("20: is read twice before %s believed to be gone", (_, rows, storedRows, requests) => {
    const { reading, requests: made } = read(rows, { ...STORED, rows: storedRows });
    expect(made).toHaveLength(requests);
    expect(reading.outcome).toMatchObject({ kind: "whole", rows });
  });

  it("is read once when rows only came", () => {
    expect(read(numbered(410)).requests).toHaveLength(9);
  });

  it.each([400, 10, 1])("21: is incomplete when it is empty once and not twice, of %i rows", (rows) => {
    const start = startReading({ ...STORED, rows }, null, "whole");
    const { reading } = readThrough(
      start,
      () => true,
      (request, page) =>
        page === 0
          ? { keys: [], nextCursor: null, total: 0 }
          : { ...pageOf(numbered(40), { ...request, rows: PAGE }), total: 40 },
    );
    expect(reading.outcome).toMatchObject({ kind: "incomplete", why: "two readings of the list differ" });
  });
});
