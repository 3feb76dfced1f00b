import { afterEach, beforeEach, expect, test } from "vitest";
import { addUser, createWorld, startXSandbox } from "../../connectors/x/sandbox.ts";
import * as tube from "../../connectors/youtube/sandbox.ts";
import { spend } from "../../src/store/schema/index.ts";
import { clockAt } from "../support/clock.ts";
import { seedAccount } from "../support/seed.ts";
import { NOW, patientOf, said } from "./doctor-patient.ts";
import { openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

test("with --live X is called once, through the ledger; without it never", async () => {
  const world = createWorld(7);
  addUser(world, { username: "north_art" });
  const sandbox = await startXSandbox({ world, clock: clockAt(NOW), token: "right" });
  await seedAccount(place.database.db, { handle: "north_art" });
  const env = { X_BEARER_TOKEN: "right", X_API_URL: sandbox.url };
  expect(await said("X", patientOf(place, { env }))).toMatch(/^ok: X_BEARER_TOKEN is set/u);
  expect(sandbox.meter.rows.user).toBe(0);
  expect(await said("X", patientOf(place, { env, live: true }))).toMatch(/^ok: answers; .* \$0\.010$/u);
  expect(await place.database.db.select().from(spend)).toMatchObject([
    { runId: "doctor", settledMicroUsd: 10_000 },
  ]);
  const wrong = patientOf(place, { env: { ...env, X_BEARER_TOKEN: "wrong" }, live: true });
  expect(await said("X", wrong)).toMatch(/^problem: .* → check X_BEARER_TOKEN/u);
  await sandbox.stop();
});

test("with --live YouTube is called once, through the ledger, and what is left of the day is said", async () => {
  const world = tube.createWorld(7);
  tube.addChannel(world, { handle: "northart" });
  const sandbox = await tube.startYouTubeSandbox({ world, clock: clockAt(NOW), apiKey: "right" });
  await seedAccount(place.database.db, { platform: "youtube", handle: "northart" });
  const env = { YOUTUBE_API_KEY: "right", YOUTUBE_API_URL: sandbox.url };
  expect(await said("YouTube", patientOf(place, { env }))).toMatch(
    /^ok: YOUTUBE_API_KEY set; `doctor --live`/u,
  );
  expect(sandbox.meter.units).toBe(0);
  expect(await said("YouTube", patientOf(place, { env, live: true }))).toMatch(
    /^ok: answers; one look-up made, 8,999 units of the budget left today \(America\/Los_Angeles\)$/u,
  );
  expect(sandbox.meter.units).toBe(1);
  const wrong = patientOf(place, { env: { ...env, YOUTUBE_API_KEY: "wrong" }, live: true });
  expect(await said("YouTube", wrong)).toMatch(/^problem: .* → check YOUTUBE_API_KEY/u);
  await sandbox.stop();
});

test("a platform that nobody reaches is told from a refused token: its address, and the network to check", async () => {
  await seedAccount(place.database.db, { handle: "north_art" });
  await seedAccount(place.database.db, { platform: "youtube", handle: "northart" });
  const nowhere = "http://127.0.0.1:1";
  const env = { X_BEARER_TOKEN: "t", X_API_URL: nowhere, YOUTUBE_API_KEY: "k", YOUTUBE_API_URL: nowhere };
  const patient = patientOf(place, { env, live: true });
  expect(await said("X", patient)).toBe(
    "problem: no answer from 127.0.0.1:1: the connection to X failed → check this machine's network, the firewall, " +
      "and X_API_URL where it is set",
  );
  expect(await said("YouTube", patient)).toMatch(
    /^problem: no answer from 127\.0\.0\.1:1: .* → .*network.*YOUTUBE_API_URL/u,
  );
});
