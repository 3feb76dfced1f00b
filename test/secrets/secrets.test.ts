import { createSecretKey } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UserError } from "../../src/errors.ts";
import {
  checkValue,
  createLeadKeys,
  keyedHash,
  keyIdOf,
  loadKey,
  newKeyText,
  openSeal,
  seal,
  unlockLeadKey,
} from "../../src/secrets.ts";
import { assertKeyMatches } from "../../src/store/key-check.ts";
import { freshDatabase } from "../support/database.ts";

const keyOf = (byte: number) => createSecretKey(Buffer.alloc(32, byte));
const KEY = keyOf(7);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "account-audit-key-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const complaintOf = async (work: () => unknown): Promise<UserError> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("no complaint");
};

function keyFile(name: string, text: string, mode: number): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

test("a key is read from a file that only its owner may read, and from text", () => {
  const text = newKeyText();
  const path = keyFile("good.key", `${text}\n`, 0o600);
  expect(loadKey({ keyFile: path, keyText: null }).export()).toEqual(Buffer.from(text, "base64"));
  expect(loadKey({ keyFile: null, keyText: text }).export()).toHaveLength(32);
});

test.each([0o640, 0o604, 0o660])(
  "a key file of mode %o is refused with the command that mends it",
  async (mode) => {
    const path = keyFile("open.key", newKeyText(), mode);
    const complaint = await complaintOf(() => loadKey({ keyFile: path, keyText: null }));
    expect(complaint.kind).toBe("configuration");
    expect(complaint.next).toContain(`chmod 600 ${path}`);
  },
);

test("a key of another length is refused without being shown", async () => {
  const complaint = await complaintOf(() => loadKey({ keyFile: null, keyText: "c2hvcnRzZWNyZXQ=" }));
  expect(`${complaint.message}${complaint.next}`).not.toContain("c2hvcnRzZWNyZXQ=");
});

/** 32 bytes to a reader that skips what is no base64. */
const SLIPPED = Buffer.alloc(32, 7).toString("base64").replace("wc", "w!c");

test("a key with a slip in it is refused, not read as another key", async () => {
  const complaint = await complaintOf(() => loadKey({ keyFile: null, keyText: SLIPPED }));
  expect(complaint.kind).toBe("configuration");
});

test("a missing key file says how to get one", async () => {
  const complaint = await complaintOf(() => loadKey({ keyFile: join(folder, "none.key"), keyText: null }));
  expect(complaint.next).toContain("account-audit init");
});

test("the keyed hash is HMAC-SHA-256 over length-prefixed parts", () => {
  // openssl dgst -sha256 -mac HMAC over 00000001 "x" 00000006 "handle" 00000006 "unifau", key 32 bytes of 07
  expect(keyedHash(KEY, "x", "handle", "unifau").toString("hex")).toBe(
    "4e064a5670403988ce8126f3a1274428f9e36bc8e0739339f6d45c106cedb6e3",
  );
});

test("platform, kind, value and key each change the hash", () => {
  const hashes = [
    keyedHash(KEY, "x", "handle", "1"),
    keyedHash(KEY, "x", "id", "1"),
    keyedHash(KEY, "youtube", "handle", "1"),
    keyedHash(KEY, "x", "handle", "2"),
    keyedHash(keyOf(8), "x", "handle", "1"),
  ].map((hash) => hash.toString("hex"));
  expect(new Set(hashes).size).toBe(hashes.length);
});

test("the check value knows a key again and differs from any hash under it", () => {
  expect(checkValue(KEY)).toBe(checkValue(keyOf(7)));
  expect(checkValue(KEY)).not.toBe(checkValue(keyOf(8)));
});

test("a process with another key than the database's refuses to start", async () => {
  const database = await freshDatabase();
  try {
    const now = new Date("2026-11-22T00:00:00Z");
    expect(await assertKeyMatches(database.db, KEY, now)).toBe(1);
    expect(await assertKeyMatches(database.db, KEY, now)).toBe(1);
    const complaint = await complaintOf(() => assertKeyMatches(database.db, keyOf(8), now));
    expect(complaint.kind).toBe("configuration");
  } finally {
    await database.close();
  }
});

test("what is sealed to a lead opens under the lead's passphrase and under no other", async () => {
  const lead = await createLeadKeys("five words that do not belong");
  const deputy = await createLeadKeys("another set of words entirely");
  const box = await seal(lead.publicKey, Buffer.from("who it was"));
  const key = await unlockLeadKey(lead.privateKeyFile, " five words that do not belong");
  expect((await openSeal(key, box)).toString()).toBe("who it was");
  expect(key.keyId).toBe(keyIdOf(lead.publicKey));
  expect(lead.keyId).toMatch(/^[0-9a-f]{16}$/u);

  await complaintOf(() => unlockLeadKey(lead.privateKeyFile, "another set of words entirely"));
  const deputyKey = await unlockLeadKey(deputy.privateKeyFile, "another set of words entirely");
  await complaintOf(() => openSeal(deputyKey, box));
  box[40] = (box[40] ?? 0) ^ 1;
  await complaintOf(() => openSeal(key, box));
});

test("a box's length tells nothing of the id and the handle in it", async () => {
  const { publicKey } = await createLeadKeys("five words that do not belong");
  const lengths = ["ab", "a_handle_of_15c", "x".repeat(400)].map(
    async (who) => (await seal(publicKey, Buffer.from(who))).length,
  );
  expect(new Set(await Promise.all(lengths)).size).toBe(1);
});

test("a box that an earlier release sealed, as long as what is in it, still opens", async () => {
  const library = await import("libsodium-wrappers");
  await library.default.ready;
  const passphrase = "five words that do not belong";
  const { publicKey, privateKeyFile } = await createLeadKeys(passphrase);
  const box = library.default.crypto_box_seal("who it was", Buffer.from(publicKey, "base64"));
  expect((await openSeal(await unlockLeadKey(privateKeyFile, passphrase), box)).toString()).toBe(
    "who it was",
  );
});

test("the private key's file holds neither the private key nor the passphrase in clear", async () => {
  const passphrase = "five words that do not belong";
  const { privateKeyFile } = await createLeadKeys(passphrase);
  const key = await unlockLeadKey(privateKeyFile, passphrase);
  expect(privateKeyFile).not.toContain(Buffer.from(key.privateKey).toString("base64"));
  expect(privateKeyFile).not.toContain(passphrase);
});

test("two private keys under one passphrase share neither salt nor nonce", async () => {
  const passphrase = "five words that do not belong";
  const files = [await createLeadKeys(passphrase), await createLeadKeys(passphrase)];
  const made = files.map(({ privateKeyFile }) => JSON.parse(privateKeyFile));
  expect(new Set(made.map(({ scrypt }) => scrypt.salt)).size).toBe(2);
  expect(new Set(made.map(({ nonce }) => nonce)).size).toBe(2);
});

test.each(["", "not json", "{}", '{"format":"account-audit lead key, version 1"}'])(
  "a file that is no private key is refused: %s",
  async (text) => {
    expect((await complaintOf(() => unlockLeadKey(text, "whatever it is"))).message).toContain(
      "not a safeguarding",
    );
  },
);

test("a public key of the wrong form, or with a slip in it, is refused before anything is sealed to it", async () => {
  for (const publicKey of ["abc", SLIPPED]) {
    const complaint = await complaintOf(() => seal(publicKey, Buffer.from("who it was")));
    expect(complaint.kind).toBe("configuration");
  }
});
