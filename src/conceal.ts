import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { HashKey } from "./secrets.ts";

const KEY_BYTES = 32;
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts a text that is to be read again soon, by us alone: base64 of nonce, tag and ciphertext. */
export function conceal(key: HashKey, text: string): string {
  return concealWith(key, text, randomBytes(NONCE_BYTES));
}

/** {@link conceal}, of a text that is written again and again: while it does not change, nor does what is stored of it. */
export function concealAlike(key: HashKey, text: string): string {
  const digest = createHmac("sha256", keyFor(key, "nonces of concealed texts")).update(text, "utf8").digest();
  return concealWith(key, text, digest.subarray(0, NONCE_BYTES));
}

function concealWith(key: HashKey, text: string, nonce: Buffer): string {
  const cipher = createCipheriv(CIPHER, keyFor(key, "concealed texts"), nonce);
  const hidden = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString("base64");
}

/** Undoes both. Throws where it was concealed under another key, or is damaged. */
export function unconceal(key: HashKey, concealed: string): string {
  const bytes = Buffer.from(concealed, "base64");
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, keyFor(key, "concealed texts"), nonce, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const rest = bytes.subarray(NONCE_BYTES + TAG_BYTES);
  return Buffer.concat([decipher.update(rest), decipher.final()]).toString("utf8");
}

/** One key, one use: hashes, ciphertexts and nonces do not share theirs. */
function keyFor(key: HashKey, use: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, "", `account-audit: ${use}`, KEY_BYTES));
}
