import { createHash } from "node:crypto";
import { z } from "zod";
import { youTubeError } from "./failures.ts";

/**
 * The cursor that a caller keeps between pages: YouTube's token, short hashes of all tokens of this reading, so that a loop
 * of any length is noticed also across a restart, and how many rows have come, where the caller counts them.
 */
const cursor = z.object({
  token: z.string().min(1).nullable(),
  seen: z.array(z.string()),
  rows: z.int().nonnegative().default(0),
});
type Cursor = z.output<typeof cursor>;

const START: Cursor = { token: null, seen: [], rows: 0 };
/** 10,000 rows: more than any list of a college's. */
const MAX_PAGES = 200;

export function readCursor(text: string | null): Cursor {
  if (text === null) return START;
  try {
    return cursor.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw youTubeError(
        "incomplete",
        "the stored place in the list cannot be read: the list must be read anew",
      );
    }
    throw error;
  }
}

/** The parameter that asks for the page at a cursor. */
export function pageAt({ token }: Cursor): { pageToken?: string } {
  return token === null ? {} : { pageToken: token };
}

/** The cursor behind a page; null: the list ends there. Throws `incomplete` when tokens go round, or never end. */
export function behind(at: Cursor, token: string | null | undefined, rows = 0): string | null {
  if (token === null || token === undefined) return null;
  const hash = createHash("sha256").update(token).digest("base64url").slice(0, 10);
  if (at.seen.includes(hash)) throw youTubeError("incomplete", "YouTube's pages go round in a loop");
  if (at.seen.length >= MAX_PAGES) throw youTubeError("incomplete", "YouTube's pages do not come to an end");
  const next: Cursor = { token, seen: [...at.seen, hash], rows: at.rows + rows };
  return Buffer.from(JSON.stringify(next), "utf8").toString("base64url");
}
