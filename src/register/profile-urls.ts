import { domainToASCII, domainToUnicode } from "node:url";
import type { Platform } from "../core/platform.ts";
import type { HandleRules } from "./handle-rules.ts";

/** A form of a platform's profile addresses, as seen in real registers. */
interface UrlShape {
  /** Whether the host, without `www.` and `m.`, is the platform's. */
  host: RegExp;
  /** Path, decoded, without slashes at the ends; its first group is the handle. */
  path: RegExp;
  /** A query parameter that holds the handle, on the path named. */
  query?: { path: RegExp; name: string };
  /** First words of a path that are the platform's own pages. */
  reserved?: readonly string[];
}

function rules(shapes: readonly UrlShape[], handle: RegExp): HandleRules {
  const isHandle = (word: string) => handle.test(word);
  return {
    isHandle,
    normaliseHandle: lowerCase,
    parseProfileUrl(url) {
      for (const shape of shapes) {
        const word = wordIn(url, shape);
        if (word !== null && isHandle(word)) return word;
      }
      return null;
    },
  };
}

function wordIn(text: string, shape: UrlShape): string | null {
  const url = parsed(text);
  if (url === null || !shape.host.test(bareHost(url))) return null;
  const path = decoded(url.pathname.replace(/^\//u, "").replace(/\/$/u, ""));
  if (path === null) return null;
  if (shape.query?.path.test(path)) return url.searchParams.get(shape.query.name);
  const word = shape.path.exec(path)?.[1] ?? null;
  const first = path.split("/")[0]?.toLowerCase() ?? "";
  return shape.reserved?.includes(first) ? null : word;
}

function parsed(text: string): URL | null {
  const url = URL.parse(text.trim());
  return url?.protocol === "https:" || url?.protocol === "http:" ? url : null;
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^(?:www|m|mobile)\./u, "");
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path).normalize("NFC");
  } catch {
    return null; // A stray % sign: no profile's address.
  }
}

function lowerCase(handle: string): string {
  return handle.normalize("NFC").toLowerCase();
}

const FEDIVERSE = /^@?([\w.-]+@[\p{L}\p{N}.-]+\.[\p{L}\p{N}-]{2,})$/u;
/** Hosts whose `/@name` is not Mastodon's. */
const NOT_MASTODON =
  /(?:^|\.)(?:youtube\.com|tiktok\.com|snapchat\.com|threads\.(?:net|com)|medium\.com|substack\.com|x\.com|twitter\.com|instagram\.com|facebook\.com)$/u;

function mastodonHandle(text: string): string | null {
  const url = parsed(text);
  if (url === null || NOT_MASTODON.test(bareHost(url))) return null;
  const name = /^\/(?:@|users\/)([\w.-]+)\/?$/u.exec(url.pathname)?.[1];
  return name === undefined ? null : `${name}@${domainToUnicode(url.hostname)}`;
}

/** `Name@host`, compared with the host in its ASCII form. */
function mastodonKey(handle: string): string {
  const [name = "", host = ""] = handle.replace(/^@/u, "").split("@");
  return `${name.toLowerCase()}@${domainToASCII(host.toLowerCase())}`;
}

const FACEBOOK: readonly UrlShape[] = [
  { host: /^(?:[a-z]{2}-[a-z]{2}\.)?facebook\.com$|^fb\.com$/u, path: /^(?:pages|people|p)\/[^/]+\/(\d+)$/u },
  {
    host: /^(?:[a-z]{2}-[a-z]{2}\.)?facebook\.com$|^fb\.com$/u,
    path: /^(?:pg\/)?([^/]+)$/u,
    query: { path: /^profile\.php$/u, name: "id" },
    reserved: ["groups", "events", "watch", "share", "sharer", "login", "hashtag", "pages", "people", "p"],
  },
];
const INSTAGRAM_PAGES = ["p", "reel", "reels", "explore", "stories", "accounts", "tv", "direct"];

/** Platforms that have no connector yet. One that has gets its rules from there. */
export const PROFILE_URLS: Readonly<Partial<Record<Platform, HandleRules>>> = {
  facebook: rules(FACEBOOK, /^[\p{L}\p{N}.-]{1,150}$/u),
  instagram: rules(
    [{ host: /^instagram\.com$/u, path: /^([^/]+)$/u, reserved: INSTAGRAM_PAGES }],
    /^[\w.]{1,30}$/u,
  ),
  tiktok: rules([{ host: /^tiktok\.com$/u, path: /^@([^/]+)$/u }], /^[\w.]{2,24}$/u),
  linkedin: rules(
    [
      {
        host: /^(?:[a-z]{2}\.)?linkedin\.com$/u,
        path: /^(?:company|school|showcase)\/([^/]+)(?:\/(?:about|posts|mycompany))?$/u,
      },
    ],
    /^[\p{L}\p{N}\p{M}_&'’.-]{1,150}$/u,
  ),
  pinterest: rules(
    [{ host: /^(?:[a-z]{2}\.)?pinterest\.(?:com|[a-z]{2}|co\.uk)$/u, path: /^([^/]+)$/u, reserved: ["pin"] }],
    /^\w{3,30}$/u,
  ),
  flickr: rules(
    [{ host: /^flickr\.com$/u, path: /^(?:photos|people)\/([^/]+)$/u }],
    /^(?:[\w-]{1,32}|\d+@N\d{2})$/u,
  ),
  "google-business": rules(
    [
      { host: /^g\.page$/u, path: /^(?:r\/)?([^/]+)$/u },
      {
        host: /^(?:maps\.)?google\.(?:com|[a-z]{2}|co\.uk)$/u,
        path: /^(?!)$/u,
        query: { path: /^(?:maps)?$/u, name: "cid" },
      },
    ],
    /^[\w-]{1,100}$/u,
  ),
  snapchat: rules([{ host: /^snapchat\.com$/u, path: /^(?:add\/|@)([^/]+)$/u }], /^[A-Za-z][\w.-]{1,14}$/u),
  bluesky: rules(
    [{ host: /^bsky\.app$/u, path: /^profile\/([^/]+)$/u }],
    /^(?:did:[a-z]+:[\w.:%-]+|(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,})$/iu,
  ),
  mastodon: {
    isHandle: (word) => FEDIVERSE.test(word),
    normaliseHandle: mastodonKey,
    parseProfileUrl: mastodonHandle,
  },
};
