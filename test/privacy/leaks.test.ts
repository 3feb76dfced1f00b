/**
 * A college full of planted learners goes through nights, mails, commands and failures (story.ts); then everything that was
 * kept or said is searched for them, in clear and in armour. POLICY.md, learners; docs/decisions/002.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unlockLeadKey, openSeal } from "../../src/secrets.ts";
import { queueBackends } from "../support/redis.ts";
import { EXPECTED, plantControls } from "./controls.ts";
import { columnsOf, decodedMails, filesBelow, mailsIn, redisKeys, serverFiles, textPlace } from "./places.ts";
import { CONTROLS, PLANTED, channelIdOf, plant } from "./plants.ts";
import { startOwnServer, type OwnServer } from "./postgres-server.ts";
import { openScene, PASSPHRASE, type Scene } from "./scene.ts";
import { CUT, search, type Hit, type Place } from "./search.ts";
import { play } from "./story.ts";

let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer();
});
afterAll(() => server.close());

/** Where Postgres keeps values that are longer than a quarter of a page: in pieces (PostgreSQL, TOAST). */
const IN_PIECES = /^Postgres: (?:base|pg_wal)\//u;

/** All that outlives the story. The files of the database hold the same whichever queue it is: they are read once. */
async function everythingKept(scene: Scene): Promise<Place[]> {
  const { url, redis, heard, cwd, inputs, smtp } = scene;
  await server.checkpoint();
  const written = await filesBelow(cwd, "file");
  return [
    ...(await columnsOf(url, "at the end")),
    ...(redis === null ? await serverFiles(server.base) : await redisPlaces(redis)),
    ...[...heard].map(([name, text]) => textPlace(name, text)),
    ...(await decodedMails("outbox", await mailsIn(url))),
    ...(await decodedMails(
      "received",
      smtp.received.map(({ bytes }) => bytes),
    )),
    ...written.filter(({ name }) => !inputs.has(name.slice("file: ".length))),
  ];
}

async function redisPlaces({ server, folder }: NonNullable<Scene["redis"]>): Promise<Place[]> {
  const keys = await redisKeys(server.url, "at the end");
  return [...keys, ...(await filesBelow(folder, "Redis's files"))];
}

describe.each(queueBackends())("with the queue on %s", (backend) => {
  let scene: Scene;
  let revealed: string;
  let hits: readonly Hit[];
  const sealed: string[] = [];

  beforeAll(async () => {
    scene = await openScene(server, backend);
    const story = await play(scene);
    revealed = story.revealed;
    const key = await unlockLeadKey(scene.leadKeyFile, PASSPHRASE);
    for (const { box } of story.seals) sealed.push((await openSeal(key, box)).toString());
    await plantControls(scene);
    hits = search([...story.moments, ...(await everythingKept(scene))]);
  }, 240_000);
  afterAll(() => scene.close());

  test("every plant met the product: X or YouTube showed it, a file held it, or somebody typed it", () => {
    const met = search([
      { name: "shown by X", bytes: scene.proxy.answered() },
      { name: "shown by YouTube", bytes: scene.tube.answered() },
      textPlace("given", scene.given.join("\n")),
    ]);
    const ways = new Set<string>(met.map(({ way }) => way));
    expect(PLANTED.filter((way) => !ways.has(way))).toEqual(backend === "postgres" ? [] : ["escan"]);
  });

  test("no learner is in a column, a data file, the write-ahead log, the queue, a log, an error, a mail or a file", () => {
    const controls: ReadonlySet<string> = new Set(CONTROLS);
    // The department that is a control stands in mails, and those in pieces; columns are searched whole beside them.
    const isPiece = ({ way, place }: Hit) => way === CUT && IN_PIECES.test(place);
    expect(hits.filter((hit) => !controls.has(hit.way) && !isPiece(hit))).toEqual([]);
  });

  test.each(CONTROLS)("the same search finds what is known to leak: %s", (control) => {
    const places = hits.filter(({ way }) => way === control).map(({ place }) => place);
    const { everywhere, onPostgres, onRedis, only } = EXPECTED[control];
    for (const expected of [...everywhere, ...(backend === "postgres" ? onPostgres : onRedis)]) {
      expect(places).toContainEqual(expect.stringMatching(expected));
    }
    expect(places.filter((place) => !only.test(place))).toEqual([]);
  });

  test("the lead's key opens the seals, and her terminal shows who it was", () => {
    for (const way of ["byhandle", "byid", "byurl", "newone", "starter"] as const) {
      const { id, handle } = plant(way);
      expect(sealed).toContainEqual(expect.stringContaining(`{"id":"${id}","handle":"${handle}"`));
    }
    expect(sealed).toContainEqual(
      expect.stringContaining(`{"id":"${channelIdOf("ytlisted")}","handle":null`),
    );
    // Which seal is opened is chance; some know an id alone.
    expect(search([textPlace("terminal", revealed)]).map(({ form }) => form)).toContain("id in utf-8");
  });

  test("X and YouTube are asked about accounts of ours, by nothing that names a learner", () => {
    // A token for the next page, and the id of a thread, are X's own words, given back to X.
    const asked = scene.proxy.asked().replaceAll(/pagination_token=\w+|\/tweets\?ids=[\d,%C]+/gu, "");
    expect(asked).toContain("/following");
    expect(search([textPlace("asked", asked)])).toEqual([]);
    expect(scene.tube.asked()).toContain("/subscriptions");
    expect(search([textPlace("asked", scene.tube.asked())])).toEqual([]);
  });

  test("a query that fails is said without its parameters, a job that fails without its words", () => {
    expect(scene.heard.get("stderr of learners import")).toMatch(/PostgresError 42P01: select .*"learners"/u);
    expect(scene.heard.get("stderr of learners import")).not.toContain("params:");
    expect(scene.heard.get("log")).toContain('"error":"TypeError","msg":"job failed"');
  });
});
