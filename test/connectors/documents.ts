/**
 * X's official documents, both vocabularies. They are no part of the project: SPEC_DIR, or ../shared/specs beside it. Prism
 * does not refuse unknown parameters, so that their names are looked up here.
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Recorder } from "./prism.ts";

const SPECS = resolve(process.env["SPEC_DIR"] ?? resolve(import.meta.dirname, "../../../shared/specs"), "x");
export const DOCUMENTS = [
  { vocabulary: "tweet", file: resolve(SPECS, "openapi-2.166-2026-07.json") },
  { vocabulary: "post", file: resolve(SPECS, "openapi-2.167-2026-08-22.json") },
] as const;
export const areHere = DOCUMENTS.every((document) => existsSync(document.file));

export function violationsOf(recorder: Recorder, part: "request" | "response"): string[] {
  return recorder.exchanges.flatMap((exchange) =>
    exchange.violations
      .filter((violation) => violation.part === part)
      .map((violation) => `${exchange.url.pathname}: ${violation.message}`),
  );
}

interface Parameter {
  name: string;
  in: string;
}
interface OpenApi {
  paths: Record<string, { get?: { parameters?: (Parameter | { $ref: string })[] } }>;
  components: { parameters?: Record<string, Parameter> };
}

/** Names of query parameters by path template. */
export function readParameters(file: string): Map<string, Set<string>> {
  if (!existsSync(file)) return new Map();
  const document: OpenApi = JSON.parse(readFileSync(file, "utf8"));
  const resolved = (given: Parameter | { $ref: string }): Parameter | undefined =>
    "$ref" in given ? document.components.parameters?.[given.$ref.split("/").at(-1) ?? ""] : given;
  return new Map(
    Object.entries(document.paths).map(([path, { get }]) => {
      const parameters = (get?.parameters ?? []).map(resolved);
      return [path, new Set(parameters.flatMap((one) => (one?.in === "query" ? [one.name] : [])))];
    }),
  );
}

export function unknownParameters(
  recorder: Recorder,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  return recorder.exchanges.flatMap(({ url }) => {
    const template = url.pathname.replace(/\/users\/\d+\//, "/users/{id}/");
    const names = known.get(template);
    return [...url.searchParams.keys()]
      .filter((name) => names?.has(name) !== true)
      .map((name) => `${template} ${name}`);
  });
}
