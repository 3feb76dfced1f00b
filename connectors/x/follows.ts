import type { Account } from "../../src/core/account.ts";
import type { CallContext, FollowPage, FollowPageRequest } from "../../src/core/connector.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { xError } from "./failures.ts";
import { readPage } from "./list.ts";
import { X_PRICES, times } from "./rates.ts";
import { xFollowed } from "./schema.ts";
import type { Speech } from "./vocabulary.ts";

const MAX_ROWS = 1_000;
/** Rows that may have come since the survey's count: with them, a whole list is still one page. */
const MARGIN = 5;

/**
 * A page of the accounts that one account follows, newest first in practice. Asks for what is left of the
 * list and a few more, and reserves every row asked for: X's count can be wrong, and a page must not cost more than was
 * reserved for it. What came is what is settled.
 * GET /2/users/{id}/following
 */
export async function followPage(
  speech: Speech,
  account: Account,
  request: FollowPageRequest,
  context: CallContext,
): Promise<FollowPage> {
  const { platformId } = account;
  if (platformId === null)
    throw xError("incomplete", "the account's id is not known before its first survey");
  const rows = rowsToAsk(request);
  const page = await readPage(
    speech,
    (_vocabulary, token) => ({
      call: "users/following",
      path: `users/${platformId}/following`,
      query: {
        max_results: rows,
        "user.fields": "id,username",
        ...(token === null ? {} : { pagination_token: token }),
      },
      worst: times(X_PRICES.followRow, rows),
      priceOf: (body) => times(X_PRICES.followRow, body.data?.length ?? 0),
    }),
    readCursor(request.cursor),
    context,
  );
  if (page.problems.length > 0) throw xError("incomplete", "X left rows out of the follow list");
  return {
    rows: page.items.map(toRow),
    nextCursor: page.next === null ? null : writeCursor(page.next),
  };
}

function rowsToAsk({ rows, rowsLeft }: FollowPageRequest): number {
  const wanted = rowsLeft > 0 ? Math.min(rows, rowsLeft + MARGIN) : rows;
  return Math.min(Math.max(1, wanted), MAX_ROWS);
}

function toRow(item: unknown): { id: string; handle: string | null } {
  const read = xFollowed.safeParse(item);
  if (!read.success)
    throw xError("platform-error", "a row of the follow list does not have the documented shape");
  return { id: read.data.id, handle: read.data.username ?? null };
}
