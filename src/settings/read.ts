import type { z } from "zod";
import { nearest as nearestName } from "../csv/columns.ts";
import { UserError } from "../errors.ts";
import { slipOf } from "../slip.ts";
import { crossChecks } from "./cross-checks.ts";
import { ENVIRONMENT } from "./environment.ts";
import { entriesOf, keysOf, settingsFields, type Field } from "./json-schema.ts";
import { SettingsSchema, type Settings } from "./schema.ts";
import { readYaml, type Path } from "./yaml.ts";

const NEXT = "Mend these lines of the settings file; account-audit.example.yaml explains every key.";

/**
 * Reads the text of a settings file. What is left out has its default.
 *
 * @throws UserError with a line for each mistake: file, line, key, what was expected, what was found.
 */
export function readSettings(content: string, file: string): Settings {
  const read = readYaml(content);
  if ("mistakes" in read) throw complaint(read.mistakes.map(({ line, says }) => `${file}:${line}: ${says}`));
  const { lineOf } = read;
  const values = withoutEmptySections(read.values);
  const result = SettingsSchema.safeParse(values);
  if (!result.success) {
    throw complaint(oneEach(result.error.issues).flatMap((each) => sentences(each, values, file, lineOf)));
  }
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

/** Of several complaints about one value the first; none about a whole of which a part is wrong. */
function oneEach(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const isWithin = (inner: readonly PropertyKey[], outer: readonly PropertyKey[]) =>
    inner.length > outer.length && outer.every((step, index) => inner[index] === step);
  const isSame = (one: readonly PropertyKey[], other: readonly PropertyKey[]) =>
    one.length === other.length && one.every((step, index) => other[index] === step);
  return issues.filter(
    (issue, index) =>
      issue.code === "unrecognized_keys" ||
      !issues.some(
        (other, at) =>
          (at < index && isSame(other.path, issue.path)) ||
          (issue.code === "custom" && isWithin(other.path, issue.path)),
      ),
  );
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
      return `${file}:${lineOf(path, key)}: there is no key ${where}${meantKey(key, known)}`;
    });
  }
  const found = path.reduce<unknown>(valueAt, values);
  const where = `${file}:${lineOf(path)}: ${path.length === 0 ? "the file" : path.join(".")}`;
  // A section as a whole that does not hold together: its parts are right.
  const what = issue.code === "custom" && typeof found === "object" ? "" : `, found ${inWords(found)}`;
  return [`${where}: expected ${issue.message}${what}${nearest(issue, found)}`];
}

/** Of a key that is none: the one that was meant, or that it stands in the wrong place; else nothing. */
function meantKey(key: string, known: readonly string[]): string {
  const variable = Object.entries(ENVIRONMENT).find(([name]) => name === key.toUpperCase());
  if (variable !== undefined) {
    const [name, { secret }] = variable;
    return `; ${secret ? "a secret: take it out, and " : ""}put ${name} into the environment`;
  }
  const meant = nearestName(key, known);
  return meant === null ? "" : `; did you mean ${meant}?`;
}

/** Of the words that a key takes, the one that was meant: in another case, cut short or with a slip; else nothing. */
function nearest(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code !== "invalid_value" || typeof found !== "string") return "";
  const words = issue.values.filter((value) => typeof value === "string");
  const word = found.trim().toLowerCase();
  const meant = slipOf(word, words) ?? words.find((one) => word.length > 2 && one.startsWith(word));
  return meant === undefined ? "" : `; did you mean ${meant}?`;
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
