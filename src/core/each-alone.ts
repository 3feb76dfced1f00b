/** Raised once everything has had its turn: what failed is seen, and has kept nothing else waiting. */
export class SomeFailed extends Error {
  override readonly name = "SomeFailed";
  constructor(failed: readonly unknown[], of: number) {
    super(`${failed.length} of ${of} failed`, { cause: failed[0] });
  }
}

/** Does `work` with each of the items, one after the other. Throws {@link SomeFailed} at the end where it failed with some. */
export async function eachAlone<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const failed: unknown[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw new SomeFailed(failed, items.length);
}
