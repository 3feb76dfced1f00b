/** Prism as a child process on loopback, and a recorder before it that keeps what Prism says of each exchange. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { resolve } from "node:path";

const PRISM = resolve(import.meta.dirname, "../../node_modules/.bin/prism");

export interface Running {
  url: string;
  stop(): Promise<void>;
}

/** Serves a document's own examples: `startPrism(["mock"], document)`; checks an upstream: `["proxy"]` with its address. */
export async function startPrism(
  mode: "mock" | "proxy",
  document: string,
  upstream?: string,
): Promise<Running> {
  const port = await freePort();
  const where = upstream === undefined ? [document] : [document, upstream];
  const child = spawn(process.execPath, [PRISM, mode, "-h", "127.0.0.1", "-p", String(port), ...where], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  await listening(child);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const onData = (data: Buffer): void => {
      said += data.toString("utf8");
      if (said.includes("is listening")) resolve();
    };
    child.stdout?.on("data", onData);
    child.stderr?.on("data", onData);
    child.once("exit", (code) => reject(new Error(`prism ended with ${code}: ${said.slice(-500)}`)));
  });
}

export interface Violation {
  part: string;
  message: string;
}
export interface Exchange {
  url: URL;
  status: number;
  violations: Violation[];
}
export interface Recorder extends Running {
  exchanges: Exchange[];
}

/** Hands every request on to Prism, and keeps the header in which it names violations. */
export async function startRecorder(upstream: string): Promise<Recorder> {
  const exchanges: Exchange[] = [];
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? "/", upstream);
    const forwarded = http.request(
      url,
      { method: "GET", headers: { ...request.headers, host: url.host } },
      (answer) => {
        const named = answer.headers["sl-violations"];
        exchanges.push({ url, status: answer.statusCode ?? 0, violations: readViolations(named) });
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    forwarded.on("error", () => response.destroy());
    forwarded.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the recorder has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    exchanges,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function readViolations(header: string | string[] | undefined): Violation[] {
  if (typeof header !== "string") return [];
  const violations: unknown = JSON.parse(header);
  if (!Array.isArray(violations)) throw new Error("prism's header of violations is no list");
  return violations.map((one: { location: string[]; message: string }) => ({
    part: one.location[0] ?? "",
    message: `${one.location.join(".")}: ${one.message}`,
  }));
}
