import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { HashKey } from "./secrets.ts";

const KEY_BYTES = 32;
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts a text that is to be read again soon, by us alone: base64 of nonce, tag and ciphertext. */
export function conceal(key: HashKey, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, concealingKey(key), nonce);
  const hidden = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString("base64");
}

/** Undoes {@link conceal}. Throws where it was concealed under another key, or is damaged. */
export function unconceal(key: HashKey, concealed: string): string {
  const bytes = Buffer.from(concealed, "base64");
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, concealingKey(key), nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const rest = bytes.subarray(NONCE_BYTES + TAG_BYTES);
  return Buffer.concat([decipher.update(rest), decipher.final()]).toString("utf8");
}

/** One key, one use: hashes and ciphertexts do not share theirs. */
function concealingKey(key: HashKey): Buffer {
  return Buffer.from(hkdfSync("sha256", key, "", "account-audit: concealed texts", KEY_BYTES));
}
