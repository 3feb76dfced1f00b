import { createHash } from "node:crypto";
import { connect, createServer, type Server } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { UserError } from "../errors.ts";

const WAIT_MS = 360_000;

/**
 * Does `work` while no other process does any for the same folder. The lock is a socket in Linux' abstract namespace
 * (unix(7)), named by the folder: the kernel lets one process bind it, and lets go when that process dies, however it
 * dies. A lock file would have to be judged stale, and two judges can both be right.
 */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const name = `\0account-audit/${createHash("sha256").update(folder).digest("hex").slice(0, 32)}`;
  const lock = await acquire(name, folder);
  try {
    return await work();
  } finally {
    await new Promise((resolve) => lock.close(resolve));
  }
}

async function acquire(name: string, folder: string): Promise<Server> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    const lock = await bind(name);
    if (lock !== null) return lock;
    if (Date.now() > until) {
      throw new UserError(
        "unreachable",
        `Another account-audit has been starting or stopping the database in ${folder} for ${WAIT_MS / 60_000} minutes.`,
        "Look for it with ps, end it, and start again.",
      );
    }
    await Promise.race([released(name), wait(1000)]);
  }
}

function bind(name: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    const waiting = new Set<{ destroy(): unknown }>();
    server.on("connection", (socket) => {
      waiting.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => waiting.delete(socket));
    });
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(error),
    );
    server.listen({ path: name, exclusive: true }, () => resolve(server));
    const close = server.close.bind(server);
    server.close = (done) => {
      for (const socket of waiting) socket.destroy();
      return close(done);
    };
  });
}

/** Those who wait hold a connection to the holder: it ends when the lock does. */
function released(name: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ path: name });
    socket.on("error", () => resolve());
    socket.on("close", () => resolve());
    socket.unref();
  });
}
