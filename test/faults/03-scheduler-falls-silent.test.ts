import { afterAll, beforeAll, expect, test } from "vitest";
import { serviceProbe } from "../../src/compose/probe.ts";
import { MINUTE_MS } from "../../src/core/time.ts";
import { openCollege, type College } from "../support/college.ts";

let college: College;
beforeAll(async () => {
  college = await openCollege();
});
afterAll(() => college.close());

test("3: a scheduler that stops producing turns /healthz red within four minutes, and green again when it ticks", async () => {
  const { serve } = await college.install();
  const service = await serve();
  const probe = serviceProbe(service.store, service);
  expect(await probe.healthy()).toMatchObject({ ok: false });
  await service.tick();
  expect(await probe.healthy()).toMatchObject({ ok: true });
  college.clock.advance(2 * MINUTE_MS);
  expect(await probe.healthy()).toMatchObject({ ok: true });
  college.clock.advance(2 * MINUTE_MS);
  expect(await probe.healthy()).toMatchObject({ ok: false, says: expect.stringContaining("wake") });
  await service.tick();
  expect(await probe.healthy()).toMatchObject({ ok: true });
});
