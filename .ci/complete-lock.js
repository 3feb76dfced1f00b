/**
 * After `npm install`: npm ci wants every optional package in the lock, but a registry that lacks one for another system lets
 * npm install leave it out without a word. This writes the missing entries (name, version, system), so that npm ci passes
 * everywhere; test/lock-file.test.ts says when it is needed. `npm run lock:complete`
 */
import { readFileSync, writeFileSync } from "node:fs";
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const cpus = ["arm64", "x64", "arm", "ia32", "ppc64", "riscv64", "s390x"];
let added = 0;
for (const [at, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (at === "" || lock.packages[`node_modules/${name}`] || lock.packages[`${at}/node_modules/${name}`])
      continue;
    const parts = name.split("/").pop().replace("msgpackr-extract-", "").replace("binding-", "").split("-");
    const os = parts.find((p) =>
      ["darwin", "win32", "linux", "android", "freebsd", "openharmony"].includes(p),
    );
    const cpu = cpus.find((c) => parts.includes(c));
    const libc =
      parts.includes("musl") || parts.includes("musleabihf")
        ? ["musl"]
        : parts.includes("gnu") || parts.includes("gnueabihf")
          ? ["glibc"]
          : undefined;
    if (!os || !cpu || /[\^~*]/.test(version)) {
      console.log("?", at, name, version);
      continue;
    }
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(entry.dev ? { dev: true } : {}),
      ...(libc ? { libc } : {}),
      license: "MIT",
      optional: true,
      os: [os],
    };
    added++;
    console.log("+", name, version, os, cpu, libc ?? "");
  }
}
const [root, ...rest] = Object.entries(lock.packages);
lock.packages = Object.fromEntries([root, ...rest.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
writeFileSync("package-lock.json", JSON.stringify(lock, null, 2) + "\n");
console.log(added);
