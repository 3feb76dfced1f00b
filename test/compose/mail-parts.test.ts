import { afterAll, beforeAll, expect, test } from "vitest";
import { tellKeepers } from "../../jobs/requests.ts";
import { mailJobs } from "../../src/compose/mail.ts";
import { createMailParts } from "../../src/compose/mail-parts.ts";
import { serviceProbe } from "../../src/compose/probe.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { clockAt } from "../support/clock.ts";
import { openCollege, type College } from "../support/college.ts";

let college: College;
beforeAll(async () => {
  college = await openCollege();
});
afterAll(() => college.close());

const NOON = "2026-11-23T12:00:00Z";

test("a part of the mail that fails turns /healthz red by its name and shows in /metrics, until it works again", async () => {
  const { serve } = await college.install();
  const service = await serve({ role: "scheduler" });
  const { db } = service.store;
  const probe = serviceProbe(service.store, service);
  const failing = async () => {
    const metric = (await probe.metrics()).find(({ name }) => name === "account_audit_mail_part_failing");
    return metric?.samples.filter(({ value }) => value === 1).map(({ labels }) => labels["part"]);
  };
  await settleInstallation(db, "live_since", NOON, new Date(NOON));
  await service.tick();
  expect(await probe.healthy()).toMatchObject({ ok: true });
  await db.execute("alter table reveals rename to reveals_elsewhere");
  await service.tick();
  expect(await probe.healthy()).toEqual({
    ok: false,
    says: "a part of the mail fails: escalation; the log says why",
  });
  expect(await failing()).toEqual(["escalation"]);
  expect(service.log.filter((line) => line.includes('"part":"escalation"'))).toHaveLength(1);
  await db.execute("alter table reveals_elsewhere rename to reveals");
  await service.tick();
  expect(await probe.healthy()).toMatchObject({ ok: true });
  expect(await failing()).toEqual([]);
});

test("a mail job that throws counts as well, and is forgotten when nothing asks for it any more", async () => {
  const { serve } = await college.install();
  const { auditing } = await serve({ role: "scheduler" });
  const clock = clockAt(NOON);
  const parts = createMailParts(clock);
  const { name } = tellKeepers("2026-W48");
  const job = mailJobs(auditing, parts).find((one) => one.name === name);
  await expect(job?.run({ week: "no week" }, new AbortController().signal)).rejects.toThrow(
    "without an ISO week",
  );
  expect(parts.failing()).toEqual(["tell-keepers"]);
  clock.advance(29 * 60_000);
  expect(parts.failing()).toEqual(["tell-keepers"]);
  clock.advance(60_000);
  expect(parts.failing()).toEqual([]);
});
