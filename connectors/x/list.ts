import type { CallContext } from "../../src/core/connector.ts";
import type { XRequest } from "./client.ts";
import { type Cursor, advance } from "./cursor.ts";
import { failureInstead, xError } from "./failures.ts";
import { type Vocabulary, type XBody, type XProblem, xMeta } from "./schema.ts";
import type { Speech } from "./vocabulary.ts";

export interface ListPage {
  items: readonly unknown[];
  problems: readonly XProblem[];
  /** The cursor of the next page, or null. */
  next: Cursor | null;
}

/** X now and then sends a page that is empty but goes on; more in a row than this is no list any more. */
const MAX_EMPTY_PAGES = 3;

/** Reads one page that holds something, or the end of the list. */
export async function readPage(
  speech: Speech,
  request: (vocabulary: Vocabulary | null, token: string | null) => XRequest,
  from: Cursor,
  context: CallContext,
): Promise<ListPage> {
  let at = from;
  for (let empty = 0; empty < MAX_EMPTY_PAGES; empty++) {
    const place = at;
    const body = await speech.ask((vocabulary) => request(vocabulary, place.token), context);
    const page = toPage(body, place);
    if (page.items.length > 0 || page.next === null) return page;
    at = page.next;
  }
  throw xError("incomplete", "X sends empty pages that claim to go on");
}

/**
 * An empty list has no `data`, but says in `meta` that it is empty; without that, an answer with HTTP 200 holds nothing.
 * Fewer items than X counts itself were lost on the way, unless problems beside them explain it.
 */
function toPage(body: XBody, place: Cursor): ListPage {
  const items = body.data ?? [];
  const problems = body.errors ?? [];
  if (body.data === undefined && problems.length > 0) throw failureInstead(problems);
  if (body.meta === undefined) throw xError("incomplete", "X answered with nothing");
  const meta = xMeta.safeParse(body.meta);
  if (!meta.success) throw xError("platform-error", "X's answer does not have the documented shape");
  if (items.length + problems.length < meta.data.result_count) {
    throw xError("incomplete", "X counts more items than it sent");
  }
  const token = meta.data.next_token;
  return { items, problems, next: typeof token === "string" ? advance(place, token) : null };
}
