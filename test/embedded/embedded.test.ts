import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { attachEmbeddedPostgres } from "../../src/embedded.ts";
import { copyBinaries, findBinaries } from "../../src/embedded/binaries.ts";
import { withLock } from "../../src/embedded/lock.ts";
import { canEnter, findPlace, POINTER_FILE, type Place } from "../../src/embedded/place.ts";
import { findUser, runAs } from "../../src/embedded/run-as.ts";
import { ask, killed, openScene, type Scene } from "./scene.ts";
import { removeHome } from "../support/home.ts";

let scene: Scene;
let home: string;
let place: Place;
beforeEach(async () => {
  scene = await openScene();
  ({ home, place } = scene);
});
afterEach(() => scene.close());

const attach = () => scene.attach();
const client = () => scene.client();
const postmaster = () => scene.postmaster();

test("a second process attaches to the first one's server, and the last one out stops it", async () => {
  const first = await attach();
  const second = await client();
  expect(second.url).toBe(first.url);
  await first.release();
  expect(await ask(second.url, "select 1 as answer")).toBe(1);
  await second.leave();
  expect(await postmaster()).toBeNull();
});

test("two starters at once start one", async () => {
  const [one, two, three] = await Promise.all([client(), client(), attach()]);
  expect(new Set([one.url, two.url, three.url]).size).toBe(1);
  await Promise.all([one.leave(), two.leave(), three.release()]);
  expect(await postmaster()).toBeNull();
});

test("an empty environment gives UTF8 and the C locale, a password, and 127.0.0.1 alone", async () => {
  const { url, leave } = await client();
  expect(await ask(url, "select current_setting('server_encoding') as answer")).toBe("UTF8");
  expect(await ask(url, "select datcollate as answer from pg_database where datname = 'postgres'")).toBe("C");
  expect(await ask(url, "select current_setting('TimeZone') as answer")).toMatch(/^(Etc\/)?UTC$/);
  expect(await ask(url, "select current_setting('listen_addresses') as answer")).toBe("127.0.0.1");
  expect(await ask(url, "select current_setting('unix_socket_directories') as answer")).toBe("");
  const wrong = new URL(url);
  wrong.password = "guessed";
  await expect(ask(wrong.href, "select 1 as answer")).rejects.toThrow("password authentication failed");
  await leave();
});

test("what was written is there at the next start, with the same password", async () => {
  const first = await attach();
  await ask(first.url, "create table kept as select 7 as answer");
  await first.release();
  const second = await attach();
  expect(await ask(second.url, "select answer from kept")).toBe(7);
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
  await second.release();
});

test("a client that was killed is not counted: the next one out stops the server", async () => {
  const dead = await client();
  await killed(dead.child);
  expect(await postmaster()).not.toBeNull();
  const next = await attach();
  expect(next.url).toBe(dead.url);
  await next.release();
  expect(await postmaster()).toBeNull();
});

test("a signal to a client's whole process group does not reach the server", async () => {
  const { child, url } = await client();
  const exited = once(child, "exit");
  process.kill(-(child.pid ?? 0), "SIGINT");
  await exited;
  expect(await ask(url, "select 1 as answer")).toBe(1);
  await (await attach()).release();
});

test("a postmaster killed with work in hand does not block the next start", async () => {
  const first = await attach();
  await ask(first.url, "create table kept as select 7 as answer");
  const busy = ask(first.url, "select pg_sleep(20) as answer").catch(() => "cut off");
  const sleepers = "select count(*)::int as answer from pg_stat_activity where wait_event = 'PgSleep'";
  await vi.waitUntil(async () => (await ask(first.url, sleepers)) === 1, { timeout: 10_000 });
  const pid = await scene.killServer();
  const second = await attach();
  expect(await postmaster()).not.toBe(pid);
  expect(await ask(second.url, "select answer from kept")).toBe(7);
  expect(await busy).toBe("cut off");
  await second.release();
  await first.release();
  expect(await postmaster()).toBeNull();
});

