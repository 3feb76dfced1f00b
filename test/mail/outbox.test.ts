import { afterAll, beforeAll, expect, test } from "vitest";
import type { DueDelivery, MailKind, SendOutcome, TakenDelivery } from "../../src/core/mail.ts";
import {
  deliveryReports,
  dueDeliveries,
  isMailDue,
  recoverInterrupted,
  resend,
  settleDelivery,
  startSending,
} from "../../src/store/deliveries.ts";
import { claimMail, findMail, newestKnownWeek, skipDigest } from "../../src/store/mail.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const NOW = new Date("2026-11-23T07:30:00Z");
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const UNCLEAR: SendOutcome = { outcome: "unclear", reason: "after the mail was handed over: ETIMEDOUT" };

let count = 0;
async function claim(
  kind: MailKind,
  more: { about?: string; to?: readonly string[]; sendAfter?: Date; body?: string } = {},
) {
  count += 1;
  const about = more.about ?? `about-${count}`;
  const mail = {
    id: `mail-${count}`,
    kind,
    about,
    messageId: `<${about}@college.example>`,
    subject: "A subject",
    bytes: Buffer.from(more.body ?? `bytes ${count}`),
    recipients: more.to ?? ["a@college.example"],
    sendAfter: more.sendAfter ?? NOW,
  };
  return { ...(await claimMail(database.db, mail, NOW)), about };
}

async function dueOf(mailId: string, now = NOW): Promise<DueDelivery[]> {
  return (await dueDeliveries(database.db, now)).filter((delivery) => delivery.mailId === mailId);
}

async function take(mailId: string, now = NOW): Promise<TakenDelivery> {
  const [delivery] = await dueOf(mailId, now);
  if (delivery === undefined) throw new Error("nothing is due");
  expect(await startSending(database.db, delivery, now)).toBe(true);
  return { ...delivery, takenAt: now };
}

const stateOf = async (kind: MailKind, about: string) =>
  (await deliveryReports(database.db, { kind, about })).map(({ state, attempts }) => [state, attempts]);

test("22: a week is claimed once: the second caller gets the first one's bytes, and no second delivery is queued", async () => {
  const first = await claim("digest", { about: "2026-W48", body: "first" });
  const second = await claim("digest", { about: "2026-W48", body: "second", to: ["b@college.example"] });
  expect([first.isNew, second.isNew]).toEqual([true, false]);
  expect(second.bytes.toString()).toBe("first");
  expect(second.id).toBe(first.id);
  expect(await stateOf("digest", "2026-W48")).toEqual([["queued", 0]]);
});

test("22: two processes that claim at the same time get one mail", async () => {
  const claims = await Promise.all(Array.from({ length: 6 }, () => claim("digest", { about: "2026-W47" })));
  expect(new Set(claims.map(({ id }) => id)).size).toBe(1);
  expect(claims.filter(({ isNew }) => isNew)).toHaveLength(1);
});

test("a claim that is rolled back leaves nothing", async () => {
  const failed = database.db.transaction(async (tx) => {
    await claimMail(
      tx,
      {
        id: "x",
        kind: "digest",
        about: "2026-W46",
        messageId: "<x>",
        subject: "",
        bytes: Buffer.from(""),
        recipients: ["a@b.example"],
        sendAfter: NOW,
      },
      NOW,
    );
    throw new Error("rolled back on purpose");
  });
  await expect(failed).rejects.toThrow("on purpose");
  expect(await findMail(database.db, "digest", "2026-W46")).toBeNull();
});

test("a mail for nobody is refused, and one person is one recipient however written", async () => {
  await expect(claim("digest", { to: [] })).rejects.toThrow("has no recipient");
  const { id } = await claim("test", { to: ["A@college.example ", "a@college.example"] });
  expect(await dueOf(id)).toHaveLength(1);
});

test("nothing leaves before its time, and of one delivery one process gets hold", async () => {
  const { id } = await claim("safeguarding", { sendAfter: later(30) });
  expect(await dueOf(id)).toEqual([]);
  const [delivery] = await dueOf(id, later(30));
  if (delivery === undefined) throw new Error("nothing is due");
  const taken = await Promise.all([1, 2, 3].map(() => startSending(database.db, delivery, later(30))));
  expect(taken.filter(Boolean)).toHaveLength(1);
});

test("23: what failed before the mail had left is tried again, later each time", async () => {
  const { id, about } = await claim("digest");
  let now = NOW;
  for (const wait of [1, 2, 4]) {
    const delivery = await take(id, now);
    await settleDelivery(
      database.db,
      delivery,
      { outcome: "failed-before-data", reason: "at the connection" },
      now,
    );
    expect(await dueOf(id, new Date(now.getTime() + wait * 60_000 - 1))).toEqual([]);
    now = new Date(now.getTime() + wait * 60_000);
    expect(await dueOf(id, now)).toHaveLength(1);
  }
  const [report] = await deliveryReports(database.db, { kind: "digest", about });
  expect(report).toMatchObject({ state: "queued", attempts: 3, error: "at the connection" });
  expect((await deliveryReports(database.db, "troubled")).map((one) => one.about)).toContain(about);
});

