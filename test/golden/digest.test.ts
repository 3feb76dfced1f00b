import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { buildDigest } from "../../src/digest/build.ts";
import { renderCsv } from "../../src/digest/csv.ts";
import { renderHtml } from "../../src/digest/html.ts";
import { renderText } from "../../src/digest/text.ts";
import { week } from "../digest/weeks.ts";

const REBASELINE =
  "The digest has changed. Look at the difference; if it is what you want, keep it with " +
  "`GOLDEN=write npx vitest run test/golden` and say so in the CHANGELOG.";

test.each([
  ["digest.html", renderHtml],
  ["digest.txt", renderText],
  ["findings.csv", renderCsv],
] as const)("the same week gives the same %s", (name, render) => {
  const made = render(buildDigest(week()));
  const file = fileURLToPath(new URL(name, import.meta.url));
  if (process.env["GOLDEN"] === "write") writeFileSync(file, made);
  expect(made, REBASELINE).toBe(readFileSync(file, "utf8"));
});
