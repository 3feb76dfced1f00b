/** Stands between the product and X's sandbox, and writes down what each tells the other. */
import http from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface ListeningProxy {
  url: string;
  /** Requests, one a line. */
  asked(): string;
  /** Bodies of answers. */
  answered(): Buffer;
  close(): Promise<void>;
}

/** `change` alters the bodies of answers on their way. */
export async function startListeningProxy(
  target: string,
  change: (body: Buffer) => Buffer,
): Promise<ListeningProxy> {
  const asked: string[] = [];
  const answered: Buffer[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? "");
    const onward = http.request(`${target}${request.url ?? ""}`, { headers: request.headers, agent: false });
    onward.once("error", () => response.destroy());
    onward.once("response", (answer) => {
      void buffer(answer).then((plain) => {
        const body = change(plain);
        answered.push(body);
        response.writeHead(answer.statusCode ?? 502, answer.headers).end(body);
      });
    });
    onward.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked.join("\n"),
    answered: () => Buffer.concat(answered),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
