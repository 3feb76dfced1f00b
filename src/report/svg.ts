import { markup, NOTHING, type Html } from "../digest/html-template.ts";
import type { Trend } from "./model.ts";
import { SERIES_COLOURS } from "./page-style.ts";
import { numberIn } from "./units.ts";

const WIDTH = 480;
const HEIGHT = 190;
const TOP = 24;
const BOTTOM = 26;
const FLOOR = HEIGHT - BOTTOM;

/** A trend as a picture. Its title and description say what it shows; the table beside it holds the same numbers. */
export function picture(trend: Trend): Html {
  const titleId = `${trend.id}-t`;
  const drawn = trend.shape === "bars" ? bars(trend) : line(trend);
  return markup`<svg class="c" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${titleId} ${trend.id}-d"><title id="${titleId}">${trend.title}</title> <desc id="${trend.id}-d">${trend.summary}</desc> ${unknownGround(trend)}<path class="axis" d="M0 ${FLOOR}H${WIDTH}"/>${drawn}${labels(trend)}</svg>`;
}

type Point = Trend["points"][number];

const step = ({ points }: Trend) => WIDTH / Math.max(1, points.length);
const middle = (trend: Trend, at: number) => round((at + 0.5) * step(trend));
const round = (number: number) => Math.round(number * 10) / 10;

/** All of a point's numbers together; null: there is no history. */
function sumOf({ values }: Point): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function highest(trend: Trend): number {
  if (trend.unit === "percent") return 100;
  return Math.max(1e-9, ...trend.points.map((point) => sumOf(point) ?? 0));
}

const scaled = (trend: Trend, value: number) => round((value / highest(trend)) * (FLOOR - TOP));

function bars(trend: Trend): readonly Html[] {
  const width = round(step(trend) * 0.62);
  return trend.points.flatMap((point, at) => {
    let floor = FLOOR;
    return point.values.flatMap((value, series) => {
      if (value === null || value === 0) return [];
      const height = scaled(trend, value);
      floor = round(floor - height);
      const x = round(middle(trend, at) - width / 2);
      return [
        markup`<rect class="k${series % SERIES_COLOURS}" x="${x}" y="${floor}" width="${width}" height="${height}"/>`,
      ];
    });
  });
}

/** Known points, joined where nothing is missing between them. */
function line(trend: Trend): readonly Html[] {
  let pen = "M";
  const parts: string[] = [];
  const dots: Html[] = [];
  trend.points.forEach((point, at) => {
    const value = sumOf(point);
    if (value === null) {
      pen = "M";
      return;
    }
    const [x, y] = [middle(trend, at), round(FLOOR - scaled(trend, value))];
    parts.push(`${pen}${x} ${y}`);
    pen = "L";
    dots.push(markup`<circle class="d" cx="${x}" cy="${y}" r="3.5"/>`);
  });
  return [markup`<path class="l" d="${parts.join("")}"/>`, ...dots];
}

/** What lies before the history is no zero: a ground of its own, with the words. */
function unknownGround(trend: Trend): Html {
  const first = trend.points.findIndex((point) => sumOf(point) !== null);
  const empty = first === -1 ? trend.points.length : first;
  if (empty === 0) return NOTHING;
  const width = round(empty * step(trend));
  const words =
    empty < 3
      ? NOTHING
      : markup`<text x="${round(width / 2)}" y="${round((TOP + FLOOR) / 2)}" text-anchor="middle">no history</text>`;
  return markup`<rect class="nh" x="0" y="${TOP - 10}" width="${width}" height="${FLOOR - TOP + 10}"/>${words}`;
}

/** The last, the highest and the first known number, where they do not run into each other, and every third name below. */
function labels(trend: Trend): readonly Html[] {
  const known = trend.points.map(sumOf).flatMap((sum, at) => (sum === null ? [] : [{ sum, at }]));
  const peak = known.toSorted((a, b) => b.sum - a.sum || b.at - a.at)[0];
  const told = [known.at(-1), peak, known[0]].reduce<{ sum: number; at: number }[]>((so, one) => {
    const isClose = one === undefined || so.some(({ at }) => Math.abs(at - one.at) < 2);
    return isClose ? so : [...so, one];
  }, []);
  const values = told.map(({ sum, at }) => {
    const y = round(FLOOR - scaled(trend, sum) - 8);
    return markup`<text class="v" x="${middle(trend, at)}" y="${y}" text-anchor="middle">${shortNumber(trend.unit, sum)}</text>`;
  });
  const names = trend.points.flatMap(({ label }, at) =>
    (trend.points.length - 1 - at) % 3 === 0
      ? [markup`<text x="${middle(trend, at)}" y="${HEIGHT - 8}" text-anchor="middle">${label}</text>`]
      : [],
  );
  return [...values, ...names];
}

/** In a picture whole dollars do; the table has the cents. */
function shortNumber(unit: Trend["unit"], value: number): string {
  return unit === "dollars" && value >= 10
    ? `$${Math.round(value).toLocaleString("en-GB")}`
    : numberIn(unit, value);
}
