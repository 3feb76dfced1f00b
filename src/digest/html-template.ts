/** Markup that is safe to print as it stands. Only {@link markup} makes it. */
export interface Html {
  readonly markup: string;
}

/** What may stand in a template: text and numbers are escaped, markup and lists of it are taken as they are. */
export type Hole = string | number | Html | readonly Html[];

/**
 * Builds markup: markup`<p>${anything}</p>`. Attributes must be quoted. A line break with its indentation becomes one line
 * break. (Not named `html`: Prettier would lay out its contents anew, and white space between words counts.)
 */
export function markup(fixed: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  return {
    markup: fixed
      .map((part, index) => part.replaceAll(/\s*\n\s*/gu, "\n") + print(holes[index] ?? ""))
      .join(""),
  };
}

export const NOTHING: Html = { markup: "" };

function print(hole: Hole): string {
  if (typeof hole === "string") return escapeHtml(hole);
  if (typeof hole === "number") return String(hole);
  return "markup" in hole ? hole.markup : hole.map((part) => part.markup).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (letter) => ENTITIES[letter] ?? "");
}
