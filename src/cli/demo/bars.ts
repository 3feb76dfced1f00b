/** A bar of one line, cut into parts by their numbers. The parts' characters differ, so that no colour is needed. */
export function stackedBar(width: number, parts: readonly { number: number; mark: string }[]): string {
  const total = parts.reduce((sum, { number }) => sum + number, 0);
  if (total === 0) return "";
  let upTo = 0;
  let drawn = 0;
  return parts
    .map(({ number, mark }) => {
      upTo += number;
      // A part that is not empty is seen; the last one ends the bar.
      const end = Math.max(drawn + (number > 0 ? 1 : 0), Math.round((width * upTo) / total));
      const cells = Math.min(end, width) - drawn;
      drawn += cells;
      return mark.repeat(cells);
    })
    .join("");
}
