import { describe, expect, it } from "vitest";
import { abandon, nextPage, startReading, storedAfter, takePage } from "../../src/core/follow-list.ts";
import {
  audit,
  listOf,
  NOTHING,
  numbered,
  pageOf,
  readBefore,
  readThrough,
  rowsRead,
  sizes,
  visible,
} from "./made-up-list.ts";

describe("a head check", () => {
  it("costs one row where nothing changed", () => {
    const { list, store } = readBefore(400, 3);
    const night = audit(store, list, "head");
    expect(night.reading.outcome).toEqual({ kind: "unchanged" });
    expect(sizes(night)).toEqual([1]);
    expect(night.store).toEqual(store);
  });

  it.each([
    [1, [1, 5]],
    [3, [1, 5]],
    [4, [1, 5, 20]],
    [24, [1, 5, 20, 100]],
    [130, [1, 5, 20, 100, 100]],
  ])("finds %i new follows with pages of %j", (fresh, pages) => {
    const { list, store } = readBefore(400, 3);
    const follows = numbered(fresh, "new");
    list.rows.unshift(...listOf(...follows).rows);
    const night = audit(store, list, "head");
    expect(night.reading.outcome).toEqual({ kind: "new-rows", rows: follows, addsUp: true });
    expect(sizes(night)).toEqual(pages);
    expect(night.store.list).toMatchObject({ rows: 400 + fresh, gap: 3, incomplete: false });
    expect(night.store.list.head).toEqual(visible(list).slice(0, 20));
  });

  it("asks next for the page behind the cursor, and never reserves more rows than can come", () => {
    const { list, store } = readBefore(8);
    list.rows.unshift({ key: "new", suspended: false });
    const { requests } = audit(store, list, "head");
    expect(requests).toEqual([
      { rows: 1, cursor: null, rowsLeft: 9 },
      { rows: 5, cursor: "1", rowsLeft: 8 },
    ]);
  });

  it("does not add up after an unfollow anywhere, and then wants a whole reading", () => {
    const { list, store } = readBefore(400, 3);
    list.rows.splice(200, 1);
    const night = audit(store, list, "head");
    expect(night.reading.outcome).toEqual({ kind: "new-rows", rows: [], addsUp: false });
    expect(rowsRead(night)).toBe(6);
    expect(night.store.list.incomplete).toBe(true);
    expect(audit(night.store, list, "whole").store.list).toMatchObject({
      rows: 399,
      gap: 3,
      incomplete: false,
    });
  });

  it("does not add up when two follows came and one went, and still finds the two", () => {
    const { list, store } = readBefore(400);
    list.rows.splice(300, 1);
    list.rows.unshift(...listOf("b", "a").rows);
    expect(audit(store, list, "head").reading.outcome).toEqual({
      kind: "new-rows",
      rows: ["b", "a"],
      addsUp: false,
    });
  });

  it("stays in doubt until a whole reading, even if the sum comes right by chance", () => {
    const { list, store } = readBefore(400);
    const gone = list.rows.splice(300, 1);
    const doubt = audit(store, list, "head").store;
    list.rows.unshift(...listOf("new").rows);
    const night = audit({ ...doubt, list: { ...doubt.list, rows: doubt.list.rows - 1 } }, list, "head");
    expect(gone).toHaveLength(1);
    expect(night.reading.outcome).toMatchObject({ kind: "new-rows", addsUp: false });
  });

  it("is not stopped by one known row at the top: an old follow that was renewed hides a new one behind it", () => {
    const { list, store } = readBefore(400);
    const [renewed] = list.rows.splice(10, 1);
    list.rows.unshift({ key: renewed?.key ?? "", suspended: false }, { key: "new", suspended: false });
    const night = audit(store, list, "head");
    expect(night.reading.outcome).toEqual({ kind: "new-rows", rows: ["new"], addsUp: true });
  });

  it("takes a changed order of the same rows for unchanged, and remembers the new order", () => {
    const { list, store } = readBefore(400);
    const [moved] = list.rows.splice(2, 1);
    list.rows.unshift({ key: moved?.key ?? "", suspended: false });
    const night = audit(store, list, "head");
    expect(night.reading.outcome).toEqual({ kind: "unchanged" });
    expect(night.store.list.head).toEqual(visible(list).slice(0, 20));
  });

  it("forgets the unfollowed rows of the head", () => {
    const { list, store } = readBefore(400);
    list.rows.splice(0, 2);
    const night = audit(store, list, "head");
    expect(night.store.list.head).toEqual(visible(list).slice(0, 18));
  });
});

describe("a head check without a count", () => {
  const { store } = readBefore(400);
  const uncounted = { ...store.list, gap: null };
  const check = (keys: readonly string[]) =>
    readThrough(
      startReading(uncounted, null, "head"),
      (key) => store.keys.has(key),
      (request) => pageOf(keys, request),
    );

  it("finds new follows in a few rows, and lets nothing pass", () => {
    const read = check(["new", ...numbered(400)]);
    expect(sizes(read)).toEqual([1, 5]);
    expect(read.reading.outcome).toEqual({ kind: "new-rows", rows: ["new"], addsUp: false });
    expect(storedAfter(read.reading)).toMatchObject({ rows: 401, gap: null, incomplete: true });
  });

  it("takes no end that comes far too early for the list's", () => {
    expect(check(["row0", "row1"]).reading.outcome?.kind).toBe("incomplete");
  });
});

describe("a head check of a short list", () => {
  it.each([
    ["of nothing, still nothing", [], [], "whole"],
    ["of nothing, now one", [], ["new"], "whole"],
    ["of one, unchanged", ["a"], ["a"], "unchanged"],
    ["of one, that is gone", ["a"], [], "whole"],
    ["of one, now another", ["a"], ["b"], "whole"],
    ["of two, with a new one", ["a", "b"], ["new", "a", "b"], "new-rows"],
    ["of two, the other way round", ["a", "b"], ["b", "a"], "whole"],
  ])("%s, ends", (_, before, after, kind) => {
    const { store } = audit(NOTHING, listOf(...before), "whole");
    const night = audit(store, listOf(...after), "head");
    expect(night.reading.outcome?.kind).toBe(kind);
    expect(night.store.keys).toEqual(new Set(after));
  });

  it("that it reads to the end is a whole reading", () => {
    const { store } = readBefore(30);
    const other = listOf(...numbered(30, "other"));
    const night = audit(store, other, "head");
    expect(sizes(night)).toEqual([1, 5, 20, 100]);
    expect(night.reading.outcome).toMatchObject({ kind: "whole", gap: 0 });
    expect(night.store.keys).toEqual(new Set(visible(other)));
  });
});

it("a reading that had to stop says nothing of the list, and keeps the new rows that it saw", () => {
  const { store } = readBefore(400);
  const start = startReading(store.list, 401, "head");
  const stopped = abandon(takePage(start, { keys: ["new"], nextCursor: "1" }, (key) => store.keys.has(key)));
  expect(stopped.outcome).toEqual({ kind: "abandoned", rows: ["new"] });
  expect(nextPage(stopped)).toBeNull();
  expect(storedAfter(stopped)).toEqual({ ...store.list, rows: 401 });
});
