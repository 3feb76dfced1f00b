/**
 * A local stand-in for YouTube's Data API v3 and Google's token endpoint: the calls that the connector makes, with their
 * paging, quota and errors, over a made-up world. For tests, the demo and the benchmark only.
 */
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../src/core/time.ts";
import { type Call, answer } from "./sandbox/endpoints.ts";
import type { Fault } from "./sandbox/fault.ts";
import { isTransportFault, spoil, takeFault } from "./sandbox/faults.ts";
import { type MeterBook, type ResourceName, type SandboxMeter, createMeter } from "./sandbox/meter.ts";
import { refuseParameters } from "./sandbox/parameters.ts";
import { type Refusal, badKey, refuse } from "./sandbox/refusals.ts";
import type { Body } from "./sandbox/render.ts";
import { type SandboxConsent, type TokenDesk, createTokenDesk } from "./sandbox/tokens.ts";
import { sendFault } from "./sandbox/transport.ts";
import type { SandboxWorld } from "./sandbox/world.ts";

export type { Fault } from "./sandbox/fault.ts";
export type { SandboxMeter } from "./sandbox/meter.ts";
export type { SandboxConsent } from "./sandbox/tokens.ts";
export * from "./sandbox/world.ts";

export interface SandboxOptions {
  world: SandboxWorld;
  clock: Clock;
  /** The only key that it accepts; any, where it is left out. */
  apiKey?: string;
  /** The channel that has given consent; none, where it is left out. Read at every call, so that a test can change it. */
  consent?: SandboxConsent;
  /** Units of a day of the quota, where they differ from the documented 10,000. */
  unitsADay?: number;
}

export interface Sandbox {
  /** http://127.0.0.1:port */
  url: string;
  /** Of the token endpoint. */
  tokenUrl: string;
  /** Live figures. */
  meter: SandboxMeter;
  resetMeter(): void;
  stop(): Promise<void>;
}

const DOCUMENTED_UNITS = 10_000;

export async function startYouTubeSandbox(options: SandboxOptions): Promise<Sandbox> {
  const book = createMeter(options.clock, options.unitsADay ?? DOCUMENTED_UNITS);
  const desk = createTokenDesk(options.clock, () => options.consent ?? null);
  let serial = 0;
  const server = http.createServer((request, response) => {
    serial++;
    handle({ options, book, desk, serial }, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${portOf(server.address())}`;
  return {
    url,
    tokenUrl: `${url}/token`,
    meter: book.figures,
    resetMeter: () => book.reset(),
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the sandbox has no port");
  return address.port;
}

interface Service {
  options: SandboxOptions;
  book: MeterBook;
  desk: TokenDesk;
  serial: number;
}

function handle(service: Service, request: http.IncomingMessage, response: http.ServerResponse): void {
  const { options, book, desk } = service;
  const url = URL.parse(request.url ?? "", "http://127.0.0.1");
  if (url?.pathname === "/token" && request.method === "POST") {
    book.renew();
    desk.answer(request, response).catch(() => response.destroy());
    return;
  }
  const send = (refusal: Refusal): void => {
    book.refuse();
    write(response, refusal.status, JSON.stringify(refusal.body));
  };
  const resource = request.method === "GET" && url !== null ? resourceOf(url) : null;
  if (url === null || resource === null) return send(refuse(404, "notFound"));
  book.request(resource);
  const asked = identify(service, request, url);
  if ("status" in asked) return send(asked);
  if (!book.take()) return send(refuse(403, "quotaExceeded"));
  const bad = refuseParameters(resource, url.searchParams);
  if (bad !== null) return send(bad);
  const call: Call = { resource, query: url.searchParams, ...asked };
  const fault = takeFault(options.world.faults, call);
  if (fault !== null && isTransportFault(fault)) {
    const refusal = sendFault(fault, response);
    return refusal === null ? undefined : send(refusal);
  }
  const answered = answer(options.world, call);
  if ("refusal" in answered) return send(answered.refusal);
  sendAnswer(answered.body, fault, service.serial, response);
}

function resourceOf(url: URL): ResourceName | null {
  const name = /^\/youtube\/v3\/(channels|playlistItems|videos|subscriptions)$/.exec(url.pathname)?.[1];
  return (name as ResourceName | undefined) ?? null;
}

/** Whose call it is: by key nobody's, by token a channel's. */
function identify(
  { options, desk }: Service,
  request: http.IncomingMessage,
  url: URL,
): { ownChannelId: string | null } | Refusal {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (token !== undefined) {
    const ownChannelId = desk.channelOf(token);
    return ownChannelId === null ? refuse(401, "authError") : { ownChannelId };
  }
  const key = url.searchParams.get("key");
  if (key === null) return refuse(403, "forbidden");
  return options.apiKey === undefined || key === options.apiKey ? { ownChannelId: null } : badKey();
}

function sendAnswer(plain: Body, fault: Fault | null, serial: number, response: http.ServerResponse): void {
  const text = JSON.stringify(fault === null ? plain : spoil(plain, fault, serial));
  const isCut = fault?.kind === "truncated-json";
  write(response, 200, isCut ? text.slice(0, Math.floor(text.length * 0.7)) : text);
}

function write(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8" });
  response.end(text);
}
