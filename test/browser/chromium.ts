/** Chromium as it is installed on the machine, driven without a screen: what people see, and what axe-core says of it. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import type { AxeResults } from "axe-core";
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

/** A mail as it stands beside the list of mails, and on a telephone. */
export const SCREENS = { desktop: { width: 700, height: 900 }, phone: { width: 390, height: 844 } } as const;
export interface Look {
  screen: keyof typeof SCREENS;
  scheme: "light" | "dark";
}
/** Each width and each scheme once: layout goes by the one, contrast by the other. */
export const LOOKS: readonly Look[] = [
  { screen: "desktop", scheme: "light" },
  { screen: "phone", scheme: "dark" },
];

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

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export interface Violation {
  rule: string;
  where: string;
  says: string;
}

/**
 * What axe-core finds against WCAG 2.2 A and AA and its best practices, a line for each place. It is put in by the debugger:
 * a page whose policy lets no script in, or that runs none, is judged too.
 */
export async function violationsIn(page: Page): Promise<readonly Violation[]> {
  const inspector = await page.context().newCDPSession(page);
  const run = "axe.run().then(({ violations }) => JSON.stringify(violations))";
  await inspector.send("Runtime.evaluate", { expression: AXE });
  const answer = await inspector.send("Runtime.evaluate", { expression: run, awaitPromise: true });
  await inspector.detach();
  const violations: AxeResults["violations"] = JSON.parse(String(answer.result.value));
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => ({
      rule: id,
      where: html.slice(0, 160),
      says: `${help}. ${failureSummary ?? ""}`,
    })),
  );
}
