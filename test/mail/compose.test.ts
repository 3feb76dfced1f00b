import { simpleParser } from "mailparser";
import { expect, test } from "vitest";
import { bareAddress, composeMail, domainOf, type OutgoingMail } from "../../src/mail/compose.ts";

const LETTER: OutgoingMail = {
  name: "digest.2026-W48",
  from: "Social media audit <audit@college.example>",
  replyTo: "marketing@college.example",
  to: ["one@college.example", "two@college.example"],
  listId: "audit.college.example",
  date: new Date("2026-11-23T07:30:00Z"),
  subject: "Social media audit, 23 Nov: 3 to do – “fixed” 4",
  html: `<p>Grüße ${"long ".repeat(400)}</p>`,
  text: "Grüße",
  attachments: [
    { filename: "findings.csv", contentType: "text/csv; charset=utf-8", content: "\uFEFFa,b\r\n" },
  ],
};

test("the same letter has the same bytes, boundaries and Date included", async () => {
  const [one, other] = [await composeMail(LETTER), await composeMail({ ...LETTER })];
  expect(one.bytes.equals(other.bytes)).toBe(true);
  const another = await composeMail({ ...LETTER, name: "digest.2026-W49" });
  expect(another.bytes.equals(one.bytes)).toBe(false);
});

test("a mail program finds alternative parts, the attachment, and the headers of an automatic mail", async () => {
  const { bytes, messageId } = await composeMail(LETTER);
  const mail = await simpleParser(bytes);
  expect(messageId).toBe("<digest.2026-W48@college.example>");
  expect(mail.messageId).toBe(messageId);
  expect(mail.subject).toBe(LETTER.subject);
  expect(mail.text?.trim()).toBe("Grüße");
  expect(mail.html).toContain("Grüße");
  expect(mail.replyTo?.text).toBe("marketing@college.example");
  expect(mail.date?.toISOString()).toBe("2026-11-23T07:30:00.000Z");
  expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
  expect(bytes.toString()).toMatch(/^List-Id: <audit\.college\.example>\r$/imu);
  expect(mail.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
    ["findings.csv", "text/csv"],
  ]);
  expect(mail.attachments[0]?.content.toString()).toBe("\uFEFFa,b\r\n");
});

test("no line is longer than SMTP lets through, and all end in CRLF", async () => {
  const { bytes } = await composeMail(LETTER);
  const lines = bytes.toString("latin1").split("\r\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
  expect(lines.some((line) => line.includes("\n"))).toBe(false);
});

test("a line break in a subject makes no header", async () => {
  const { bytes } = await composeMail({ ...LETTER, subject: "a\r\nBcc: evil@example.org" });
  expect((await simpleParser(bytes)).bcc).toBeUndefined();
});

test("addresses with and without a name are read", () => {
  expect(domainOf("Audit <audit@College.example>")).toBe("college.example");
  expect(domainOf("Audit@work <audit@college.example>")).toBe("college.example");
  expect(bareAddress("Audit <audit@college.example>")).toBe("audit@college.example");
  expect(bareAddress("audit@college.example")).toBe("audit@college.example");
});
