import { afterEach, expect, test } from "vitest";
import { sendMail, smtpServerOf, type Envelope, type SmtpWaits } from "../../src/mail/smtp.ts";
import { startScripted, startSmtp, type TestSmtp } from "./smtp-server.ts";

const WAITS: SmtpWaits = { connect: 1_000, greeting: 300, silence: 300, whole: 2_000 };
const LETTER = {
  from: "audit@college.example",
  to: "head@college.example",
  bytes: Buffer.from("Subject: a\r\n\r\nb\r\n"),
};
const BIG = { ...LETTER, bytes: Buffer.from(`Subject: a\r\n\r\n${"x".repeat(70)}\r\n`.repeat(3_000)) };

const servers: TestSmtp[] = [];
const using = <T extends TestSmtp>(server: T): T => {
  servers.push(server);
  return server;
};
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const send = (server: TestSmtp, letter: Envelope = LETTER, waits = WAITS) =>
  sendMail(smtpServerOf(server.url), letter, waits);

test("an accepted mail arrives with its very bytes", async () => {
  const server = using(await startSmtp());
  expect(await send(server, BIG)).toEqual({ outcome: "accepted" });
  expect(server.received).toMatchObject([{ to: LETTER.to, from: LETTER.from }]);
  expect(server.received[0]?.bytes.equals(BIG.bytes)).toBe(true);
});

test("30: a connection that drops after the mail has left is unclear", async () => {
  const server = using(await startScripted({ dot: "drop" }));
  expect(await send(server)).toMatchObject({ outcome: "unclear" });
  expect(server.seen).toContain(".");
});

test("30: a server that is silent after the mail has left is unclear", async () => {
  const server = using(await startScripted({ dot: "silence" }));
  expect(await send(server)).toMatchObject({ outcome: "unclear" });
});

test.each([
  ["at the greeting", { greeting: "drop" }],
  ["silent at the greeting", { greeting: "silence" }],
  ["at MAIL FROM", { MAIL: "drop" }],
  ["silent at RCPT TO", { RCPT: "silence" }],
  ["at RCPT TO", { RCPT: "drop" }],
  ["at DATA", { DATA: "drop" }],
  ["silent at DATA", { DATA: "silence" }],
] as const)("a connection lost before the mail has left is safe to repeat: %s", async (_when, script) => {
  const server = using(await startScripted(script));
  expect(await send(server)).toMatchObject({ outcome: "failed-before-data" });
  expect(server.seen).not.toContain(".");
});

test.each([
  ["RCPT TO", { RCPT: "451 later" }, "failed-before-data"],
  ["the end of the mail", { dot: "452 full" }, "failed-before-data"],
  ["MAIL FROM, for good", { MAIL: "530 log in first" }, "failed-before-data"],
  ["RCPT TO, for good", { RCPT: "550 5.1.1 <head@college.example> is unknown" }, "refused"],
  ["the end of the mail, for good", { dot: "554 looks like spam" }, "refused"],
  ["DATA, for good", { DATA: "554 no" }, "failed-before-data"],
  ["RCPT TO, out of order", { RCPT: "503 bad sequence" }, "failed-before-data"],
] as const)("an answer is an answer: no at %s", async (_when, script, outcome) => {
  const server = using(await startScripted(script));
  expect(await send(server)).toMatchObject({ outcome });
});

test("no reason quotes the server's words, an address or a password", async () => {
  const server = using(await startScripted({ RCPT: "550 <head@college.example> is unknown, secret-word" }));
  expect(await send(server)).toEqual({
    outcome: "refused",
    code: 550,
    reason: "at the recipient: answer 550",
  });
  const strict = using(
    await startSmtp({
      authOptional: false,
      onAuth: (_auth, _session, done) => done(new Error("no: hunter2")),
    }),
  );
  const url = strict.url.replace("smtp://", "smtp://audit:hunter2@");
  const outcome = await sendMail(smtpServerOf(url), LETTER, WAITS);
  expect(outcome).toMatchObject({ outcome: "failed-before-data" });
  expect(JSON.stringify(outcome)).not.toMatch(/hunter2|audit:|@/u);
});

test("a login is made where the address holds one", async () => {
  const seen: string[] = [];
  const server = using(
    await startSmtp({
      authOptional: false,
      onAuth: ({ username, password }, _session, done) => {
        seen.push(`${username} ${password}`);
        done(null, { user: username });
      },
    }),
  );
  const url = server.url.replace("smtp://", "smtp://audit:p%40ss@");
  expect(await sendMail(smtpServerOf(url), LETTER, WAITS)).toEqual({ outcome: "accepted" });
  expect(seen).toEqual(["audit p@ss"]);
});

test("a password goes in clear to this machine alone: another one that offers no encryption gets none", async () => {
  const seen: string[] = [];
  const server = using(
    await startSmtp({
      onAuth: ({ password }, _session, done) => {
        seen.push(password ?? "");
        done(null, { user: "audit" });
      },
    }),
  );
  const at = (host: string) => server.url.replace("smtp://127.0.0.1", `smtp://audit:hunter2@${host}`);
  // 0.0.0.0 leads to this machine too, but is no name of loopback.
  expect(await sendMail(smtpServerOf(at("0.0.0.0")), LETTER, WAITS)).toMatchObject({
    outcome: "failed-before-data",
  });
  expect([seen, server.received]).toEqual([[], []]);
  expect(await sendMail(smtpServerOf(at("127.0.0.1")), LETTER, WAITS)).toEqual({ outcome: "accepted" });
});

test.each([
  ["before the first byte", 0],
  ["in the middle", 2],
  ["when only its end is still to leave", Math.ceil(BIG.bytes.length / 16_384)],
])(
  "a mail that is too late %s is broken off: the server gets no end of it, and takes it from nobody",
  async (_when, pieces) => {
    const server = using(await startScripted({}));
    let asked = 0;
    const isInTime = () => asked++ < pieces;
    expect(await send(server, { ...BIG, isInTime })).toEqual({
      outcome: "failed-before-data",
      reason: "before the mail was handed over: the sender was held up for too long",
    });
    expect(server.seen).toContain("DATA");
    expect(server.seen).not.toContain(".");
  },
);

test("nobody at the address is safe to repeat", async () => {
  const server = await startScripted({});
  await server.close();
  expect(await send(server)).toMatchObject({ outcome: "failed-before-data" });
});

test.each(["", "http://host", "smtp://", "host:25"])(
  "SMTP_URL that is no mail server is a clear error: %j",
  (url) => {
    expect(() => smtpServerOf(url)).toThrow("SMTP_URL is not the address of a mail server");
  },
);

test("the ports are the usual ones", () => {
  expect(smtpServerOf("smtp://a.example")).toMatchObject({ port: 587, secure: false, user: null });
  expect(smtpServerOf("smtps://a.example")).toMatchObject({ port: 465, secure: true });
});
