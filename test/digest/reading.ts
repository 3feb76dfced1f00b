import { LINK_BREAK } from "../../src/digest/hostile.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&nbsp;": " ",
};

/** What a person reads in a mail: no tags, no styles, nothing hidden, entities decoded. */
export function readHtml(html: string): string {
  return decoded(
    html
      .replace(/<head>[\s\S]*?<\/head>/u, "")
      .replaceAll(/<(div|table|p)[^>]*aria-hidden="true"[\s\S]*?<\/\1>/gu, " ")
      .replaceAll(/<[^>]*>/gu, (tag) => (/^<\/?(b|a|span)\b/u.test(tag) ? "" : " ")),
  );
}

export function decoded(text: string): string {
  return text
    .replaceAll(/&(?:amp|lt|gt|quot|#39|nbsp);/gu, (entity) => ENTITIES[entity] ?? "")
    .replaceAll(/\s+/gu, " ");
}

/** Words and numbers, without marks, underlines and invisible letters. */
export function wordsOf(text: string): Set<string> {
  const bare = text.replaceAll(LINK_BREAK, "").replaceAll(/[^\p{L}\p{N}@_.%$]+/gu, " ");
  return new Set(
    bare
      .split(" ")
      .map((word) => word.replaceAll(/^\.+|\.+$/gu, ""))
      .filter((word) => word !== ""),
  );
}

/** The text part without its web addresses: in HTML they are behind words. */
export function withoutAddresses(text: string): string {
  return text.replaceAll(/https:\/\/\S+/gu, " ");
}
