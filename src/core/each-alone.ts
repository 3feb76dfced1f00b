/**
 * Raised once everything has had its turn: what failed is seen, and has kept nothing else waiting. Its name is its count, as
 * a log names errors by it and by the first one's.
 */
export class SomeFailed extends Error {
  constructor(failed: readonly unknown[], of: number) {
    const [first] = failed;
    const count = `${failed.length} of ${of} failed`;
    super(first instanceof Error ? `${count}: ${first.message}` : count, { cause: first });
    this.name = count;
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
