import { describe, expect, it } from "vitest";
import { NEVER_READ, startReading, storedAfter } from "../../src/core/follow-list.ts";
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

  it("less than half of what the platform counts, however often", () => {
    const read = readThrough(startReading(store.list, 403, "whole"), isStored, () => ({
      keys: numbered(150),
      nextCursor: null,
    }));
    expect(read.reading.outcome?.kind).toBe("incomplete");
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

  it("one row a page for ever", () => {
    const read = readThrough(startReading(store.list, 403, "whole"), isStored, (_, page) => ({
      keys: [`r${page}`],
      nextCursor: `c${page}`,
    }));
    expect(read.reading.outcome?.kind).toBe("incomplete");
    expect(read.pages.length).toBeLessThan(50);
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
