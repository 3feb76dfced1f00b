/** Chromium as it is installed on the machine, driven without a screen: what people see, and what axe-core says of it. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Where the browser is; null: it is not installed. */
export function chromiumPath(): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const places = [...folders, "/usr/bin"].flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return places.find((place) => existsSync(place)) ?? null;
}

/**
 * Whether the tests in a browser may be left out: where there is none and this is not CI. In CI a missing browser is an
 * error of the tests, as a missing redis-server is.
 */
export function isBrowserLackedHere(): boolean {
  return chromiumPath() === null && process.env["CI"] === undefined;
}

export function openBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === null) {
    throw new Error("chromium is not on the PATH: install it (Debian, Ubuntu: apt-get install chromium)");
  }
  return chromium.launch({ executablePath, args: FLAGS });
}

export const SCREENS = { desktop: { width: 700, height: 900 }, phone: { width: 390, height: 844 } } as const;
export const SCHEMES = ["light", "dark"] as const;
export interface Look {
  screen: keyof typeof SCREENS;
  scheme: (typeof SCHEMES)[number];
}
export const LOOKS: readonly Look[] = SCHEMES.flatMap((scheme) => [
  { screen: "desktop" as const, scheme },
  { screen: "phone" as const, scheme },
]);

/** Shows a mail as a mail program would; `asked` collects every address that it asks the network for. */
export async function showMail(browser: Browser, html: string, { screen, scheme }: Look) {
  const asked: string[] = [];
  const page = await browser.newPage({ viewport: SCREENS[screen], colorScheme: scheme });
  await page.route("**/*", (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  await page.setContent(html, { waitUntil: "load" });
  return { page, asked };
}

const AXE = createRequire(import.meta.url).resolve("axe-core");

export interface Violation {
  rule: string;
  where: string;
  says: string;
}

/** What axe-core finds against WCAG 2.2 A and AA and its best practices, a line for each place. */
export async function violationsIn(page: Page): Promise<readonly Violation[]> {
  await page.evaluate(await readFile(AXE, "utf8"));
  return page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as { axe: { run(): Promise<import("axe-core").AxeResults> } }
    ).axe.run();
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html }) => ({ rule: id, where: html.slice(0, 160), says: help })),
    );
  });
}
