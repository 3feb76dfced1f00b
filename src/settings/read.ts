import { closest } from "fastest-levenshtein";
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";
import { UserError } from "../errors.ts";
import { crossChecks } from "./cross-checks.ts";
import { entriesOf, keysOf, settingsFields, type Field } from "./json-schema.ts";
import { SettingsSchema, type Settings } from "./schema.ts";

type Path = readonly (string | number)[];
const NEXT = "Mend the settings file; `account-audit init` writes one that explains every key.";

/**
 * Reads the text of a settings file. What is left out has its default.
 *
 * @throws UserError with a line for each mistake: file, line, key, what was expected, what was found.
 */
export function readSettings(content: string, file: string): Settings {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const what = broken.message.split("\n")[0]?.replace(/ at line .*$/, "") ?? "";
    throw complaint([`${file}:${lines.linePos(broken.pos[0]).line}: this is not YAML: ${what}`]);
  }
  const values = withoutEmptySections(document.toJS({ maxAliasCount: 50 }));
  const lineOf = (path: Path, key?: string) => lines.linePos(offset(document, path, key)).line;
  const result = SettingsSchema.safeParse(values);
  if (!result.success)
    throw complaint(result.error.issues.flatMap((each) => sentences(each, values, file, lineOf)));
  const crossed = crossChecks(result.data);
  if (crossed.length > 0) {
    throw complaint(crossed.map(({ path, says }) => `${file}:${lineOf(path)}: ${path.join(".")}: ${says}`));
  }
  return result.data;
}

function complaint(problems: readonly string[]): UserError {
  return new UserError("configuration", problems.join("\n"), NEXT);
}

/** A section whose every key is commented out reads as null: it is left out. */
function withoutEmptySections(values: unknown): unknown {
  if (values === null || values === undefined) return {};
  if (typeof values !== "object" || Array.isArray(values)) return values;
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function sentences(
  issue: z.core.$ZodIssue,
  values: unknown,
  file: string,
  lineOf: (path: Path, key?: string) => number,
): string[] {
  const path = issue.path.filter((step) => typeof step !== "symbol");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const known = keysAt(path);
      const where = [...path, key].join(".");
      return `${file}:${lineOf(path, key)}: there is no key ${where}; did you mean ${closest(key, known)}?`;
    });
  }
  const found = path.reduce<unknown>(valueAt, values);
  const where = `${file}:${lineOf(path)}: ${path.length === 0 ? "the file" : path.join(".")}`;
  // A section as a whole that does not hold together: its parts are right.
  const what = issue.code === "custom" && typeof found === "object" ? "" : `, found ${inWords(found)}`;
  return [`${where}: expected ${issue.message}${what}`];
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value !== null && typeof value === "object") return "a section";
  if (value === undefined) return "nothing";
  const word = JSON.stringify(value);
  return word.length > 40 ? `${word.slice(0, 40)}…` : word;
}

function valueAt(value: unknown, step: string | number): unknown {
  return value !== null && typeof value === "object" ? Reflect.get(value, step) : undefined;
}

/** Which keys the field table knows at a place. */
function keysAt(path: Path): string[] {
  const field = path.reduce<Field | undefined>(
    (at, step) => keysOf(at).find(([name]) => name === step)?.[1] ?? entriesOf(at),
    settingsFields(),
  );
  return keysOf(field).map(([name]) => name);
}

/** Where a value or one of its keys begins in the text; of a value that is not there, its nearest parent. */
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
