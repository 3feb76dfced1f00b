/** A TCP proxy that can fall silent without closing anything: what a half-open connection looks like from both ends. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface SilentProxy {
  port: number;
  /** Nothing passes any more on the connections that are open now; new ones pass. */
  silence(): void;
  stop(): Promise<void>;
}

/**
 * `isDoomed`: looks at what a client sends first; the answer to that connection stops half way. `port`: where one that was
 * stopped listened, for a server that comes back.
 */
export async function silentProxy(
  target: { host: string; port: number },
  isDoomed: (sent: string) => boolean = () => false,
  port = 0,
): Promise<SilentProxy> {
  const pairs = new Set<{ sockets: readonly Socket[]; isSilent: boolean }>();
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    const pair = { sockets: [client, upstream], isSilent: false };
    pairs.add(pair);
    let isFirst = true;
    let isHalf = false;
    client.on("data", (chunk: Buffer) => {
      if (isFirst && isDoomed(chunk.toString("latin1"))) isHalf = true;
      isFirst = false;
      if (!pair.isSilent) upstream.write(chunk);
    });
    upstream.on("data", (chunk: Buffer) => {
      if (pair.isSilent) return;
      client.write(isHalf ? chunk.subarray(0, chunk.length / 2) : chunk);
      if (isHalf) pair.isSilent = true;
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on("error", () => undefined); // the end of one side is passed on below
      socket.on("close", () => {
        if (!pair.isSilent || socket === client) other.destroy();
      });
    }
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    silence() {
      for (const pair of pairs) pair.isSilent = true;
    },
    async stop() {
      for (const { sockets } of pairs) for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
