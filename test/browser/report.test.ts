import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { buildReport } from "../../src/report/build.ts";
import { renderReport } from "../../src/report/html.ts";
import { buildTermPaper } from "../../src/report/term/build.ts";
import { renderTermPaper } from "../../src/report/term/html.ts";
import { crowd } from "../digest/weeks.ts";
import { reportInput, withStory } from "../report/input.ts";
import { CHROMIUM, DESKTOP, openBrowser, PHONE, type Look, type OpenBrowser } from "../support/browser.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const isMissing = CHROMIUM === null;

test("there is a Chromium where nothing may be skipped", () => {
  expect(isMissing && process.env["CI"] === "true", "install chromium, or let CHROMIUM name one").toBe(false);
});

/** Judged by the axe-core of node_modules, put in by the debugger: the page's own policy lets no script in. */
async function violations({ page }: OpenBrowser): Promise<readonly string[]> {
  const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const inspector = await page.context().newCDPSession(page);
  await inspector.send("Runtime.evaluate", { expression: source });
  const { result } = await inspector.send("Runtime.evaluate", {
    expression: "axe.run().then((found) => JSON.stringify(found.violations))",
    awaitPromise: true,
  });
  const found: axe.Result[] = JSON.parse(String(result.value));
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

const LOOKS: readonly [string, Look][] = [
  ["light, desktop", { ...DESKTOP, colorScheme: "light" }],
  ["dark, desktop", { ...DESKTOP, colorScheme: "dark" }],
  ["light, telephone", { ...PHONE, colorScheme: "light" }],
  ["dark, telephone", { ...PHONE, colorScheme: "dark" }],
];

describe.skipIf(isMissing)("in Chromium (skipped where there is none)", () => {
  let folder: string;
  const file = (name: string) => pathToFileURL(join(folder, name)).href;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "account-audit-report-"));
    await writeFile(join(folder, "report.html"), renderReport(buildReport(reportInput())));
    await writeFile(join(folder, "term.html"), renderTermPaper(buildTermPaper(reportInput(), 15)));
    const many = crowd(2_100);
    const findings = many.findings.map(withStory);
    await writeFile(
      join(folder, "many.html"),
      renderReport(buildReport(reportInput({ week: many, findings }))),
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function seen<T>(look: Look, name: string, work: (browser: OpenBrowser) => Promise<T>): Promise<T> {
    const browser = await openBrowser(look);
    try {
      browser.page.setDefaultTimeout(60_000);
      await browser.page.goto(file(name));
      return await work(browser);
    } finally {
      await browser.close();
    }
  }

  test.each(LOOKS)("axe finds nothing in the report: %s", async (_name, look) => {
    await seen(look, "report.html", async (browser) => {
      await browser.page.locator("#open-all").click();
      expect(await violations(browser)).toEqual([]);
      expect(browser.asked).toEqual([]);
      expect(browser.complaints).toEqual([]);
    });
  });

  test.each(LOOKS)("axe finds nothing in the paper of the term: %s", async (_name, look) => {
    await seen(look, "term.html", async (browser) => {
      expect(await violations(browser)).toEqual([]);
      expect(browser.asked).toEqual([]);
    });
  });

  test("axe sees what it is to see", async () => {
    await writeFile(join(folder, "bad.html"), '<p style="color:#ccc">pale<img src="data:,">');
    const found = await seen({ ...DESKTOP, colorScheme: "light" }, "bad.html", violations);
    expect(found.join(" ")).toMatch(/color-contrast/u);
  });

  test("by keyboard alone: search, hear the count, sort, follow a name to its story", async () => {
    await seen({ ...DESKTOP, colorScheme: "light" }, "report.html", async ({ page }) => {
      await page.locator("#q").focus();
      await page.keyboard.type("conel maths");
      await page.locator("#count").filter({ hasText: "1 of 25 accounts" }).waitFor();
      expect(await page.locator("#list tbody tr:visible").count()).toBe(1);
      expect(await page.locator(".matrix tbody tr:visible").count()).toBe(1);
      await page.locator("#q").fill("");
      await page.locator("#count").filter({ hasText: "All 25" }).waitFor();
      const account = page.locator("#list thead th").first();
      await account.locator("button").focus();
      await page.keyboard.press("Enter");
      expect(await account.getAttribute("aria-sort")).toBe("ascending");
      const names = await page.locator("#list tbody th a").allTextContents();
      expect(names.map((name) => name.toLowerCase())).toEqual(
        names.map((name) => name.toLowerCase()).toSorted(),
      );
      await page.keyboard.press("Enter");
      expect(await account.getAttribute("aria-sort")).toBe("descending");
      const link = page.locator("#list tbody th a").first();
      const target = (await link.getAttribute("href")) ?? "";
      await link.focus();
      await page.keyboard.press("Enter");
      await page.locator(`details${target}[open]`).waitFor();
      expect(await page.locator(`${target} summary`).evaluate((one) => one.matches(":focus"))).toBe(true);
    });
  });

  test("the filters go by organisation, platform and severity together, and are cleared at once", async () => {
    await seen({ ...DESKTOP, colorScheme: "light" }, "report.html", async ({ page }) => {
      await page.locator("#f-o").selectOption("conel");
      await page.locator("#count").filter({ hasText: "6 of 25" }).waitFor();
      await page.locator("#f-v").selectOption("None");
      await page.locator("#count").filter({ hasNotText: "6 of 25" }).waitFor();
      await page.locator("button[type=reset]").click();
      await page.locator("#count").filter({ hasText: "All 25" }).waitFor();
    });
  });

  test("without scripts every account, result and story is there to be read", async () => {
    await seen(
      { ...DESKTOP, colorScheme: "light", javaScriptEnabled: false },
      "many.html",
      async ({ page }) => {
        expect(await page.locator("#list tbody tr:visible").count()).toBe(2_100);
        expect(await page.locator("#filter:visible").count()).toBe(0);
        await page.locator("details.s").last().locator("summary").click();
        expect(await page.locator("details.s").last().innerText()).toContain("Keepers:");
      },
    );
  });

  test("a long report shows its first accounts, finds all the others, and shows all when asked", async () => {
    await seen({ ...DESKTOP, colorScheme: "light" }, "many.html", async ({ page }) => {
      await page.locator("#count").filter({ hasText: "the first 500 are shown" }).waitFor();
      expect(await page.locator("#list tbody tr:visible").count()).toBe(500);
      await page.locator("#q").fill("@department2099");
      await page.locator("#count").filter({ hasText: "1 of 2,100 accounts are shown" }).waitFor();
      expect(await page.locator("#list tbody tr:visible").innerText()).toContain("@Department2099");
      await page.locator("#q").fill("");
      await page.locator("#more").click();
      await page.locator("#count").filter({ hasText: "All 2,100 accounts are shown" }).waitFor();
    });
  });

  test("printed, every story is open, and the paper of the term has two to four pages", async () => {
    const pagesOf = (pdf: Buffer) => pdf.toString("latin1").match(/\/Type\s*\/Page\b/gu)?.length ?? 0;
    await seen({ ...DESKTOP, colorScheme: "dark" }, "report.html", async ({ page }) => {
      expect(pagesOf(await page.pdf({ preferCSSPageSize: true }))).toBeGreaterThan(10);
    });
    await seen({ ...DESKTOP, colorScheme: "dark" }, "term.html", async ({ page }) => {
      const pages = pagesOf(await page.pdf({ preferCSSPageSize: true }));
      expect(pages).toBeGreaterThanOrEqual(2);
      expect(pages).toBeLessThanOrEqual(4);
    });
  });

  test("nothing is wider than a telephone but tables, which scroll in their own box", async () => {
    await seen({ ...PHONE, colorScheme: "light" }, "report.html", async ({ page }) => {
      const width = await page.locator("html").evaluate((html) => html.scrollWidth);
      expect(width).toBeLessThanOrEqual(PHONE.width);
    });
  });
});
