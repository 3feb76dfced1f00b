import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { buildReport } from "../../src/report/build.ts";
import { renderReport } from "../../src/report/html.ts";
import { buildTermPaper } from "../../src/report/term/build.ts";
import { renderTermPaper } from "../../src/report/term/html.ts";
import { crowd } from "../digest/weeks.ts";
import { reportInput, withStory } from "../report/input.ts";
import { isBrowserLackedHere, openBrowser, violationsIn } from "./chromium.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const PHONE = { viewport: { width: 390, height: 844 } };
const DESKTOP = { viewport: { width: 1280, height: 900 } };
const LOOKS: readonly [string, BrowserContextOptions][] = [
  ["light, desktop", { ...DESKTOP, colorScheme: "light" }],
  ["dark, telephone", { ...PHONE, colorScheme: "dark" }],
];
/** The fewest accounts that make a report long: it shows the first 500 at once, and tells the others in brief. */
const MANY = 2_001;

/** Counted in the page: a locator asks for each of the rows by itself. */
const shownRows = (body: { children: Iterable<{ checkVisibility(): boolean }> }) =>
  Array.from(body.children).filter((row) => row.checkVisibility()).length;

interface Shown {
  page: Page;
  /** Addresses that the page asked for, but for its own file. */
  asked: string[];
  /** What the page complained of: script errors, and what its policy refused. */
  complaints: string[];
}

function watch(page: Page): Shown {
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    if (!request.isNavigationRequest()) asked.push(request.url());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return { page, asked, complaints };
}

describe.skipIf(isBrowserLackedHere())("in Chromium (skipped: chromium is not installed)", () => {
  let folder: string;
  let browser: Browser;
  const file = (name: string) => pathToFileURL(join(folder, name)).href;
  beforeAll(async () => {
    browser = await openBrowser();
    folder = await mkdtemp(join(tmpdir(), "account-audit-report-"));
    await writeFile(join(folder, "report.html"), renderReport(buildReport(reportInput())));
    await writeFile(join(folder, "term.html"), renderTermPaper(buildTermPaper(reportInput(), 15)));
    const many = crowd(MANY);
    const findings = many.findings.map(withStory);
    await writeFile(
      join(folder, "many.html"),
      renderReport(buildReport(reportInput({ week: many, findings }))),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function seen<T>(look: BrowserContextOptions, name: string, work: (shown: Shown) => Promise<T>) {
    const page = await browser.newPage(look);
    try {
      page.setDefaultTimeout(60_000);
      const shown = watch(page);
      await page.goto(file(name));
      return await work(shown);
    } finally {
      await page.close();
    }
  }

  test.each(LOOKS)("axe finds nothing in the report: %s", async (_name, look) => {
    await seen(look, "report.html", async ({ page, asked, complaints }) => {
      await page.locator("#open-all").click();
      expect(await violationsIn(page)).toEqual([]);
      expect(asked).toEqual([]);
      expect(complaints).toEqual([]);
    });
  });

  test.each(LOOKS)("axe finds nothing in the paper of the term: %s", async (_name, look) => {
    await seen(look, "term.html", async ({ page, asked }) => {
      expect(await violationsIn(page)).toEqual([]);
      expect(asked).toEqual([]);
    });
  });

  test("axe sees what it is to see", async () => {
    await writeFile(join(folder, "bad.html"), '<p style="color:#ccc">pale<img src="data:,">');
    const found = await seen(DESKTOP, "bad.html", ({ page }) => violationsIn(page));
    expect(found.map(({ rule }) => rule)).toContain("color-contrast");
  });

  test("by keyboard alone: search, hear the count, sort, follow a name to its story", async () => {
    await seen(DESKTOP, "report.html", async ({ page }) => {
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
    await seen(DESKTOP, "report.html", async ({ page }) => {
      await page.locator("#f-o").selectOption("conel");
      await page.locator("#count").filter({ hasText: "6 of 25" }).waitFor();
      await page.locator("#f-v").selectOption("None");
      await page.locator("#count").filter({ hasNotText: "6 of 25" }).waitFor();
      await page.locator("button[type=reset]").click();
      await page.locator("#count").filter({ hasText: "All 25" }).waitFor();
      expect(await page.locator("#list tbody tr:visible").count()).toBe(25);
    });
  });

  test("without scripts every account, result and story is there to be read", async () => {
    await seen({ ...DESKTOP, javaScriptEnabled: false }, "many.html", async ({ page }) => {
      expect(await page.locator("#list tbody").evaluate(shownRows)).toBe(MANY);
      expect(await page.locator("#filter:visible").count()).toBe(0);
      await page.locator("details.s").last().locator("summary").click();
      expect(await page.locator("details.s").last().innerText()).toContain("Keepers:");
    });
  });

  test("a long report shows its first accounts, finds all the others, and shows all when asked", async () => {
    await seen(DESKTOP, "many.html", async ({ page }) => {
      await page.locator("#count").filter({ hasText: "the first 500 are shown" }).waitFor();
      expect(await page.locator("#list tbody").evaluate(shownRows)).toBe(500);
      await page.locator("#q").fill("@department2000");
      await page.locator("#count").filter({ hasText: "1 of 2,001 accounts are shown" }).waitFor();
      expect(await page.locator("#list tbody tr:visible").innerText()).toContain("@Department2000");
      await page.locator("#q").fill("");
      await page.locator("#more").click();
      await page.locator("#count").filter({ hasText: "All 2,001 accounts are shown" }).waitFor();
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
    await seen(PHONE, "report.html", async ({ page }) => {
      const width = await page.locator("html").evaluate((html) => html.scrollWidth);
      expect(width).toBeLessThanOrEqual(PHONE.viewport.width);
    });
  });

  test("on a telephone each reason stands below its result, without scrolling sideways", async () => {
    await seen(PHONE, "report.html", async ({ page }) => {
      await page.locator("details.s summary").first().click();
      const box = page.locator("details.s[open] .scroll").first();
      expect(await box.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
      const why = await box.locator("tbody td:last-child").first().boundingBox();
      expect(why?.width).toBeGreaterThan(200);
    });
  });
});
