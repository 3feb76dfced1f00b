import { closest, distance } from "fastest-levenshtein";

/** Farther than this, a word is no slip of the one that was meant. */
const SLIP = 2;

/** Of some words the one that was mistyped; null where none is so near. */
export function slipOf(word: string, words: readonly string[]): string | null {
  if (words.length === 0) return null;
  const meant = closest(word, words);
  return distance(word, meant) <= SLIP ? meant : null;
}
