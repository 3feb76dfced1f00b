import type { StagedPage } from "../../jobs/audit/staged.ts";
import { conceal, unconceal } from "../conceal.ts";
import type { HashKey } from "../secrets.ts";

/** What stands for the facts of a page of a follow list. */
interface ConcealedFacts {
  concealed: string;
}

/**
 * A page as it is staged. A platform's cursor may be made of the id of the last row of its page; and the rows of a follow
 * list stand in the order of the public one, beside which each hash would be known without the key.
 */
export function concealPage(key: HashKey, { facts, nextCursor, ...page }: StagedPage): StagedPage {
  return {
    ...page,
    nextCursor: nextCursor === null ? null : conceal(key, nextCursor),
    facts:
      page.need === "follows"
        ? ({ concealed: conceal(key, JSON.stringify(facts)) } satisfies ConcealedFacts)
        : facts,
  };
}

/** The page behind {@link concealPage}; an earlier release staged facts as they were. */
export function unconcealPage(key: HashKey, { facts, nextCursor, ...page }: StagedPage): StagedPage {
  return {
    ...page,
    nextCursor: nextCursor === null ? null : unconceal(key, nextCursor),
    facts: isConcealed(facts) ? JSON.parse(unconceal(key, facts.concealed)) : facts,
  };
}

function isConcealed(facts: unknown): facts is ConcealedFacts {
  return typeof facts === "object" && facts !== null && "concealed" in facts;
}
