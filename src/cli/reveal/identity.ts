import { z } from "zod";
import { UserError } from "../../errors.ts";

/** Who a learner finding is about, as the audit sealed it. Lives in memory from the seal to the terminal. */
const Identity = z.object({
  /** The platform's id of the account followed or answered; null where the platform gave none. */
  id: z
    .string()
    .nullish()
    .transform((id) => id ?? null),
  handle: z
    .string()
    .nullish()
    .transform((handle) => handle ?? null),
  seenAt: z.coerce.date(),
  night: z.string(),
  /** Our own post that answered, and when; null where nothing was answered but an account followed. */
  post: z
    .string()
    .nullish()
    .transform((post) => post ?? null),
  postedAt: z.coerce.date().optional(),
});
export type Identity = z.infer<typeof Identity>;

/** Reads what was in the box. An error names no word of it. */
export function readIdentity(plaintext: Buffer): Identity {
  const read = Identity.safeParse(jsonOrNull(plaintext.toString("utf8")));
  if (read.success) return read.data;
  throw new UserError(
    "usage",
    "the seal opened, but what is in it is not what this release seals",
    "open it with the release that made the finding",
  );
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Whatever it is, it is no identity: the caller says so.
  }
}
