import type { LocalDate } from "../../core/time.ts";
import type { Trend } from "../model.ts";

/** What a section of the paper is made of. */
export type Block =
  | { kind: "words"; words: string }
  | { kind: "list"; items: readonly string[]; isNumbered: boolean }
  | {
      kind: "table";
      caption: string;
      columns: readonly { words: string; isNumber?: boolean }[];
      rows: readonly (readonly string[])[];
    }
  | { kind: "picture"; trend: Trend };

export interface PaperSection {
  heading: string;
  blocks: readonly Block[];
}

/** The paper of the term, in its words and order. HTML and text add nothing but layout. */
export interface TermPaper {
  date: LocalDate;
  title: string;
  dateline: string;
  sections: readonly PaperSection[];
}

export const words = (text: string): Block => ({ kind: "words", words: text });
export const list = (items: readonly string[]): Block => ({ kind: "list", items, isNumbered: false });
export const numbered = (items: readonly string[]): Block => ({ kind: "list", items, isNumbered: true });