test("a postmaster.pid whose pid is another program's by now does not block the next start", async () => {
  await (await attach()).release();
  const other = `${process.pid}\n${place.data}\n1763800000\n5432\n\n127.0.0.1\n       1         1\nready   \n`;
  await writeFile(join(place.data, "postmaster.pid"), other);
  const server = await attach();
  expect(await ask(server.url, "select 1 as answer")).toBe(1);
  await server.release();
});

test("a cluster that was cut short while it was made is made anew", async () => {
  await mkdir(`${place.data}.half/base`, { recursive: true });
  const server = await attach();
  expect(await ask(server.url, "select 1 as answer")).toBe(1);
  await server.release();
});

test("a cluster of another major version is refused, with the way to move", async () => {
  await (await attach()).release();
  await writeFile(join(place.data, "PG_VERSION"), "17\n");
  await expect(attach()).rejects.toMatchObject({
    name: "UserError",
    message: expect.stringMatching(/belongs to PostgreSQL 17; this release brings PostgreSQL 18/),
    next: expect.stringMatching(/pg_dump.*DATABASE_URL/),
  });
  await writeFile(join(place.data, "PG_VERSION"), "18\n");
});

test("a machine without binaries is told to set DATABASE_URL", async () => {
  await expect(findBinaries(place.base, place.user, "plan9-mips")).rejects.toMatchObject({
    name: "UserError",
    next: expect.stringContaining("DATABASE_URL"),
  });
});

test("a copy of the binaries runs without the links that an install script would have made", async () => {
  const { folder } = await findBinaries(place.base, place.user);
  await copyBinaries(folder, join(place.base, "copy"));
  const answer = await runAs(place.user, join(place.base, "copy", "bin", "postgres"), ["--version"]);
  expect(answer).toMatchObject({ code: 0, output: expect.stringContaining("PostgreSQL") });
});

test("the lock lets one in at a time, and the next one in as soon as it is free", async () => {
  const inside: number[] = [];
  let most = 0;
  const work = (number: number) =>
    withLock(home, async () => {
      inside.push(number);
      most = Math.max(most, inside.length);
      await readFile(new URL(import.meta.url));
      inside.splice(inside.indexOf(number), 1);
    });
  await Promise.all([1, 2, 3, 4, 5].map(work));
  expect(most).toBe(1);
  await expect(withLock(home, () => Promise.reject(new Error("work failed")))).rejects.toThrow("work failed");
  await withLock(home, () => Promise.resolve());
});

async function closedFolder(): Promise<string> {
  const closed = join(home, "closed");
  await mkdir(closed, { mode: 0o700 });
  return join(closed, "home");
}

test("a folder that another user cannot enter is known as such", async () => {
  const nobody = await findUser(["nobody"]);
  const inside = dirname(await closedFolder());
  expect(nobody).not.toBeNull();
  expect(nobody !== null && (await canEnter(inside, nobody))).toBe(false);
  expect(nobody !== null && (await canEnter("/", nobody))).toBe(true);
});

test("a data directory that Postgres' user cannot enter is served from elsewhere as root, and from itself as anyone else", async () => {
  const root = process.getuid?.() === 0;
  const inside = await closedFolder();
  const found = await findPlace(inside);
  expect(found.user === null || (await canEnter(found.base, found.user))).toBe(true);
  expect(found.base.startsWith(inside)).toBe(!root);
  const pointer = await readFile(join(inside, POINTER_FILE), "utf8").catch(() => null);
  expect(pointer).toBe(root ? `${found.base}\n` : null);
  expect(await findPlace(inside)).toEqual(found);
  const server = await attachEmbeddedPostgres({ home: inside, log: () => undefined });
  expect(await ask(server.url, "select 1 as answer")).toBe(1);
  await server.release();
  await removeHome(inside);
});
