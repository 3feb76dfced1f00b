import { describe, expect, it } from "vitest";
import {
  NEVER_READ,
  startReading,
  storedAfter,
  type Reading,
  type StoredList,
} from "../../src/core/follow-list.ts";
import { audit, listOf, NOTHING, numbered, pageOf, readBefore, readThrough, sizes } from "./made-up-list.ts";

describe("a whole reading", () => {
  it("is what a list that was never read whole gets, whatever is asked", () => {
    expect(startReading(NEVER_READ, 5, "head").mode).toBe("whole");
  });

  it("that adds up is believed at once", () => {
    const night = audit(NOTHING, listOf(...numbered(2400)), "whole");
    expect(sizes(night)).toEqual([1000, 1000, 1000]);
    expect(night.reading.outcome).toMatchObject({ kind: "whole", gap: 0 });
  });

  it("that shows fewer rows than are counted is read twice, and alike readings fix the gap", () => {
    const { store } = readBefore(400, 3);
    expect(store.list).toMatchObject({ rows: 400, gap: 3 });
    const first = audit(NOTHING, { rows: readBefore(400, 3).list.rows }, "whole");
    expect(sizes(first)).toEqual([1000, 1000]);
  });

  it("with the gap known is read once, and twice when the gap is another", () => {
    const { list, store } = readBefore(400, 3);
    expect(sizes(audit(store, list, "whole"))).toEqual([1000]);
    list.rows.push({ key: "hidden-too", suspended: true });
    const night = audit(store, list, "whole");
    expect(sizes(night)).toEqual([1000, 1000]);
    expect(night.reading.outcome).toMatchObject({ kind: "whole", gap: 4 });
  });

  it("whose two passes differ is incomplete, and what was seen may still fail", () => {
    const served = [
      ["a", "b", "c", "d"],
      ["a", "b", "c", "new"],
    ];
    const read = readThrough(
      startReading(NEVER_READ, 5, "whole"),
      () => false,
      (_, page) => ({
        keys: served[page] ?? [],
        nextCursor: null,
      }),
    );
    expect(read.reading.outcome).toEqual({
      kind: "incomplete",
      why: "two readings of the list differ",
      rows: ["a", "b", "c", "d", "new"],
    });
  });

  it("without a count is read twice, and leaves no gap to check a head by", () => {
    const read = readThrough(
      startReading(NEVER_READ, null, "whole"),
      () => false,
      (request) => pageOf(["a", "b"], request),
    );
    expect(read.reading.outcome).toEqual({ kind: "whole", rows: ["a", "b"], gap: null });
    expect(read.pages).toHaveLength(2);
  });
});

const nothingServed = () => ({ keys: [], nextCursor: null });

describe("what is no list is incomplete, never short", () => {
  const { store } = readBefore(400, 3);
  const isStored = (key: string) => store.keys.has(key);

  it("an answer with nothing in it", () => {
    const read = readThrough(startReading(store.list, 403, "whole"), isStored, () => ({
      keys: [],
      nextCursor: null,
    }));
    expect(read.reading.outcome).toMatchObject({ kind: "incomplete", rows: [] });
    expect(storedAfter(read.reading)).toEqual({ ...store.list, incomplete: true });
  });

  it("an answer with nothing in it, also where the list is short", () => {
    const short = readBefore(3).store.list;
    for (const mode of ["head", "whole"] as const) {
      const { reading } = readThrough(startReading(short, 3, mode), () => true, nothingServed);
      expect(reading.outcome?.kind).toBe("incomplete");
    }
  });

  it.each([1, 11, 200])("an answer with nothing in it, on a first reading of %i counted rows", (count) => {
    const { reading } = readThrough(startReading(NEVER_READ, count, "whole"), () => false, nothingServed);
    expect(reading.outcome?.kind).toBe("incomplete");
  });

  it("an answer with nothing in it, also where an earlier one was taken for a list", () => {
    const believed = { head: [], rows: 0, gap: 200, incomplete: false };
    const { reading } = readThrough(startReading(believed, 200, "head"), () => false, nothingServed);
    expect(reading.outcome?.kind).toBe("incomplete");
  });

  it("an answer with nothing in it, where the platform gives no count", () => {
    for (const list of [NEVER_READ, store.list]) {
      const { reading } = readThrough(startReading(list, null, "whole"), isStored, nothingServed);
      expect(reading.outcome?.kind).toBe("incomplete");
    }
  });

  it("a cursor that loops", () => {
    const read = readThrough(startReading(store.list, 403, "whole"), isStored, (_, page) => ({
      keys: [`row${page}`],
      nextCursor: page % 2 === 0 ? "even" : "odd",
    }));
    expect(read.reading.outcome).toMatchObject({ kind: "incomplete", why: "the platform's cursor loops" });
    expect(read.pages).toHaveLength(3);
  });

  it.each(["head", "whole"] as const)("empty pages, each with a new cursor (%s)", (mode) => {
    const read = readThrough(startReading(store.list, 403, mode), isStored, (_, page) => ({
      keys: [],
      nextCursor: `c${page}`,
    }));
    expect(read.reading.outcome?.kind).toBe("incomplete");
    expect(read.pages.length).toBeLessThanOrEqual(5);
  });

  it("more rows than the platform counts, page after page", () => {
    const read = readThrough(startReading(store.list, 403, "whole"), isStored, (request, page) => ({
      keys: numbered(request.rows, `${page}-`),
      nextCursor: `c${page}`,
    }));
    expect(read.reading.outcome?.kind).toBe("incomplete");
    expect(read.pages).toHaveLength(1);
  });

  it("full pages for ever, where the platform does not count", () => {
    const read = readThrough(
      startReading(NEVER_READ, null, "whole"),
      () => false,
      (request, page) => ({
        keys: numbered(request.rows, `${page}-`),
        nextCursor: page < 20 ? `c${page}` : null, // for ever, as far as the reading should go
      }),
    );
    expect(read.reading.outcome).toMatchObject({ why: "the list does not come to an end" });
    expect(read.pages).toHaveLength(11);
  });

  it("one row a page for ever", () => {
    const read = readThrough(startReading(store.list, 403, "whole"), isStored, (_, page) => ({
      keys: [`r${page}`],
      nextCursor: `c${page}`,
    }));
    expect(read.reading.outcome?.kind).toBe("incomplete");
    expect(read.pages.length).toBeLessThan(50);
  });
});

