/**
 * What came from a platform or from the register may have been written to harm: markup, letters that turn the reading
 * direction, invisible ones, endless ones, web addresses that a mail program makes into links. It passes through here
 * before it stands in any mail, whatever the format; escaping for HTML and CSV comes on top, in html-template.ts and csv.ts.
 */

/** Control, format (direction marks, zero-width), surrogate, private-use and unassigned characters; line separators. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu;
/** More combining marks than any language stacks. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** One readable line of at most `longest` characters. */
export function cleaned(text: string, longest: number): string {
  const line = text
    .slice(0, longest * 8)
    .toWellFormed()
    .replaceAll(/\s+/gu, " ")
    .replaceAll(INVISIBLE, "")
    .replaceAll(STACKED_MARKS, "$1")
    .trim();
  const letters = Array.from(line);
  return letters.length <= longest ? line : `${letters.slice(0, longest - 1).join("")}…`;
}

/** A zero-width non-joiner: nobody sees it, and a mail program finds no address around it. */
export const LINK_BREAK = "\u200C";

/** Takes from mail programs what they would turn into a link: `evil.example`, `http://…`, `www.…`. */
export function unlinked(text: string): string {
  return text
    .replaceAll(/:(?=\/\/)/gu, `:${LINK_BREAK}`)
    .replaceAll(/(?<=[\p{L}\p{N}])([.@])(?=[\p{L}\p{N}])/gu, `${LINK_BREAK}$1`);
}

/** A web address that may be linked to: https, of plain characters, not too long. Anything else is null. */
export function linkable(url: string | null): string | null {
  if (url === null || url.length > 300 || !URL.canParse(url)) return null;
  const address = new URL(url);
  const plain = address.protocol === "https:" && address.username === "" && address.password === "";
  return plain ? address.href : null;
}

/** An e-mail address of plain characters, as a link may hold it; null for anything else. */
export function mailable(address: string): string | null {
  const trimmed = address.trim();
  return /^[\w.+'-]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,6}$/iu.test(trimmed) ? trimmed : null;
}
