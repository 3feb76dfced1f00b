import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DeliveryState } from "../../src/core/mail.ts";
import { isDigestOverdue } from "../../src/store/deliveries.ts";
import { claimMail, skipDigest } from "../../src/store/mail.ts";
import { deliveries } from "../../src/store/schema/index.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { configWith, GO_LIVE, MONDAY } from "./seeded.ts";

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.close());

const overdueAt = (now: string, liveSince: Date | null = GO_LIVE) =>
  isDigestOverdue(database.db, {
    now: new Date(now),
    liveSince,
    timetable: { zone: "Europe/London", ...configWith().schedule },
  });

async function claimed(states: readonly DeliveryState[]) {
  const recipients = states.map((_, index) => `${index}@college.example`);
  const frozen = { messageId: "<a@b>", subject: "", bytes: Buffer.from("x") };
  const mail = {
    ...frozen,
    id: "m",
    kind: "digest" as const,
    about: "2026-W48",
    recipients,
    sendAfter: MONDAY,
  };
  await claimMail(database.db, mail, MONDAY);
  for (const [index, state] of states.entries()) await settle(`${index}@college.example`, state);
}

async function settle(recipient: string, state: DeliveryState) {
  await database.db.update(deliveries).set({ state }).where(eq(deliveries.recipient, recipient));
}

test("23: a digest that nobody has claimed is overdue six hours after its time", async () => {
  expect(await overdueAt("2026-11-23T13:30:00Z")).toBe(false);
  expect(await overdueAt("2026-11-23T13:31:00Z")).toBe(true);
  expect(await overdueAt("2026-11-23T13:31:00Z", null)).toBe(false);
});

test.each<[DeliveryState[]]>([
  [["refused", "refused"]],
  [["queued"]],
  [["unclear", "refused"]],
  [["sending"]],
])("23: a digest that no server has taken is overdue after six hours: %s", async (states) => {
  await claimed(states);
  expect(await overdueAt("2026-11-23T13:30:00Z")).toBe(false);
  expect(await overdueAt("2026-11-23T13:31:00Z")).toBe(true);
  expect(await overdueAt("2026-11-29T03:31:00Z")).toBe(true);
});

test("one recipient whose server took it is enough", async () => {
  await claimed(["refused", "accepted"]);
  expect(await overdueAt("2026-11-24T04:00:00Z")).toBe(false);
});

test("a week that is recorded as skipped is told by the next e-mail, and owed no more", async () => {
  await skipDigest(database.db, "2026-W48", "it could not be sent in its week", MONDAY);
  expect(await overdueAt("2026-11-29T04:00:00Z")).toBe(false);
  expect(await overdueAt("2026-11-30T13:31:00Z")).toBe(true);
});
