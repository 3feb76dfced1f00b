import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A file of the repository: its path from the root with forward slashes, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

const NOT_OURS = new Set(["node_modules", ".git", ".account-audit", "demo-out", "coverage"]);
const TEXT =
  /\.(ts|js|json|ya?ml|md|sql|csv|txt|html|css|toml|service)$|(^|\/)(Dockerfile|run|\.[a-z]+rc|\.[a-z]+ignore)$/;

/** Every text file of the repository, by what lies in the folder: a copy without git has the same. */
export function textFiles(): SourceFile[] {
  return walk(ROOT)
    .map((path) => relative(ROOT, path).replaceAll("\\", "/"))
    .filter((path) => TEXT.test(path))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : [];
  });
}

/** One import: `to` is a path from the root, or the name of a package (`node:fs`, `zod`). */
export interface Import {
  from: string;
  to: string;
  package: boolean;
}

const IMPORTS = [
  /^\s*(?:import|export)\b[^;"'`]*?\bfrom\s*"([^"]+)"/gm,
  /^\s*import\s*"([^"]+)"/gm,
  /\bimport\(\s*"([^"]+)"\s*,?\s*\)/g,
];

export function importsOf(file: SourceFile): Import[] {
  const words = IMPORTS.flatMap((pattern) => [...file.text.matchAll(pattern)].map((match) => match[1] ?? ""));
  return [...new Set(words)].map((word) =>
    word.startsWith(".")
      ? { from: file.path, to: posix.normalize(posix.join(posix.dirname(file.path), word)), package: false }
      : { from: file.path, to: packageOf(word), package: true },
  );
}

/** `drizzle-orm/pg-core` is of drizzle-orm, `@scope/name/x` of @scope/name. */
function packageOf(word: string): string {
  return word
    .split("/")
    .slice(0, word.startsWith("@") ? 2 : 1)
    .join("/");
}

/** The code alone: without comments, so that prose may name what code may not use. */
export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "");
}

/** Imports that lead back to where they began, each once, as `a → b → a`. */
export function cyclesIn(imports: readonly Import[]): string[] {
  const next = Map.groupBy(
    imports.filter((each) => !each.package),
    (each) => each.from,
  );
  const done = new Set<string>();
  const found = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.add([...trail.slice(at), path].join(" → "));
    if (at >= 0 || done.has(path)) return;
    for (const each of next.get(path) ?? []) visit(each.to, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  return [...found];
}
