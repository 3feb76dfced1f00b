import { PLATFORM_NAMES, PLATFORMS, type Platform } from "../core/platform.ts";
import { nearest, wordOf } from "../csv/columns.ts";
import type { HandleRules } from "./handle-rules.ts";
import { PROFILE_URLS } from "./profile-urls.ts";

/** The rules of each platform that a register may name. */
export type HandleBook = Readonly<Record<Platform, HandleRules>>;

/** The connectors' own rules, and the table's for platforms that have no connector yet. */
export function handleBook(connectors: readonly (HandleRules & { platform: Platform })[]): HandleBook {
  const own = new Map(connectors.map((connector) => [connector.platform, connector]));
  const rules = (platform: Platform): HandleRules => {
    const found = own.get(platform) ?? PROFILE_URLS[platform];
    if (found === undefined) throw new Error(`${platform} has neither a connector nor rules for its handles`);
    return found;
  };
  return {
    x: rules("x"),
    youtube: rules("youtube"),
    facebook: rules("facebook"),
    instagram: rules("instagram"),
    tiktok: rules("tiktok"),
    linkedin: rules("linkedin"),
    pinterest: rules("pinterest"),
    flickr: rules("flickr"),
    "google-business": rules("google-business"),
    snapchat: rules("snapchat"),
    bluesky: rules("bluesky"),
    mastodon: rules("mastodon"),
  };
}

/** The platform and the handle that a profile's URL names; null when it is no profile of any platform. */
export function parseUrl(book: HandleBook, text: string): { platform: Platform; handle: string } | null {
  if (!isUrl(text)) return null;
  const url = /^https?:/iu.test(text) ? text : `https://${text}`;
  for (const platform of PLATFORMS) {
    const handle = book[platform].parseProfileUrl(url);
    if (handle !== null) return { platform, handle };
  }
  return null;
}

/** Whether a cell holds an address: `https://…`, or a host and a path as people type it. */
export function isUrl(text: string): boolean {
  return /^https?:\/\/\S+$/iu.test(text) || /^[^\s/@:]+\.[^\s/@:]{2,}\/\S+$/u.test(text);
}

/** Words by which people call the platforms, beside our own and those of the e-mail. */
const OTHER_WORDS: Readonly<Record<string, Platform>> = {
  twitter: "x",
  "x (twitter)": "x",
  "x / twitter": "x",
  "google business": "google-business",
  "google my business": "google-business",
  "google business profile": "google-business",
  "linked in": "linkedin",
  "you tube": "youtube",
  "tik tok": "tiktok",
};

const BY_WORD: ReadonlyMap<string, Platform> = new Map([
  ...PLATFORMS.flatMap((platform): [string, Platform][] => [
    [wordOf(platform), platform],
    [wordOf(PLATFORM_NAMES[platform]), platform],
  ]),
  ...Object.entries(OTHER_WORDS).map(([word, platform]): [string, Platform] => [wordOf(word), platform]),
]);

/** The platform that a word means, in any case; null for none. */
export function platformOf(word: string): Platform | null {
  return BY_WORD.get(wordOf(word)) ?? null;
}

/** A sentence for a word that names no platform, with the nearest that does. */
export function unknownPlatform(word: string): string {
  return `no such platform; ${platformMeant(word)}`;
}

/** The platform that was probably meant, or which there are. */
export function platformMeant(word: string): string {
  const meant = nearest(word, [...PLATFORMS, ...Object.values(PLATFORM_NAMES), ...Object.keys(OTHER_WORDS)]);
  return meant === null ? `one of ${PLATFORMS.join(", ")}` : `did you mean ${meant}?`;
}

/** Why nobody can be looked up by a handle, although an address holds it; null: nothing speaks against it. */
export function whyUnfindable(platform: Platform, handle: string): string | null {
  if (platform !== "youtube" || !/^c\//iu.test(handle)) return null;
  return "YouTube looks nobody up by a /c/ address; open the channel and give its address with /@name or /channel/UC…";
}

/** A handle without the @ that people write before it. */
export function withoutAt(handle: string): string {
  return handle.replace(/^[@＠]/u, "");
}
