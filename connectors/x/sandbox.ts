/**
 * A local stand-in for X's API v2: the calls that the connector makes, with their paging, limits, errors and prices, over
 * a made-up world. For tests, the demo and the benchmark only.
 */
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../src/core/time.ts";
import { type Answer, type Call, answer } from "./sandbox/endpoints.ts";
import type { Fault } from "./sandbox/fault.ts";
import { isTransportFault, spoil, takeFault } from "./sandbox/faults.ts";
import { DOCUMENTED_LIMITS, createLimits } from "./sandbox/limits.ts";
import { type EndpointName, type MeterBook, type SandboxMeter, createMeter } from "./sandbox/meter.ts";
import { refuseParameters } from "./sandbox/parameters.ts";
import { type Refusal, refuse, refuseRequest } from "./sandbox/problems.ts";
import type { Body } from "./sandbox/render.ts";
import { sendFault } from "./sandbox/transport.ts";
import type { SandboxWorld } from "./sandbox/world.ts";
import type { Vocabulary } from "./schema.ts";

export type { Fault } from "./sandbox/fault.ts";
export type { SandboxMeter } from "./sandbox/meter.ts";
export * from "./sandbox/world.ts";

export interface SandboxOptions {
  world: SandboxWorld;
  clock: Clock;
  /** Which of the two documents it speaks: `tweet` 2.166, `post` 2.167. The words of the other are refused. */
  vocabulary?: Vocabulary;
  /** The only token that it accepts; any, where it is left out. */
  token?: string;
  /** Requests in 15 minutes, where they differ from the documented ones. */
  limits?: Partial<Record<EndpointName, number>>;
  /** How an empty list is sent: X leaves `data` out, some servers send `[]`. */
  emptyData?: "missing" | "array";
}

export interface Sandbox {
  /** http://127.0.0.1:port */
  url: string;
  /** Live figures. */
  meter: SandboxMeter;
  resetMeter(): void;
  /** Changes the vocabulary, as X does one day. */
  speak(vocabulary: Vocabulary): void;
  stop(): Promise<void>;
}

export async function startXSandbox(given: SandboxOptions): Promise<Sandbox> {
  const options = { ...given };
  const book = createMeter(options.clock);
  const allow = createLimits(options.clock, { ...DOCUMENTED_LIMITS, ...options.limits });
  let serial = 0;
  const server = http.createServer((request, response) => {
    serial++;
    handle({ options, book, allow, serial }, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    meter: book.figures,
    resetMeter: () => book.reset(),
    speak(vocabulary) {
      options.vocabulary = vocabulary;
    },
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
  allow: ReturnType<typeof createLimits>;
  serial: number;
}

function handle(service: Service, request: http.IncomingMessage, response: http.ServerResponse): void {
  const { options, book } = service;
  const vocabulary = options.vocabulary ?? "tweet";
  const call = readCall(request);
  const send = (refusal: Refusal): void => {
    book.refuse();
    write(response, refusal.status, refusal.contentType, JSON.stringify(refusal.body));
  };
  if (call === null) return send(refuse(vocabulary, 404, "Not Found"));
  book.request(call.endpoint);
  if (!isAuthorised(request, options.token)) return send(refuse(vocabulary, 401, "Unauthorized"));
  const allowance = service.allow(call.endpoint);
  for (const [name, value] of Object.entries(allowance.headers)) response.setHeader(name, value);
  if (!allowance.allowed) return send(refuse(vocabulary, 429, "Too Many Requests"));
  const bad = refuseParameters(call.endpoint, vocabulary, call.query);
  if (bad !== null) return send(refuseRequest(vocabulary, bad));
  const fault = takeFault(options.world.faults, call);
  if (fault !== null && isTransportFault(fault)) {
    const refusal = sendFault(fault, vocabulary, response);
    return refusal === null ? undefined : send(refusal);
  }
  sendAnswer(service, answer(options.world, vocabulary, call), fault, response);
}

const PATHS: readonly [RegExp, EndpointName][] = [
  [/^\/2\/tweets$/, "tweets"],
  [/^\/2\/users$/, "users"],
  [/^\/2\/users\/by$/, "users/by"],
  [/^\/2\/users\/(\d{1,19})\/tweets$/, "users/tweets"],
  [/^\/2\/users\/(\d{1,19})\/following$/, "users/following"],
];

function readCall(request: http.IncomingMessage): Call | null {
  const url = URL.parse(request.url ?? "", "http://127.0.0.1");
  if (url === null || request.method !== "GET") return null;
  for (const [path, endpoint] of PATHS) {
    const found = path.exec(url.pathname);
    if (found !== null) return { endpoint, userId: found[1] ?? null, query: url.searchParams };
  }
  return null;
}

function isAuthorised(request: http.IncomingMessage, token: string | undefined): boolean {
  const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  return given !== undefined && (token === undefined || given === token);
}

function sendAnswer(
  service: Service,
  sent: Answer,
  fault: Fault | null,
  response: http.ServerResponse,
): void {
  const { options, book, serial } = service;
  const plain = bodyOf(sent, options.vocabulary ?? "tweet", options.emptyData ?? "missing");
  const body = fault === null ? plain : spoil(plain, fault, serial);
  const rows = body.data ?? [];
  rows.forEach((row) => book.charge(sent.resource, String(row["id"])));
  sent.includes.forEach((row) => book.charge("post", String(row["id"])));
  sent.users?.forEach((row) => book.charge("user", String(row["id"])));
  const text = JSON.stringify(body);
  const isCut = fault?.kind === "truncated-json";
  write(response, 200, "application/json", isCut ? text.slice(0, Math.floor(text.length * 0.7)) : text);
}

function bodyOf(sent: Answer, vocabulary: Vocabulary, emptyData: "missing" | "array"): Body {
  const hasProblemsOnly = sent.data.length === 0 && sent.errors.length > 0;
  const users = sent.users ?? [];
  const includes = {
    ...(sent.includes.length > 0 ? { [vocabulary === "tweet" ? "tweets" : "posts"]: sent.includes } : {}),
    ...(users.length > 0 ? { users } : {}),
  };
  const meta = {
    result_count: sent.data.length,
    ...(sent.nextToken === null ? {} : { next_token: sent.nextToken }),
  };
  return {
    ...(sent.data.length > 0 || (emptyData === "array" && !hasProblemsOnly) ? { data: sent.data } : {}),
    ...(sent.errors.length > 0 ? { errors: sent.errors } : {}),
    ...(Object.keys(includes).length > 0 ? { includes } : {}),
    ...(sent.isList && !hasProblemsOnly ? { meta } : {}),
  };
}

function write(response: http.ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, { "content-type": `${contentType}; charset=utf-8` });
  response.end(text);
}
