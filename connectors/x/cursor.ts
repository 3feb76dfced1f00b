import { createHash } from "node:crypto";
import { z } from "zod";
import { xError } from "./failures.ts";

/**
 * The cursor that a caller keeps between pages: X's token, and short hashes of all tokens of this reading, so that a loop
 * of any length is noticed also across a restart. It holds nothing of the account.
 */
const cursor = z.object({
  token: z.string().min(1).nullable(),
  /** Only for the second query of a first reading: posts older than this id. */
  until: z
    .string()
    .regex(/^[0-9]{1,19}$/)
    .nullable(),
  seen: z.array(z.string()),
});
export type Cursor = z.output<typeof cursor>;

export const START: Cursor = { token: null, until: null, seen: [] };

/** X's timelines end after 3,200 posts; a follow list of this many pages of 1,000 rows is none of a college's. */
const MAX_PAGES = 200;

export function readCursor(text: string | null): Cursor {
  if (text === null) return START;
  try {
    return cursor.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw xError("incomplete", "the stored place in the list cannot be read: the list must be read anew");
    }
    throw error;
  }
}

export function writeCursor(value: Cursor): string {
  return Buffer.from(JSON.stringify(value), "utf8").toString("base64url");
}

/** The cursor after a page. Throws `incomplete` when X's token comes round again, or never ends. */
export function advance(from: Cursor, token: string): Cursor {
  const hash = createHash("sha256").update(token).digest("base64url").slice(0, 10);
  if (from.seen.includes(hash)) throw xError("incomplete", "X's pages go round in a loop");
  if (from.seen.length >= MAX_PAGES) throw xError("incomplete", "X's pages do not come to an end");
  return { token, until: from.until, seen: [...from.seen, hash] };
}