test("30: a digest that ended unclear is not repeated by itself, only when a person asks", async () => {
  const { id, about } = await claim("digest", { to: ["a@college.example", "b@college.example"] });
  const delivery = await take(id);
  await settleDelivery(database.db, delivery, UNCLEAR, NOW);
  expect((await dueOf(id, later(100_000))).map(({ recipient }) => recipient)).toEqual(["b@college.example"]);
  await expect(resend(database.db, { kind: "digest", about, states: ["refused"] }, NOW)).resolves.toEqual([]);
  await expect(resend(database.db, { kind: "digest", about, states: ["unclear"] }, NOW)).resolves.toEqual([
    delivery.recipient,
  ]);
  const again = (await dueOf(id)).find(({ recipient }) => recipient === delivery.recipient);
  expect(again?.bytes.equals(delivery.bytes)).toBe(true);
});

test("14: a sender that died in the middle leaves a digest unclear and a safeguarding mail queued again", async () => {
  const digest = await claim("digest");
  const safeguarding = await claim("safeguarding");
  await take(digest.id);
  const first = await take(safeguarding.id);
  await recoverInterrupted(database.db, later(5));
  expect(await stateOf("digest", digest.about)).toEqual([["sending", 1]]);
  await recoverInterrupted(database.db, later(11));
  expect(await stateOf("digest", digest.about)).toEqual([["unclear", 1]]);
  expect(await stateOf("safeguarding", safeguarding.about)).toEqual([["queued", 1]]);
  const [again] = await dueOf(safeguarding.id, later(15));
  expect(again?.bytes.equals(first.bytes)).toBe(true);
});

test("a safeguarding mail that stays unclear is repeated a few times, not for ever", async () => {
  const { id, about } = await claim("safeguarding");
  let now = NOW;
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    await settleDelivery(database.db, await take(id, now), UNCLEAR, now);
    now = new Date(now.getTime() + 3_600_000);
  }
  expect(await stateOf("safeguarding", about)).toEqual([["unclear", 6]]);
});

test("a late word about a delivery that is settled changes nothing", async () => {
  const { id, about } = await claim("digest");
  const delivery = await take(id);
  await settleDelivery(database.db, delivery, { outcome: "accepted" }, NOW);
  await settleDelivery(database.db, delivery, UNCLEAR, later(1));
  expect(await stateOf("digest", about)).toEqual([["accepted", 1]]);
});

test("a sender that wakes when its delivery was sent for again marks nothing of what another has in hand", async () => {
  const { db } = database;
  const { id, about } = await claim("digest");
  const frozen = await take(id);
  await recoverInterrupted(db, later(11));
  await resend(db, { kind: "digest", about, states: ["unclear"] }, later(12));
  expect(await settleDelivery(db, frozen, { outcome: "accepted" }, later(12))).toBe(false);
  const other = await take(id, later(12));
  expect(await settleDelivery(db, frozen, { outcome: "accepted" }, later(13))).toBe(false);
  expect(await stateOf("digest", about)).toEqual([["sending", 1]]);
  const refused = { outcome: "refused", code: 550, reason: "at the recipient: answer 550" } as const;
  expect(await settleDelivery(db, other, refused, later(13))).toBe(true);
  expect(await stateOf("digest", about)).toEqual([["refused", 1]]);
});

test("the oldest leaves first, and what a dead sender left asks for a sender though nothing else waits", async () => {
  const { db, close } = await freshDatabase();
  const letter = {
    messageId: "<m>",
    subject: "",
    bytes: Buffer.from("x"),
    recipients: ["a@college.example"],
  };
  for (const [about, minutes] of [
    ["b", 2],
    ["c", 1],
    ["a", 3],
  ] as const) {
    await claimMail(db, { ...letter, id: about, kind: "digest", about, sendAfter: later(minutes) }, NOW);
  }
  expect((await dueDeliveries(db, later(3))).map(({ mailId }) => mailId)).toEqual(["c", "b", "a"]);
  for (const delivery of await dueDeliveries(db, later(3))) await startSending(db, delivery, later(3));
  expect(await isMailDue(db, later(13))).toBe(false);
  expect(await isMailDue(db, new Date(later(13).getTime() + 1))).toBe(true);
  await close();
});

test("the newest week on record is the newest that has a digest or was skipped", async () => {
  const { db, close } = await freshDatabase();
  const mail = { id: "m", kind: "digest" as const, about: "2026-W48", messageId: "<m>", subject: "" };
  const newest = () => newestKnownWeek(db, { present: "2026-W53", now: NOW });
  expect(await newest()).toBeNull();
  await claimMail(
    db,
    { ...mail, bytes: Buffer.from("x"), recipients: ["a@college.example"], sendAfter: NOW },
    NOW,
  );
  await skipDigest(db, "2026-W47", "the service was off", NOW);
  expect(await newest()).toBe("2026-W48");
  await skipDigest(db, "2026-W53", "the service was off", NOW);
  await skipDigest(db, "2026-W53", "another reason", NOW);
  expect(await newest()).toBe("2026-W53");
  await close();
});
