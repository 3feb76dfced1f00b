/**
 * How big the weekly e-mail is, and how long it takes to build: `npm run bench:mail`. Made-up groups of 1, 52, 1,000 and
 * 10,000 accounts; the limit is 60 KB of HTML (DIGEST.md), since Gmail cuts a mail near 102 KB.
 */
import { buildDigest } from "../src/digest/build.ts";
import { renderCsv } from "../src/digest/csv.ts";
import { LIMIT_BYTES, renderHtml } from "../src/digest/html.ts";
import { renderText } from "../src/digest/text.ts";
import { crowd } from "../test/digest/weeks.ts";

const cell = (value: string | number) => value.toLocaleString("en-GB").padStart(12);

console.log(["accounts", "HTML bytes", "text bytes", "CSV bytes", "build ms"].map(cell).join(""));
for (const accounts of [1, 52, 1_000, 10_000]) {
  const input = crowd(accounts);
  const began = performance.now();
  const model = buildDigest(input);
  const html = Buffer.byteLength(renderHtml(model));
  const ms = Math.round(performance.now() - began);
  const figures = [
    accounts,
    html,
    Buffer.byteLength(renderText(model)),
    Buffer.byteLength(renderCsv(model)),
    ms,
  ];
  console.log(figures.map(cell).join(""));
  if (html > LIMIT_BYTES) process.exitCode = 1;
}
console.log(`The limit is ${LIMIT_BYTES.toLocaleString("en-GB")} bytes of HTML.`);
