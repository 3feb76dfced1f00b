import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NEVER_READ, nextPage, takePage } from "../../src/core/follow-list.ts";
import { SEED } from "./made-up.ts";
import { audit, listOf, visible, type MadeUpList, type Store } from "./made-up-list.ts";

/** What may happen to an account's follow list between two nights; `at` is a share of the list. */
type Change =
  { kind: "follow"; count: number } | { kind: "unfollow" | "renew" | "suspend" | "restore"; at: number };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant("follow" as const), count: fc.integer({ min: 1, max: 30 }) }),
  fc.record({
    kind: fc.constantFrom("unfollow" as const, "renew" as const, "suspend" as const, "restore" as const),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  }),
);
const nights = fc.array(
  fc.record({
    changes: fc.array(change, { maxLength: 4 }),
    mode: fc.constantFrom("head" as const, "whole" as const),
  }),
  { minLength: 1, maxLength: 12 },
);
const length = fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 20, max: 300 }));

let born = 0;
function apply(list: MadeUpList, one: Change): void {
  if (one.kind === "follow") {
    const keys = Array.from({ length: one.count }, () => `n${(born += 1)}`);
    list.rows.unshift(...listOf(...keys).rows);
    return;
  }
  const place = Math.floor(one.at * list.rows.length);
  const row = list.rows[place];
  if (row === undefined) return;
  if (one.kind === "suspend" || one.kind === "restore") row.suspended = one.kind === "suspend";
  else list.rows.splice(place, 1);
  if (one.kind === "renew") list.rows.unshift(row);
}

/** Runs the nights on a list that was read whole at first, and looks at each. */
function live(
  rows: number,
  drawn: { changes: Change[]; mode: "head" | "whole" }[],
  look: (night: ReturnType<typeof audit>, list: MadeUpList, before: Store) => void,
): void {
  const list = listOf(...Array.from({ length: rows }, (_, index) => `r${index}`));
  let { store } = audit({ list: NEVER_READ, keys: new Set() }, list, "whole");
  for (const { changes, mode } of drawn) {
    changes.forEach((one) => apply(list, one));
    const night = audit(store, list, mode);
    look(night, list, store);
    store = night.store;
  }
}

function throughJson<T>(value: T): T {
  const parsed: T = JSON.parse(JSON.stringify(value));
  return parsed;
}

const SETTINGS = { seed: SEED, numRuns: 500 };

describe(`against a model of a platform's list (seed ${SEED})`, () => {
  it("a whole reading stores exactly what the list shows: no follow is lost, no unfollow stays", () => {
    fc.assert(
      fc.property(length, nights, (rows, drawn) => {
        live(rows, drawn, (night, list) => {
          const { outcome, count } = night.reading;
          if (outcome?.kind === "whole") expect(outcome.rows.length === 0 && count !== 0).toBe(false);
          const promised = outcome?.kind === "whole" ? new Set(visible(list)) : night.store.keys;
          expect(night.store.keys).toEqual(promised);
        });
      }),
      SETTINGS,
    );
  });

  it("a list that comes cut short, beyond what may be missing, never replaces the stored one", () => {
    const share = fc.double({ min: 0, max: 0.94, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 1500 }), share, fc.boolean(), (rows, kept, isFirst) => {
        const list = listOf(...Array.from({ length: rows }, (_, index) => `r${index}`));
        const nothing = { list: NEVER_READ, keys: new Set<string>() };
        const before = isFirst ? nothing : audit(nothing, list, "whole").store;
        const shown = Math.min(Math.floor(rows * kept), rows - 11);
        list.rows.forEach((row, place) => (row.suspended = place >= shown));
        const night = audit(before, list, "whole");
        expect(night.reading.outcome?.kind).toBe("incomplete");
        expect([...before.keys].filter((key) => !night.store.keys.has(key))).toEqual([]);
      }),
      SETTINGS,
    );
  });

  it("while as many rows are hidden as before, a head check that adds up has stored as many as are shown", () => {
    fc.assert(
      fc.property(length, nights, (rows, drawn) => {
        live(rows, drawn, (night, list) => {
          const { outcome, stored } = night.reading;
          const addsUp = outcome?.kind === "unchanged" || (outcome?.kind === "new-rows" && outcome.addsUp);
          const hidden = list.rows.length - visible(list).length;
          const promised = addsUp && hidden === stored.gap ? visible(list).length : null;
          expect([null, night.store.keys.size]).toContain(promised);
        });
      }),
      SETTINGS,
    );
  });

  it("while accounts are only followed, each head check finds all of them", () => {
    const follows = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 300 }), follows, (rows, counts) => {
        const drawn = counts.map((count) => ({
          changes: count === 0 ? [] : [{ kind: "follow" as const, count }],
          mode: "head" as const,
        }));
        live(rows, drawn, (night, list) => {
          expect(night.store.keys).toEqual(new Set(visible(list)));
          expect(night.store.list.incomplete).toBe(false);
        });
      }),
      SETTINGS,
    );
  });

  it("the remembered head holds at most 20 rows, each once, and only stored ones", () => {
    fc.assert(
      fc.property(length, nights, (rows, drawn) => {
        live(rows, drawn, (night) => {
          const { head } = night.store.list;
          expect(head.length).toBeLessThanOrEqual(20);
          expect(new Set(head).size).toBe(head.length);
          expect(head.every((key) => night.store.keys.has(key))).toBe(true);
        });
      }),
      SETTINGS,
    );
  });

  it("every reading ends, and asks for at most the whole list twice", () => {
    fc.assert(
      fc.property(length, nights, (rows, drawn) => {
        live(rows, drawn, (night, list) => {
          expect(night.reading.outcome).not.toBeNull();
          const asked = night.pages.flatMap((page) => page.keys).length;
          expect(asked).toBeLessThanOrEqual(2 * list.rows.length);
        });
      }),
      SETTINGS,
    );
  });

  it("an audit that was killed behind any page resumes from the staged ones and ends alike", () => {
    fc.assert(
      fc.property(length, nights, (rows, drawn) => {
        live(rows, drawn, ({ start, reading, pages }, _, before) => {
          const isStored = (key: string) => before.keys.has(key);
          let resumed = throughJson(start);
          for (const page of pages) {
            expect(nextPage(resumed)).not.toBeNull();
            resumed = takePage(throughJson(resumed), throughJson(page), isStored);
          }
          expect(resumed).toEqual(reading);
        });
      }),
      SETTINGS,
    );
  });
});
