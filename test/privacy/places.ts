/** Brings together everything that a backup, a thief or a curious admin could read. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { simpleParser } from "mailparser";
import postgres from "postgres";
import type { Place } from "./search.ts";

export function textPlace(name: string, text: string): Place {
  return { name, bytes: Buffer.from(text, "utf8") };
}

/** Every column of every table of every schema: bytes as they are, anything else as text. */
export async function columnsOf(url: string, moment: string): Promise<Place[]> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const columns = await client<{ schema: string; table: string; column: string; type: string }[]>`
      select table_schema as schema, table_name as table, column_name as column, udt_name as type
      from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
      order by 1, 2, ordinal_position`;
    const places: Place[] = [];
    for (const { schema, table, column, type } of columns) {
      const value = type === "bytea" ? client`${client(column)}` : client`${client(column)}::text`;
      const rows = await client<{ value: string | Buffer | null }[]>`
        select ${value} as value from ${client(schema)}.${client(table)}`;
      const bytes = rows.map((row) => Buffer.from(row.value ?? ""));
      const name = `${moment}: ${schema}.${table}.${column}`;
      places.push({ name, bytes: Buffer.concat(bytes.flatMap((one) => [one, Buffer.from("\n")])) });
    }
    return places;
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** Mails as their readers see them: each part decoded. */
export async function decodedMails(moment: string, mails: readonly Buffer[]): Promise<Place[]> {
  const read = async (bytes: Buffer) => {
    const { subject, text, html, attachments } = await simpleParser(bytes);
    const attached = attachments.map(({ content }) => content);
    return Buffer.concat([Buffer.from([subject, text, html].join("\n")), ...attached]);
  };
  const decoded = await Promise.all(mails.map(read));
  return decoded.map((bytes, index) => ({ name: `${moment}: mail ${index + 1}, decoded`, bytes }));
}

export async function mailsIn(url: string): Promise<Buffer[]> {
  const client = postgres(url, { max: 1 });
  try {
    const rows = await client<{ bytes: Buffer }[]>`select bytes from mails order by id`;
    return rows.map(({ bytes }) => bytes);
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** Every file below a folder. */
export async function filesBelow(folder: string, moment: string): Promise<Place[]> {
  const places: Place[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    places.push({ name: `${moment}: ${path.slice(folder.length + 1)}`, bytes: await readFile(path) });
  }
  return places;
}

/** Databases that come with the server (their oid is below 6). */
const NOT_OURS = /: base\/[1-5]\//u;

/** The server's files: tables and what was deleted from them, its log, and the write-ahead log in one piece a segment. */
export async function serverFiles(base: string): Promise<Place[]> {
  const data = (await filesBelow(join(base, "data"), "Postgres")).filter(({ name }) => !NOT_OURS.test(name));
  const log = { name: "Postgres: server.log", bytes: await readFile(join(base, "server.log")) };
  return [...data.map((place) => (place.name.includes("pg_wal/") ? unpaged(place) : place)), log];
}

const WAL_PAGE = 8192;
const LONG_HEADER = 40;
const SHORT_HEADER = 24;

/** A record may go on behind the next page's header (PostgreSQL, xlog_internal.h): without the headers it is whole. */
function unpaged({ name, bytes }: Place): Place {
  const pages: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += WAL_PAGE) {
    pages.push(bytes.subarray(at + (at === 0 ? LONG_HEADER : SHORT_HEADER), at + WAL_PAGE));
  }
  return { name, bytes: withoutEnd(Buffer.concat(pages)) };
}

/** A segment is made of zeros and filled from the front. */
function withoutEnd(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

/** Every key of a Redis, by name and as it would be dumped. */
export async function redisKeys(url: string, moment: string): Promise<Place[]> {
  const redis = new Redis(url);
  try {
    const places: Place[] = [];
    for (const key of await redis.keys("*")) {
      const bytes = Buffer.concat([
        Buffer.from(`${key}\n`),
        (await redis.dumpBuffer(key)) ?? Buffer.alloc(0),
      ]);
      places.push({ name: `${moment}: Redis ${key}`, bytes });
    }
    return places;
  } finally {
    redis.disconnect();
  }
}
