import { createHash, createHmac, createSecretKey, randomBytes, scrypt, type KeyObject } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import type { Platform } from "./core/platform.ts";
import { UserError } from "./errors.ts";

/**
 * The key of all keyed hashes: 32 bytes. It lies outside the database and its backups. As a key object it is made ready
 * once (a Buffer would be at each hash, which takes twenty times as long) and nothing prints it by mistake.
 */
export type HashKey = KeyObject;

const KEY_BYTES = 32;

/** A fresh key as it is kept: base64, one line. */
export function newKeyText(): string {
  return randomBytes(KEY_BYTES).toString("base64");
}

/** Takes the key from its text, or from a file that nobody but its owner may read. Throws {@link UserError}. */
export function loadKey(from: { keyFile: string | null; keyText: string | null }): HashKey {
  if (from.keyText !== null) return keyFromText(from.keyText, "ACCOUNT_AUDIT_KEY");
  if (from.keyFile !== null) return keyFromText(readPrivateFile(from.keyFile), from.keyFile);
  throw new UserError(
    "missing",
    "there is no key for the keyed hashes",
    "run `account-audit init`, which makes one, or set ACCOUNT_AUDIT_KEY_FILE",
  );
}

/** Reads a file that holds a secret, and refuses one that others may read. */
function readPrivateFile(path: string): string {
  const mode = modeOf(path);
  if ((mode & 0o077) !== 0) {
    throw new UserError(
      "configuration",
      `the key file ${path} can be read by others than its owner (mode ${(mode & 0o777).toString(8)})`,
      `run \`chmod 600 ${path}\``,
    );
  }
  return readFileSync(path, "utf8");
}

function modeOf(path: string): number {
  try {
    return statSync(path).mode;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new UserError(
      "missing",
      `the key file ${path} cannot be read (${code})`,
      "restore the key from its copy; only where there never was one, `account-audit init` makes a new one",
    );
  }
}

function keyFromText(text: string, where: string): HashKey {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, "base64");
  if (key.length !== KEY_BYTES || key.toString("base64") !== trimmed) {
    throw new UserError(
      "configuration",
      `the key in ${where} is not ${KEY_BYTES} bytes in base64`,
      "`account-audit init` makes a good one: 44 characters on one line",
    );
  }
  return createSecretKey(key);
}

/** What the database holds to know its key again; it tells nothing of the key. */
export function checkValue(key: HashKey): string {
  return createHmac("sha256", key).update("account-audit: check value of the key").digest("hex");
}

/**
 * The keyed hash of an account on a platform (DESIGN.md, follow lists): HMAC-SHA-256 over the three parts, each behind its
 * length in four bytes, so that no two triples give the same input. `normalised` is a platform's id as it stands, or a
 * handle in the platform's comparing form. 32 bytes.
 */
export function keyedHash(
  key: HashKey,
  platform: Platform,
  kind: "id" | "handle" | "thread" | "name" | "bio",
  normalised: string,
): Buffer {
  const hmac = createHmac("sha256", key);
  for (const part of [platform, kind, normalised]) {
    const bytes = Buffer.from(part, "utf8");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hmac.update(length).update(bytes);
  }
  return hmac.digest();
}

/** Loaded at first use: it costs a command that seals nothing some 30 ms. */
async function sodium() {
  const library = await import("libsodium-wrappers");
  await library.default.ready;
  return library.default;
}

/** A box is as long as what is in it: the length of an id and a handle would tell few accounts of a list from the others. */
const SEAL_BLOCK_BYTES = 512;

/** Seals bytes to a lead's public key (libsodium box, base64): only the private key opens them, not we. */
export async function seal(publicKeyBase64: string, plaintext: Uint8Array): Promise<Buffer> {
  const { crypto_box_seal, pad } = await sodium();
  return Buffer.from(crypto_box_seal(pad(plaintext, SEAL_BLOCK_BYTES), publicKeyBytes(publicKeyBase64)));
}

