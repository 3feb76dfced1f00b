/**
 * What stands for a channel in a register: its handle (`ExampleArt`, without the @), its id (`UC…`), or the names that
 * channels had before there were handles: `user/…`, which YouTube still looks up, and `c/…`, which it does not.
 */
const CHANNEL_ID = /^UC[\w-]{22}$/u;
/** 3 to 30 letters and digits of most scripts, with . _ - ·; older names may be longer. */
const HANDLE = /^(?:(?:c|user)\/)?[\p{L}\p{M}\p{N}._·-]{1,100}$/u;

const HOSTS: ReadonlySet<string> = new Set(["youtube.com", "www.youtube.com", "m.youtube.com"]);
/** The channel's path, and one word behind it, such as /videos. */
const PATHS: readonly RegExp[] = [
  /^channel\/(UC[\w-]{22})(?:\/[a-z]+)?$/u,
  /^@([^/]+)(?:\/[a-z]+)?$/u,
  /^((?:c|user)\/[^/]+)(?:\/[a-z]+)?$/u,
];

export function isChannelId(word: string): boolean {
  return CHANNEL_ID.test(word);
}

/** Whether a word can stand for a channel, without its @. */
export function isHandle(word: string): boolean {
  return HANDLE.test(word);
}

/** A channel's id is told apart by case; its names are not. */
export function normaliseHandle(handle: string): string {
  const bare = handle
    .trim()
    .replace(/^[@＠]/u, "")
    .normalize("NFC");
  return isChannelId(bare) ? bare : bare.toLowerCase();
}

/** What an address names, in the forms above; null: it is no channel's. A video's address is refused, whoever made it. */
export function parseProfileUrl(text: string): string | null {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/u.test(url.protocol) || !HOSTS.has(url.hostname)) return null;
  const path = decoded(url.pathname.replace(/^\//u, "").replace(/\/$/u, ""));
  if (path === null) return null;
  const word = PATHS.map((shape) => shape.exec(path)?.[1]).find((found) => found !== undefined);
  return word !== undefined && isHandle(word) ? word : null;
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path).normalize("NFC");
  } catch (error) {
    if (error instanceof URIError) return null; // a stray % sign: no channel's address
    throw error;
  }
}

/** The address of a channel by what the register calls it. */
export function profileUrl(handle: string): string {
  if (isChannelId(handle)) return `https://www.youtube.com/channel/${handle}`;
  return `https://www.youtube.com/${/^(?:c|user)\//u.test(handle) ? handle : `@${handle}`}`;
}
