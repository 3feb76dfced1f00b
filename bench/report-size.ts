/**
 * What the report weighs and how fast it is: made-up groups of 1, 52, 1,000 and 10,000 accounts in a real Postgres; bytes,
 * seconds to make, and in Chromium the time until the page answers, until a search has answered, and until a sort has.
 * `npm run bench:report-size [-- --accounts 52 --out FOLDER]`
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { attachEmbeddedPostgres } from "../src/embedded.ts";
import { makeReport, makeTermPaper } from "../src/compose/report.ts";
import { RULES } from "../src/rules/index.ts";
import { migrateDatabase, openDatabase } from "../src/store/database.ts";
import { configWith, PROFILES } from "../test/mail/seeded.ts";
import { CHROMIUM, DESKTOP, openBrowser } from "../test/support/browser.ts";
import { clockAt } from "../test/support/clock.ts";
import { MONDAY, seedCollege, TERM_START } from "../test/support/college-with-history.ts";
import { removeHome, temporaryHome } from "../test/support/home.ts";

const { values } = parseArgs({
  options: { accounts: { type: "string", multiple: true }, out: { type: "string", default: "report-size" } },
});
const sizes = (values.accounts ?? ["1", "52", "1000", "10000"]).map(Number);

for (const size of sizes) {
  const made = await makeFor(size);
  const file = resolve(values.out, `report-${size}.html`);
  await mkdir(values.out, { recursive: true });
  await writeFile(file, made.report);
  await writeFile(join(values.out, `term-${size}.html`), made.term.html);
  await writeFile(join(values.out, `term-${size}.txt`), made.term.text);
  const speed = CHROMIUM === null ? "no Chromium on this machine" : await timed(file);
  console.log(
    `${size} accounts: ${kilobytes(made.report)}, made in ${made.seconds.toFixed(1)} s; ${speed}; paper of the term ${kilobytes(made.term.html)}`,
  );
}

function kilobytes(text: string): string {
  return `${Math.round(Buffer.byteLength(text) / 1024).toLocaleString("en-GB")} KB`;
}

async function makeFor(size: number) {
  const home = await temporaryHome();
  const server = await attachEmbeddedPostgres({ home, log: () => undefined });
  try {
    await migrateDatabase(server.url);
    const { db, close } = openDatabase(server.url);
    try {
      await seedCollege(db, size, RULES);
      const config = { ...configWith(), termStart: TERM_START, targetAccounts: Math.ceil(size * 0.6) };
      const reporting = { config, db, clock: clockAt(MONDAY), connectors: PROFILES };
      const started = performance.now();
      const { html } = await makeReport(reporting, "2026-W48");
      const seconds = (performance.now() - started) / 1000;
      return { report: html, seconds, term: await makeTermPaper(reporting, "2026-W48") };
    } finally {
      await close();
    }
  } finally {
    await server.release();
    await removeHome(home);
  }
}

/** Until the count of accounts is said by the script, and until it has changed after a search and a sort. */
async function timed(file: string): Promise<string> {
  const browser = await openBrowser({ ...DESKTOP, colorScheme: "light" });
  try {
    const { page } = browser;
    const started = performance.now();
    await page.goto(pathToFileURL(file).href);
    await page.locator("#q").fill("");
    const ready = performance.now() - started;
    const searching = performance.now();
    await page.locator("#q").fill("maths");
    await page.locator("#count").filter({ hasNotText: /^All/u }).waitFor();
    const search = performance.now() - searching;
    await page.locator("#q").fill("");
    await page.locator("#count").filter({ hasText: /^All/u }).waitFor();
    const sorting = performance.now();
    await page.locator("#list thead button").first().click();
    await page.locator("#list th[aria-sort=ascending]").waitFor();
    await page.locator("#list tbody tr").first().boundingBox();
    const sort = performance.now() - sorting;
    return `answers after ${ready.toFixed(0)} ms, a search after ${search.toFixed(0)} ms, a sort after ${sort.toFixed(0)} ms`;
  } finally {
    await browser.close();
  }
}
