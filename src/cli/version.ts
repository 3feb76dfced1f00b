import { readFileSync } from "node:fs";

/** The version of the product, from its manifest. */
export function versionOfProduct(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  return manifest.version;
}
