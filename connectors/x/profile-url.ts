const HANDLE = /^[A-Za-z0-9_]{1,15}$/;
const HOSTS: ReadonlySet<string> = new Set(
  ["x.com", "twitter.com"].flatMap((host) => [host, `www.${host}`, `mobile.${host}`]),
);
/** First parts of X's own pages, which could otherwise be read as handles. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "about account compose download explore hashtag help home i intent jobs login logout messages notifications " +
    "oauth personalization privacy search settings share signup tos"
  ).split(" "),
);

/** Whether a word can be a handle on X, without its @. */
export function isHandle(word: string): boolean {
  return HANDLE.test(word);
}

export function isId(word: string): boolean {
  return /^[0-9]{1,19}$/.test(word);
}

export function normaliseHandle(handle: string): string {
  return handle.trim().replace(/^@/, "").toLowerCase();
}

/**
 * The handle, as written, that a profile's address or an `@handle` names; else null. A link to a post is refused although
 * it names its author: who pastes one has most likely copied the wrong address.
 */
export function parseProfileUrl(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.startsWith("@")) return handleOrNull(trimmed.slice(1));
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null || !/^https?:$/.test(url.protocol) || !HOSTS.has(url.hostname)) return null;
  if (url.username !== "" || url.port !== "") return null;
  const parts = url.pathname.split("/").filter((part) => part !== "");
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? handleOrNull(first.replace(/^@/, "")) : null;
}

function handleOrNull(word: string): string | null {
  return isHandle(word) && !RESERVED.has(word.toLowerCase()) ? word : null;
}
