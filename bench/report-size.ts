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
import { chromiumPath, openBrowser } from "../test/browser/chromium.ts";
import { configWith, PROFILES } from "../test/mail/seeded.ts";
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
  const speed = chromiumPath() === null ? "no Chromium on this machine" : await timed(file);
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

/**
 * Seconds on the clock, and of the page's main thread alone, which a busy machine does not lengthen: until the page answers
 * to a key, until a search and a sort are shown.
 */
async function timed(file: string): Promise<string> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(180_000);
    const inspector = await page.context().newCDPSession(page);
    await inspector.send("Performance.enable", { timeDomain: "threadTicks" });
    const busy = async () => {
      const { metrics } = await inspector.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
    };
    const step = async (what: string, work: () => Promise<unknown>) => {
      const [clock, thread] = [performance.now(), await busy()];
      await work();
      const seconds = (performance.now() - clock) / 1000;
      return `${what} after ${seconds.toFixed(1)} s (${((await busy()) - thread).toFixed(2)} s of its thread)`;
    };
    const search = async (words: string, count: RegExp) => {
      await page.locator("#q").fill(words);
      await page.locator("#count").filter({ hasText: count }).waitFor();
    };
    const opened = await step("answers", async () => {
      await page.goto(pathToFileURL(file).href);
      await page.locator("#q").focus();
    });
    const searched = await step("a search", () => search("maths", /^\d/u));
    await search("", /^All/u);
    const sorted = await step("a sort", async () => {
      await page.locator("#list thead button").first().click();
      await page.locator("#list th[aria-sort=ascending]").waitFor();
      await page.locator("#list tbody tr").first().boundingBox();
    });
    return [opened, searched, sorted].join(", ");
  } finally {
    await browser.close();
  }
}
