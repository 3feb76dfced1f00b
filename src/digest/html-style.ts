import type { Tone } from "./model.ts";

/**
 * Inline styles, because Outlook on Windows and Gmail's apps know little else; classes only for what dark mode changes.
 * Contrast is at least 4.5 : 1 for each pair below, in light and in dark (held by test/digest/html.test.ts).
 */
export const INK = "#1b2733";
export const MUTED = "#4a5a6a";
export const PAPER = "#ffffff";
export const PAGE = "#eef2f6";
export const LINE = "#d5dde5";
export const LINK = "#0a4f9e";
export const HEAD = "#12355b";
export const HEAD_INK = "#ffffff";

export const DARK = {
  ink: "#e8edf2",
  muted: "#b3c0cc",
  paper: "#17212c",
  page: "#0e151c",
  line: "#3a4a5a",
  link: "#9cc6ff",
  head: "#1d3f66",
} as const;

/** Background and ink of a badge, in light and in dark. */
export const TONES: Readonly<
  Record<Tone, { back: string; ink: string; darkBack: string; darkInk: string; edge: string }>
> = {
  bad: { back: "#fbe3e0", ink: "#8f1d14", darkBack: "#5c1f1a", darkInk: "#ffdcd7", edge: "#b3261e" },
  warn: { back: "#fdefd2", ink: "#6b4200", darkBack: "#523a0c", darkInk: "#ffe5ae", edge: "#b26a00" },
  good: { back: "#dcf1e4", ink: "#115632", darkBack: "#174a30", darkInk: "#c6f0d7", edge: "#1b7f4b" },
  calm: { back: "#e3eaf2", ink: "#2c4257", darkBack: "#2c3d4f", darkInk: "#d6e2ee", edge: "#6b8299" },
};

/** The bars of the table: active, quiet, too long, not read. Their numbers stand above them. */
export const BARS = ["#1b7f4b", "#8fc3a5", "#b26a00", "#94a3b3"] as const;

const FACE = "Segoe UI,Arial,sans-serif";
/** On each cell that holds text, since Outlook passes nothing on from one table to the next; what is in it inherits. */
export const BODY = `color:${INK};font:15px/22px ${FACE}`;
export const HEADLINE = `font:600 19px/25px ${FACE}`;
export const CELL_FONT = `font:13px/18px ${FACE}`;
export const TITLE = `font:600 23px/29px ${FACE}`;
export const BIG = `font:600 28px/34px ${FACE}`;
/** Inside a cell in BODY. */
export const SMALL = `color:${MUTED};font-size:13px;line-height:19px`;

/** Dark mode for mail programs that ask for it; the others show the light one or turn the colours themselves. */
export function darkStyles(): string {
  const tones = Object.entries(TONES).map(
    ([name, { darkBack, darkInk }]) =>
      `.${name}{background:${darkBack}!important;color:${darkInk}!important}`,
  );
  return [
    ":root{color-scheme:light dark;supported-color-schemes:light dark}",
    // Paper is white.
    "@media screen and (prefers-color-scheme:dark){",
    `.pg{background:${DARK.page}!important}`,
    `.cd{background:${DARK.paper}!important}`,
    `.hd{background:${DARK.head}!important}`,
    `.tx{color:${DARK.ink}!important}`,
    `.mu{color:${DARK.muted}!important}`,
    `.ln{border-color:${DARK.line}!important}`,
    `.le{border-top-color:${DARK.line}!important;border-right-color:${DARK.line}!important;border-bottom-color:${DARK.line}!important}`,
    `a.lk{color:${DARK.link}!important}`,
    ...tones,
    "}",
    // A name without a space breaks anywhere before it makes the page wider than the telephone; a number never breaks.
    "@media (max-width:480px){.pad{padding-left:16px!important;padding-right:16px!important;overflow-wrap:anywhere}",
    ".nu{font-size:11px!important;padding-left:2px!important;padding-right:2px!important;overflow-wrap:normal}",
    ".bg{font-size:22px!important;overflow-wrap:normal}.fg{padding-left:8px!important}",
    ".ed{padding-left:0!important;padding-right:0!important}}",
    "@media print{*{-webkit-print-color-adjust:exact;print-color-adjust:exact}.le{break-inside:avoid}h2,h3{break-after:avoid}}",
    "@media (max-width:379px){.og{overflow-wrap:anywhere!important}}",
  ].join("");
}
