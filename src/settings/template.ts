import { stringify } from "yaml";
import { entriesOf, keysOf, settingsFields, type Field } from "./json-schema.ts";

const WIDTH = 100;
const HEAD = `Settings of account-audit. Every key is shown with its default: change what you need, leave the rest.
Secrets are not kept here but in the environment: SMTP_URL, X_BEARER_TOKEN, YOUTUBE_API_KEY, DATABASE_URL, ACCOUNT_AUDIT_KEY.`;

/** The commented settings file that `init` writes: every key, its meaning and its default. */
export function settingsTemplate(): string {
  const parts = keysOf(settingsFields()).map(([key, field]) => entry(key, field, ""));
  return [...comment(HEAD, ""), "", parts.map((lines) => lines.join("\n")).join("\n\n"), ""].join("\n");
}

function entry(key: string, field: Field, indent: string): string[] {
  const inner = keysOf(field);
  const nested = inner.length > 0 && inner.every(([, each]) => "default" in each);
  return [
    ...comment(field.description ?? "", indent),
    ...keysOfEntries(field, indent),
    ...(field.examples ?? []).flatMap((example) => exampleOf(key, example, indent)),
    ...(nested
      ? [`${indent}${key}:`, ...inner.flatMap(([name, each]) => entry(name, each, `${indent}  `))]
      : yaml({ [key]: field.default }, indent)),
  ];
}

/** What may stand in the entries of a list or under a name of one's own. */
function keysOfEntries(field: Field, indent: string): string[] {
  return keysOf(entriesOf(field)).flatMap(([key, { description = "" }]) =>
    comment(`  ${key}: ${description}`, indent),
  );
}

function exampleOf(key: string, example: unknown, indent: string): string[] {
  return ["For example:", ...yaml({ [key]: example }, "  ")].map((line) => `${indent}# ${line}`);
}

function yaml(value: unknown, indent: string): string[] {
  const text = stringify(value, { lineWidth: WIDTH, defaultStringType: "PLAIN" });
  return text
    .trimEnd()
    .split("\n")
    .map((line) => indent + line);
}

function comment(text: string, indent: string): string[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => wrap(line))
    .map((line) => `${indent}# ${line}`);
}

function wrap(text: string): string[] {
  if (text.length <= WIDTH) return [text];
  const at = text.lastIndexOf(" ", WIDTH);
  return [text.slice(0, at), ...wrap(text.slice(at + 1))];
}
