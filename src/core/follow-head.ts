/** The remembered head of a follow list: which of its rows are still there, in what order. */

/** How many row keys of the list's head are remembered. */
export const HEAD_ROWS = 20;

/** The longest run of remembered rows that were seen in remembered order: their places in the stored head. */
export function headMatch(seen: readonly string[], head: readonly string[]): readonly number[] {
  const places = new Map(head.map((key, place) => [key, place]));
  const runs: (readonly number[])[] = [];
  for (const key of seen) {
    const place = places.get(key);
    if (place === undefined) continue;
    const before = runs.filter((run) => (run.at(-1) ?? -1) < place);
    runs.push([...longest(before), place]);
  }
  return longest(runs);
}

function longest(runs: readonly (readonly number[])[]): readonly number[] {
  return runs.reduce((best, run) => (run.length > best.length ? run : best), []);
}

/** The rows just seen, and behind them what was remembered behind the last one that matched. */
export function headAfter(seen: readonly string[], head: readonly string[]): readonly string[] {
  const behind = head.slice((headMatch(seen, head).at(-1) ?? -1) + 1);
  const rest = behind.filter((key) => !seen.includes(key));
  return [...seen, ...rest].slice(0, HEAD_ROWS);
}
