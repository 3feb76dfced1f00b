import { describe, expect, test } from "vitest";
import { LINK_BREAK } from "../../src/digest/hostile.ts";
import { MAILS } from "../browser/mails.ts";
import { readHtml } from "./reading.ts";

/** Words that stand for something which only one form can hold: a ready-written letter is a link. */
const LINKS_ALONE = /Write to its keepers?|Answer Marketing/gu;

/** Words and figures in order, without marks: what is compared. */
function wordsIn(text: string): string {
  const bare = text.replaceAll(LINK_BREAK, "").replaceAll(/[^\p{L}\p{N}@_%$'.-]+/gu, " ");
  const words = bare.split(" ").map((word) => word.replaceAll(/^[.'-]+|[.'-]+$/gu, ""));
  return ` ${words.filter((word) => word !== "").join(" ")} `;
}

/** Sentences of the HTML: what stands between two tags, cut where a sentence ends. */
function sentencesOfHtml(html: string): readonly string[] {
  const body = html.replace(/<head>[\s\S]*?<\/head>/u, "");
  const seen = body.replaceAll(/<(div|table|p)[^>]*aria-hidden="true"[\s\S]*?<\/\1>/gu, " ");
  return seen
    .split(/<[^>]*>/u)
    .flatMap((piece) => readHtml(piece).split(/(?<=[.!?])\s/u))
    .map((piece) => piece.replaceAll(LINKS_ALONE, "").trim())
    .filter((piece) => wordsIn(piece).trim() !== "");
}

/** Sentences of the text part: lines are joined again, addresses stand behind words in HTML. */
function sentencesOfText(text: string): readonly string[] {
  return (
    text
      .replaceAll(/https:\/\/\S+/gu, "")
      .replaceAll(/^\s*-{3,}$/gmu, "\n")
      .split(/\n\s*\n|\n\s*[-*] |\n\s*\d+\. |(?<=[.!?])\s/u)
      .map((piece) => piece.replaceAll(/\s+/gu, " ").trim())
      // A number before a step: HTML counts by itself.
      .filter((piece) => wordsIn(piece).trim() !== "" && !/^\d\.$/u.test(piece))
  );
}

describe.each(Object.entries(MAILS))("%s", (_name, make) => {
  const { html, text } = make();

  test("every sentence of the HTML stands in the text", () => {
    const all = wordsIn(text.replaceAll(/https:\/\/\S+/gu, ""));
    expect(sentencesOfHtml(html).filter((sentence) => !all.includes(wordsIn(sentence)))).toEqual([]);
  });

  test("every sentence of the text stands in the HTML", () => {
    const all = wordsIn(readHtml(html).replaceAll(LINKS_ALONE, ""));
    const lacking = sentencesOfText(text).filter((sentence) => !all.includes(wordsIn(sentence)));
    expect(lacking).toEqual([]);
  });
});
