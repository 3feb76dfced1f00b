/**
 * Holds what we ask of YouTube, and what the sandbox answers, against Google's discovery document. It is no part of the
 * project: SPEC_DIR, or ../shared/specs beside it.
 */
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import http from "node:http";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createYouTubeConnector } from "../../connectors/youtube/index.ts";
import { addChannel, addVideo, strangers, uploadsOf } from "../../connectors/youtube/sandbox.ts";
import { NOW, allFollows, allPosts, callContext } from "./scene.ts";
import { channelAccount, startYouTube, type YouTubeScene } from "./youtube-scene.ts";

const SPECS = resolve(process.env["SPEC_DIR"] ?? resolve(import.meta.dirname, "../../../shared/specs"));
const FILE = resolve(SPECS, "google/youtube-v3.json");

interface Property {
  type?: string;
  $ref?: string;
  enum?: string[];
  format?: string;
  items?: Property;
  properties?: Record<string, Property>;
}
interface Method {
  path: string;
  httpMethod: string;
  parameters: Record<string, { enum?: string[]; required?: boolean; maximum?: string }>;
  response: { $ref: string };
}
interface Discovery {
  parameters: Record<string, unknown>;
  schemas: Record<string, Property>;
  resources: Record<string, { methods: Record<string, Method> }>;
}

/** Google's document of this date does not have it; its reference page does since 2024. */
const NEWER: ReadonlySet<string> = new Set(["forHandle"]);

const exists = existsSync(FILE);

it("Google's discovery document is at hand (SPEC_DIR, or ../shared/specs), or this is no CI and it is left out", () => {
  expect(exists || process.env["CI"] === undefined).toBe(true);
});

describe.skipIf(!exists)("against the discovery document of the Data API v3", () => {
  const document: Discovery = exists ? JSON.parse(readFileSync(FILE, "utf8")) : { schemas: {} };
  let scene: YouTubeScene;
  let recorder: Recorder;
  beforeAll(async () => {
    scene = await startYouTube();
    recorder = await startRecorder(scene.sandbox.url);
    await makeEveryCall(scene, recorder.url);
  });
  afterAll(async () => {
    await recorder.stop();
    await scene.sandbox.stop();
  });

  it("every call was made", () => {
    expect(new Set(recorder.seen.map(({ url }) => resourceOf(url)))).toEqual(
      new Set(["channels", "playlistItems", "videos", "subscriptions"]),
    );
  });

  it("asks for documented methods, with documented parameters and values", () => {
    for (const { url, method } of recorder.seen) {
      const list = document.resources[resourceOf(url)]?.methods["list"];
      expect({ method, path: url.pathname }).toEqual({
        method: list?.httpMethod,
        path: `/${list?.path ?? ""}`,
      });
      const known = { ...list?.parameters, ...document.parameters };
      for (const [name, value] of url.searchParams) {
        expect(name in known || NEWER.has(name), `${name} is not documented`).toBe(true);
        const { enum: values, maximum } = list?.parameters[name] ?? {};
        if (values !== undefined) expect(values).toContain(value);
        if (maximum !== undefined) expect(Number(value)).toBeLessThanOrEqual(Number(maximum));
      }
      const required = Object.entries(list?.parameters ?? {}).filter(([, { required: is }]) => is);
      for (const [name] of required) expect(url.searchParams.has(name), name).toBe(true);
    }
  });

  it("the sandbox answers in the documented shape", () => {
    for (const { url, body } of recorder.seen) {
      const list = document.resources[resourceOf(url)]?.methods["list"];
      expect(faultsOf(document, { $ref: list?.response.$ref ?? "" }, JSON.parse(body), "")).toEqual([]);
    }
  });
});

function resourceOf(url: URL): string {
  return url.pathname.split("/").at(-1) ?? "";
}

interface Recorder {
  url: string;
  seen: { method: string | undefined; url: URL; body: string }[];
  stop(): Promise<void>;
}

/** Hands every request on, and keeps it with its answer. */
async function startRecorder(upstream: string): Promise<Recorder> {
  const seen: Recorder["seen"] = [];
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? "/", upstream);
    const handOn = async () => {
      const answer = await fetch(url);
      const body = await answer.text();
      seen.push({ method: request.method, url, body });
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(body);
    };
    handOn().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the recorder has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function makeEveryCall({ world }: YouTubeScene, apiUrl: string): Promise<void> {
  const channel = addChannel(world, { handle: "exampleart", subscriptions: strangers(world, 60) });
  addVideo(world, channel, { at: "2026-11-20T12:00:00Z", description: "a" });
  addVideo(world, channel, { at: "2026-11-19T12:00:00Z", isPlaceholder: true });
  const connector = createYouTubeConnector({ apiKey: "key", oauth: null, apiUrl, tokenUrl: null });
  const account = channelAccount({ handle: "exampleart", platformId: channel.id });
  const byHandle = channelAccount({ handle: "exampleart", id: "by-handle" });
  const byName = channelAccount({ handle: "user/oldname", id: "by-name" });
  await connector.survey([account, byHandle, byName], callContext());
  const first = { read: "first", from: new Date(NOW.getTime() - 7 * 86_400_000) } as const;
  await allPosts(connector, account, first, callContext(), { timelineId: uploadsOf(channel) });
  await allFollows(connector, account, 50, callContext());
}

/** Where a value differs from a schema of the document. What the document does not name must not be there. */
function faultsOf(document: Discovery, schema: Property, value: unknown, at: string): string[] {
  const known = schema.$ref === undefined ? schema : (document.schemas[schema.$ref] ?? {});
  if (Array.isArray(value)) {
    if (known.type !== "array") return [`${at} is a list`];
    return value.flatMap((item, index) => faultsOf(document, known.items ?? {}, item, `${at}[${index}]`));
  }
  if (typeof value === "object" && value !== null) {
    const properties = known.properties ?? {};
    return Object.entries(value).flatMap(([name, inner]) =>
      name in properties
        ? faultsOf(document, properties[name] ?? {}, inner, `${at}.${name}`)
        : [`${at}.${name} is not documented`],
    );
  }
  const type = typeof value === "number" ? "integer" : typeof value;
  if (known.type !== type) return [`${at} is ${type}, not ${known.type ?? "known"}`];
  return known.enum === undefined || known.enum.includes(String(value)) ? [] : [`${at} has an unknown value`];
}
