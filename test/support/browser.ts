/** A real Chromium, driven by playwright-core: no browser is downloaded, the machine's own is used. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
];

/** CHROMIUM names another one; null: there is none on this machine. */
export const CHROMIUM: string | null =
  process.env["CHROMIUM"] ?? PLACES.find((place) => existsSync(place)) ?? null;

export interface Look {
  width: number;
  height: number;
  colorScheme: "light" | "dark";
  javaScriptEnabled?: boolean;
}

export const DESKTOP = { width: 1280, height: 900 } as const;
export const PHONE = { width: 390, height: 844 } as const;

export interface OpenBrowser {
  page: Page;
  /** Addresses that the page asked for, but for its own file. */
  asked: string[];
  /** What the page complained of: script errors, and what its policy refused. */
  complaints: string[];
  close(): Promise<void>;
}

/** Opens a browser with a profile of its own, as a reader of this kind would see a page. */
export async function openBrowser(look: Look): Promise<OpenBrowser> {
  if (CHROMIUM === null) throw new Error("there is no Chromium: install one, or let CHROMIUM name it");
  const profile = await mkdtemp(join(tmpdir(), "account-audit-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
    viewport: { width: look.width, height: look.height },
    colorScheme: look.colorScheme,
    javaScriptEnabled: look.javaScriptEnabled ?? true,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return { page, ...watch(page), close: () => closeAll(context, profile) };
}

function watch(page: Page): Pick<OpenBrowser, "asked" | "complaints"> {
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    if (!request.isNavigationRequest()) asked.push(request.url());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return { asked, complaints };
}

async function closeAll(context: BrowserContext, profile: string): Promise<void> {
  await context.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 3 });
}
