/**
 * The later of two of a platform's post ids. Decimal ids, as X makes them, grow with time; of others the second is taken,
 * as the one that was seen later.
 */
export function laterPostId(known: string | null, seen: string | null): string | null {
  if (known === null || seen === null) return seen ?? known;
  return isLaterPostId(known, seen) ? known : seen;
}

/** Whether `a` is surely later than `b`: both are decimal, and it is larger. */
export function isLaterPostId(a: string, b: string): boolean {
  return /^\d+$/u.test(a) && /^\d+$/u.test(b) && BigInt(a) > BigInt(b);
}
