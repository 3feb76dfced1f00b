import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import type { FrozenMail } from "../core/mail.ts";

/** Everything that a mail's bytes depend on: the same letter gives the same bytes. */
export interface OutgoingMail {
  /** `digest.2026-W48`: with the domain, the Message-ID. Letters, digits, `.` and `-` only. */
  name: string;
  from: string;
  replyTo: string;
  to: readonly string[];
  /** The List-Id header's value: for mail rules, and so that out-of-office replies stay away. */
  listId: string;
  date: Date;
  subject: string;
  html: string;
  text: string;
  attachments: readonly { filename: string; contentType: string; content: string }[];
}

/** Freezes a letter as MIME bytes (RFC 5322). Nothing in them is random: boundaries come from the Message-ID. */
export async function composeMail(mail: OutgoingMail): Promise<FrozenMail> {
  const messageId = `<${mail.name}@${domainOf(mail.from)}>`;
  const composer = new MailComposer({
    from: mail.from,
    replyTo: mail.replyTo,
    to: [...mail.to],
    subject: oneLine(mail.subject),
    messageId,
    date: mail.date,
    text: mail.text,
    html: mail.html,
    attachments: mail.attachments.map((attachment) => ({ ...attachment, contentTransferEncoding: "base64" })),
    headers: {
      // RFC 3834: no automatic answers to an automatic mail.
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "List-Id": `<${oneLine(mail.listId).replaceAll(/[<>]/gu, "")}>`,
    },
    encoding: "quoted-printable",
    newline: "win",
    baseBoundary: createHash("sha256").update(messageId).digest("hex").slice(0, 24),
    boundaryPrefix: "--audit",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const bytes = await composer.compile().build();
  return { messageId, subject: mail.subject, bytes };
}

/** The domain of an address such as `Audit <audit@college.ac.uk>`: where the installation is at home. */
export function domainOf(address: string): string {
  return /@([\w.-]+)/u.exec(bareAddress(address))?.[1]?.toLowerCase() ?? "localhost";
}

/** The bare address of `Audit <audit@college.ac.uk>`. */
export function bareAddress(address: string): string {
  return (/<([^<>]+)>/u.exec(address)?.[1] ?? address).trim();
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/gu, " ");
}