/** Opens a sealed box. Throws {@link UserError} when it was sealed to another key or is damaged. */
export async function openSeal(key: LeadKey, box: Uint8Array): Promise<Buffer> {
  const { crypto_box_seal_open, unpad } = await sodium();
  try {
    const opened = crypto_box_seal_open(box, key.publicKey, key.privateKey);
    // Boxes of 0.1.0 are not padded.
    const isPadded = opened.length % SEAL_BLOCK_BYTES === 0;
    return Buffer.from(isPadded ? unpad(opened, SEAL_BLOCK_BYTES) : opened);
  } catch {
    throw new UserError(
      "usage",
      "the evidence was not sealed to this key, or is damaged",
      "use the private key of the lead or the deputy who held the post when the finding was made",
    );
  }
}

/** The name of a public key: the first 16 hex digits of its sha256. */
export function keyIdOf(publicKeyBase64: string): string {
  return createHash("sha256").update(publicKeyBytes(publicKeyBase64)).digest("hex").slice(0, 16);
}

function publicKeyBytes(base64: string): Buffer {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length !== KEY_BYTES || bytes.toString("base64") !== base64.trim()) {
    throw new UserError(
      "configuration",
      `a safeguarding lead's public key is not ${KEY_BYTES} bytes in base64`,
      "copy the line that `account-audit keys new --for lead` printed",
    );
  }
  return bytes;
}

/** A lead's key pair, unlocked; lives in memory while a seal is opened. */
export interface LeadKey {
  keyId: string;
  publicKey: Uint8Array;
  privateKey: Uint8Array;
}

const FORMAT = "account-audit lead key, version 1";

/**
 * The private key's file. The passphrase is stretched by scrypt, since the plain build of libsodium leaves out Argon2;
 * N = 2^17, r = 8, p = 1 is OWASP's advice for it (Password Storage Cheat Sheet).
 */
const KeyFile = z.object({
  format: z.literal(FORMAT),
  keyId: z.string(),
  publicKey: z.string(),
  scrypt: z.object({ N: z.literal(2 ** 17), r: z.literal(8), p: z.literal(1), salt: z.string() }),
  nonce: z.string(),
  box: z.string(),
});

/** A new key pair for a safeguarding lead: the public key for the settings, the private one under the passphrase. */
export async function createLeadKeys(
  passphrase: string,
): Promise<{ keyId: string; publicKey: string; privateKeyFile: string }> {
  const library = await sodium();
  const pair = library.crypto_box_keypair();
  const publicKey = Buffer.from(pair.publicKey).toString("base64");
  const salt = randomBytes(16);
  const nonce = randomBytes(24);
  const box = library.crypto_secretbox_easy(pair.privateKey, nonce, await stretch(passphrase, salt));
  library.memzero(pair.privateKey);
  const file: z.infer<typeof KeyFile> = {
    format: FORMAT,
    keyId: keyIdOf(publicKey),
    publicKey,
    scrypt: { N: 2 ** 17, r: 8, p: 1, salt: salt.toString("base64") },
    nonce: nonce.toString("base64"),
    box: Buffer.from(box).toString("base64"),
  };
  return { keyId: file.keyId, publicKey, privateKeyFile: `${JSON.stringify(file, null, 2)}\n` };
}

/** Opens a private key's file. Throws {@link UserError} on a wrong passphrase or another kind of file. */
export async function unlockLeadKey(text: string, passphrase: string): Promise<LeadKey> {
  const file = parseKeyFile(text);
  const { crypto_secretbox_open_easy } = await sodium();
  const key = await stretch(passphrase, Buffer.from(file.scrypt.salt, "base64"));
  try {
    const box = Buffer.from(file.box, "base64");
    const privateKey = crypto_secretbox_open_easy(box, Buffer.from(file.nonce, "base64"), key);
    return { keyId: file.keyId, publicKey: publicKeyBytes(file.publicKey), privateKey };
  } catch {
    throw new UserError(
      "usage",
      "the passphrase does not open this private key",
      "try again; a lost passphrase cannot be recovered: make a new key and put it into the settings",
    );
  }
}

function parseKeyFile(text: string): z.infer<typeof KeyFile> {
  const file = KeyFile.safeParse(jsonOrNull(text));
  if (file.success) return file.data;
  throw new UserError(
    "usage",
    "this is not a safeguarding lead's private key file",
    "give the file that `account-audit keys new --for lead` wrote",
  );
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Whatever it is, it is no key file: the caller says so.
  }
}

function stretch(passphrase: string, salt: Buffer): Promise<Buffer> {
  const options = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFKC").trim(), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
