import { describe, expect, it } from "vitest";
import { startReading, storedAfter, type StoredList } from "../../src/core/follow-list.ts";
import { numbered, pageOf, readThrough } from "./made-up-list.ts";

/** A list that comes with its own total, as YouTube's subscriptions do, and has no count beside it. */
const STORED: StoredList = { head: [], rows: 400, gap: null, incomplete: false };
const PAGE = 50;

function read(rows: readonly string[], stored: StoredList = STORED, totals = [rows.length]) {
  const start = startReading(stored, null, "whole");
  return readThrough(
    start,
    () => true,
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
    expect(storedAfter(reading)).toMatchObject({ rows: 400, incomplete: true });
  });

  it("is held against the newest total, when that changes from page to page", () => {
    const totals = [...Array.from({ length: 7 }, () => 400), 401];
    expect(read(numbered(400), STORED, totals).reading.outcome).toMatchObject({ kind: "incomplete" });
  });

  it("is read twice before many rows are believed to be gone", () => {
    const { reading, requests } = read([]);
    expect(requests).toHaveLength(2);
    expect(reading.outcome).toMatchObject({ kind: "whole", rows: [] });
    expect(read(numbered(380)).requests).toHaveLength(8);
    expect(read(numbered(379)).requests).toHaveLength(16);
  });

  it("is incomplete when it is empty once and not twice", () => {
    const start = startReading(STORED, null, "whole");
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
