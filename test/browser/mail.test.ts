/** The mails in a real Chromium: `npm run check:mail`. With MAIL_PICTURES=folder each look is kept as a picture. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isBrowserLackedHere, LOOKS, openBrowser, SCREENS, showMail, violationsIn } from "./chromium.ts";
import { MAILS } from "./mails.ts";

const PICTURES = process.env["MAIL_PICTURES"];

describe.skipIf(isBrowserLackedHere())("in Chromium (skipped: chromium is not installed)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
    if (PICTURES !== undefined) await mkdir(PICTURES, { recursive: true });
  });
  afterAll(() => browser?.close());

  const looks = Object.entries(MAILS).flatMap(([name, make]) =>
    LOOKS.map((look) => ({ name, make, ...look })),
  );

  test.each(looks)(
    "$name on a $screen, $scheme: axe finds nothing, nothing sticks out, the network is not asked",
    async ({ name, make, screen, scheme }) => {
      const { page, asked } = await showMail(browser, make().html, { screen, scheme });
      if (PICTURES !== undefined) {
        const file = `${name.replaceAll(/\W+/gu, "-")}-${screen}-${scheme}.png`;
        await page.screenshot({ path: join(PICTURES, file), fullPage: true });
      }
      expect(await violationsIn(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(SCREENS[screen].width);
      expect(await page.evaluate("document.images.length")).toBe(0);
      expect(asked).toEqual([]);
      await page.close();
    },
  );

  test("printed, a mail is light with its colours, whatever the screen's are, and no entry is torn in two", async () => {
    const { page } = await showMail(browser, MAILS["digest"]?.().html ?? "", {
      screen: "desktop",
      scheme: "dark",
    });
    await page.emulateMedia({ media: "print" });
    const styleOf = (selector: string, name: string) =>
      page.evaluate(
        `getComputedStyle(document.querySelector(${JSON.stringify(selector)}))[${JSON.stringify(name)}]`,
      );
    expect(await styleOf(".cd", "backgroundColor")).toBe("rgb(255, 255, 255)");
    expect(await styleOf(".hd", "printColorAdjust")).toBe("exact");
    expect(await styleOf(".le", "breakInside")).toBe("avoid");
    await page.close();
  });

  test("axe sees what it is to see: pale letters on white", async () => {
    const html = MAILS["digest"]?.().html.replaceAll("#1b2733", "#dddddd") ?? "";
    const { page } = await showMail(browser, html, { screen: "desktop", scheme: "light" });
    expect((await violationsIn(page)).map(({ rule }) => rule)).toContain("color-contrast");
    await page.close();
  });
});