/** A reading to which the platform gives the same rows, however often it is asked. */
function always(stored: StoredList, count: number | null, rows: number): Reading {
  const keys = numbered(rows);
  const known = new Set(numbered(stored.rows));
  const start = startReading(stored, count, "whole");
  return readThrough(
    start,
    (key) => known.has(key),
    (request) => pageOf(keys, request),
  ).reading;
}

describe("how much of a list may be missing (docs/decisions/006)", () => {
  const known = (rows: number, gap: number): StoredList => ({
    head: numbered(20),
    rows,
    gap,
    incomplete: false,
  });

  it.each([
    ["a first reading", NEVER_READ, 403, 400, "whole"],
    ["a first reading, ten of a short list hidden", NEVER_READ, 30, 20, "whole"],
    ["a first reading, eleven of a short list hidden", NEVER_READ, 30, 19, "incomplete"],
    ["a first reading, one in twenty hidden", NEVER_READ, 2_300, 2_185, "whole"],
    ["a first reading, more than one in twenty hidden", NEVER_READ, 2_300, 2_184, "incomplete"],
    ["a list that is cut in the middle", known(2_300, 0), 2_300, 1_200, "incomplete"],
    ["a list that is cut in the middle, its gap known", known(2_300, 60), 2_360, 1_200, "incomplete"],
    ["many more suspended than last time", known(2_300, 0), 2_300, 2_200, "whole"],
    ["a large gap that is known", known(300, 100), 400, 300, "whole"],
    ["a large gap that is known, with ten more", known(300, 100), 410, 300, "whole"],
    ["a few follows between survey and reading", NEVER_READ, 400, 405, "whole"],
    ["more rows than can have come since the survey", NEVER_READ, 400, 406, "incomplete"],
    ["rows where none are counted", NEVER_READ, 0, 6, "incomplete"],
    ["none where none are counted", NEVER_READ, 0, 0, "whole"],
    ["none where none are counted any more", known(20, 3), 0, 0, "whole"],
    ["no count, and far fewer rows than are stored", known(2_300, 0), null, 1_200, "incomplete"],
    ["no count, and about the rows that are stored", known(2_300, 0), null, 2_250, "whole"],
  ])("%s", (_, stored, count, rows, kind) => expect(always(stored, count, rows).outcome?.kind).toBe(kind));

  it("a list that grows beyond its count is not read on", () => {
    const endless = readThrough(
      startReading(NEVER_READ, 200, "whole"),
      () => false,
      (request, page) => ({
        keys: numbered(Math.min(request.rows, 205), `${page}-`),
        nextCursor: `c${page}`,
      }),
    );
    expect(endless.reading.outcome).toMatchObject({
      kind: "incomplete",
      why: "the list shows more rows than the platform counts",
    });
    expect(endless.pages).toHaveLength(2);
  });
});

it("rows that a platform repeats, within a page and across pages, count once", () => {
  const pages = [
    ["a", "a", "b"],
    ["b", "c"],
  ];
  const read = readThrough(
    startReading(NEVER_READ, 3, "whole"),
    () => false,
    (_, page) => ({
      keys: pages[page] ?? [],
      nextCursor: page === 0 ? "next" : null,
    }),
  );
  expect(read.reading.outcome).toEqual({ kind: "whole", rows: ["a", "b", "c"], gap: 0 });
});
