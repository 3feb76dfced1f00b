import { afterAll, beforeAll, expect, test } from "vitest";
import { queueBackends } from "../support/redis.ts";
import { filesBelow, serverFiles, textPlace } from "./places.ts";
import { startOwnServer, type OwnServer } from "./postgres-server.ts";
import { openScene } from "./scene.ts";
import { search } from "./search.ts";
import { play } from "./story.ts";

let server: OwnServer;
beforeAll(async () => { server = await startOwnServer(); });
afterAll(() => server.close());
test("try", async () => {
  let t = Date.now();
  const lap = (w: string) => { process.stderr.write(`${w} ${Date.now() - t}\n`); t = Date.now(); };
  const scene = await openScene(server, "postgres");
  lap("open");
  const told = await play(scene);
  lap("play");
  for (const [k, v] of scene.heard) process.stderr.write(`=== ${k}\n${v.slice(0, 3000)}\n`);
  process.stderr.write(`REVEALED ${told.revealed.slice(0, 1500)}\n`);
  await server.checkpoint();
  const places = [...told.moments, ...(await serverFiles(server.base)), ...[...scene.heard].map(([k, v]) => textPlace(k, v))];
  lap(`gather ${places.reduce((s, p) => s + p.bytes.length, 0) / 1e6} MB`);
  const hits = search(places);
  lap("search");
  process.stderr.write(hits.map((h) => `${h.way} ${h.place} ${h.form}`).join("\n") + "\n");
  await scene.close();
}, 120000);
