import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../errors.ts";
import { systemCode } from "../system-code.ts";
import { findUser, type SystemUser } from "./run-as.ts";

/** Where one embedded server lives, and as whom it runs. */
export interface Place {
  /** Everything of the server lies below it. */
  base: string;
  /** The cluster itself. */
  data: string;
  /** The password of the cluster's one role, mode 0600. */
  passwordFile: string;
  log: string;
  /** One empty file a client (clients.ts). */
  clients: string;
  user: SystemUser | null;
}

/** In `home` when the server lives elsewhere: one line, the path of its base. */
export const POINTER_FILE = "postgres-lives-in";
/** Where root keeps servers whose user cannot reach `home`. */
const ROOT_BASE = "/var/lib/account-audit";

/**
 * Decides where the server of `home` lives: in `home/postgres`; but where we are root, and the user that Postgres must
 * run as cannot enter `home`, in a folder of its own below /var/lib/account-audit, with a pointer file in `home`. What was
 * decided once is kept.
 */
export async function findPlace(home: string): Promise<Place> {
  await mkdir(home, { recursive: true }).catch((error: unknown) => refuse(home, error));
  const real = await realpath(home);
  const root = process.getuid?.() === 0;
  const pointed = await readOrNull(join(real, POINTER_FILE));
  const inHome = join(real, "postgres");
  const user = root ? await userFor(pointed ?? inHome) : null;
  const base = pointed ?? (user === null || (await canEnter(real, user)) ? inHome : await moveOut(real));
  await mkdir(base, { recursive: true }).catch((error: unknown) => refuse(base, error));
  // Our own folder: the server's user must pass through it, nobody needs to read it.
  if (root) await chmod(base, 0o711);
  return {
    base,
    data: join(base, "data"),
    passwordFile: join(base, "password"),
    log: join(base, "server.log"),
    clients: join(base, "clients"),
    user,
  };
}

/** The owner of a cluster that exists already, else `postgres`, else `nobody`. */
async function userFor(base: string): Promise<SystemUser> {
  const owner = await stat(join(base, "data")).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  const user = await findUser(["postgres", "nobody"]);
  if (user !== null) return user;
  throw new UserError(
    "missing",
    "Postgres does not run as root, and this machine has neither a user postgres nor a user nobody.",
    "Run account-audit as an ordinary user, or set DATABASE_URL to a PostgreSQL server of yours.",
  );
}

/** Whether the user may pass every folder from the root down to this one. */
export async function canEnter(folder: string, user: SystemUser): Promise<boolean> {
  const info = await stat(folder);
  const bit = info.uid === user.uid ? 0o100 : info.gid === user.gid ? 0o010 : 0o001;
  if ((info.mode & bit) === 0) return false;
  const above = dirname(folder);
  return above === folder || canEnter(above, user);
}

async function moveOut(home: string): Promise<string> {
  const base = join(ROOT_BASE, createHash("sha256").update(home).digest("hex").slice(0, 16));
  await mkdir(ROOT_BASE, { recursive: true, mode: 0o755 }).catch((error: unknown) =>
    refuse(ROOT_BASE, error),
  );
  await writeFile(join(home, POINTER_FILE), `${base}\n`);
  return base;
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}

function refuse(folder: string, error: unknown): never {
  throw new UserError(
    "configuration",
    `The data directory ${folder} cannot be made (${systemCode(error)}).`,
    "Let ACCOUNT_AUDIT_HOME name a folder that you may write to, or set DATABASE_URL.",
  );
}
