import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit, type YAMLError } from "yaml";
import type { Document, ErrorCode } from "yaml";

export type Path = readonly (string | number)[];

/** The text of a settings file as values, and where in it they stand. */
export interface SettingsText {
  values: unknown;
  /** The line of a value or of one of its keys; of a value that is not there, of its nearest parent. */
  lineOf(path: Path, key?: string): number;
}

/** What is wrong with a text as YAML, in words for people. */
export interface YamlMistake {
  line: number;
  says: string;
}

/** More than this many values that stand for others are no settings. */
const MOST_ALIASES = 50;

/** The values of a text or, where it is not YAML, its mistakes. */
export function readYaml(content: string): SettingsText | { mistakes: readonly YamlMistake[] } {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines });
  const lineAt = (position: number) => lines.linePos(position).line;
  const [broken] = document.errors;
  if (broken?.code === "DUPLICATE_KEY") {
    const repeated = document.errors.filter(({ code }) => code === "DUPLICATE_KEY");
    return { mistakes: repeated.map((each) => keyTwice(document, each, lineAt)) };
  }
  if (broken !== undefined) return { mistakes: [{ line: lineAt(broken.pos[0]), says: inWords(broken) }] };
  try {
    return {
      values: document.toJS({ maxAliasCount: MOST_ALIASES }),
      lineOf: (path, key) => lineAt(offset(document, path, key)),
    };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const says = "a value that begins with * stands for another one that is not there; put it in quotes";
    return { mistakes: [{ line: lineAt(firstAlias(document)), says }] };
  }
}

/** What people do that is not YAML. The parser has its own words for the rest. */
const WORDS: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: "a tab stands where spaces belong; indent each level with two spaces",
  MISSING_CHAR: "a quote, a bracket or a colon is missing here or in the line before",
  BLOCK_AS_IMPLICIT_KEY: "a value that holds a colon and a space must stand in quotes",
  MULTIPLE_DOCS: "a line of --- begins a second file; keep one",
  BAD_INDENT: "the line is indented by too few or too many spaces, or a bracket before it is not closed",
};

function inWords({ code, message }: YAMLError): string {
  const own = message.split("\n")[0]?.replace(/ at line .*$/u, "") ?? "";
  return `this is not YAML: ${WORDS[code] ?? own}`;
}

function keyTwice(document: Document, { pos }: YAMLError, lineAt: (position: number) => number): YamlMistake {
  const [at] = pos;
  let says = "a key stands here for the second time; keep one of the two";
  visit(document, {
    Map(_key, map) {
      const keys = map.items.map(({ key }) => key).filter((key) => isScalar(key));
      const second = keys.find(({ range }) => range?.[0] === at);
      const first = keys.find(({ value }) => second !== undefined && value === second.value);
      if (second === undefined || first?.range == null) return;
      says = `the key ${String(second.value)} stands here for the second time, first in line ${lineAt(first.range[0])}; keep one of the two, with all that belongs to it`;
    },
  });
  return { line: lineAt(at), says };
}

function firstAlias(document: Document): number {
  let at = 0;
  visit(document, {
    Alias(_key, { range }) {
      at = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return at;
}

function offset(document: Document, path: Path, key?: string): number {
  const steps = key === undefined ? path : [...path, key];
  for (let length = steps.length; length > 0; length -= 1) {
    const parent = document.getIn(steps.slice(0, length - 1), true);
    const name = steps[length - 1];
    const at = startOfPair(parent, name);
    if (at !== null) return at;
  }
  return 0;
}

function startOfPair(parent: unknown, name: string | number | undefined): number | null {
  if (isSeq(parent)) {
    const item = typeof name === "number" ? parent.items[name] : undefined;
    return isNode(item) ? (item.range?.[0] ?? null) : null;
  }
  if (!isMap(parent)) return null;
  const key = parent.items
    .map((pair) => pair.key)
    .find((each) => isScalar(each) && String(each.value) === String(name));
  return isNode(key) ? (key.range?.[0] ?? null) : null;
}
