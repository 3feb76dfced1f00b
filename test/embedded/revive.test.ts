import { createServer } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ask, openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

/** Listens at a port as soon as the children of a killed server have left it. Gives the way to leave it. */
async function takePort(port: number): Promise<() => Promise<unknown>> {
  const taker = createServer();
  const listening = () =>
    new Promise<boolean>((resolve) => {
      taker.once("error", () => resolve(false));
      taker.listen(port, "127.0.0.1", () => resolve(true));
    });
  await vi.waitUntil(listening, { timeout: 10_000 });
  return () => new Promise((resolve) => taker.close(resolve));
}

test("a server that was killed under its clients is revived at the address that they know; one that runs is left alone", async () => {
  const first = await scene.attach();
  const second = await scene.client();
  await ask(first.url, "create table kept as select 7 as answer");
  const pid = await scene.postmaster();
  expect(await first.revive()).toBe(false);
  expect(await scene.killServer()).toBe(pid);
  expect(await first.revive()).toBe(true);
  expect(await ask(second.url, "select answer from kept")).toBe(7);
  await second.leave();
  await first.release();
  expect(await scene.postmaster()).toBeNull();
});

test("a server that somebody stopped under its clients is revived at the address that they know", async () => {
  const service = await scene.attach();
  process.kill((await scene.postmaster()) ?? 0, "SIGINT"); // it stops in good order, and leaves no word of its port
  await scene.gone();
  expect(await service.revive()).toBe(true);
  expect(await ask(service.url, "select 7 as answer")).toBe(7);
  await service.release();
});

test("a command that comes after the server was killed starts it where the service still looks for it", async () => {
  const service = await scene.attach();
  await scene.killServer();
  const command = await scene.client();
  expect(command.url).toBe(service.url);
  expect(await service.revive()).toBe(false);
  await command.leave();
  await service.release();
});

test("a server whose port was taken before it was back is not taken for the one that clients know", async () => {
  const server = await scene.attach();
  await scene.killServer();
  const leavePort = await takePort(Number(new URL(server.url).port));
  await expect(server.revive()).rejects.toThrow("started again at another port");
  await leavePort();
  await server.release();
});
