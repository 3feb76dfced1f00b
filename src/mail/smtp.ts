import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { SendOutcome } from "../core/mail.ts";
import { UserError } from "../errors.ts";

/** Waits of one SMTP transaction, in milliseconds. */
export interface SmtpWaits {
  connect: number;
  greeting: number;
  /** Of silence, at any step: a half-open connection ends here (RELIABILITY.md, 16). */
  silence: number;
  /** All of it. */
  whole: number;
}

/** Shorter than the time in which a sender must let a mail leave (core/mail.ts). */
const SMTP_WAITS: SmtpWaits = { connect: 15_000, greeting: 15_000, silence: 60_000, whole: 180_000 };

export interface SmtpServer {
  host: string;
  port: number;
  secure: boolean;
  user: string | null;
  password: string | null;
}

export interface Envelope {
  from: string;
  to: string;
  bytes: Buffer;
  /** Asked before each piece of the mail: once it says no, the mail does not leave. Left out: there is time. */
  isInTime?: () => boolean;
}

/** Reads `smtp://user:password@host:587` or `smtps://…`. The address itself, which holds a password, is in no error. */
export function smtpServerOf(url: string): SmtpServer {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address === null || !["smtp:", "smtps:"].includes(address.protocol) || address.hostname === "") {
    throw new UserError(
      "configuration",
      "SMTP_URL is not the address of a mail server",
      "write it as smtp://user:password@host:587 or smtps://user:password@host:465; encode special characters in the password",
    );
  }
  const secure = address.protocol === "smtps:";
  return {
    host: address.hostname.replaceAll(/^\[|\]$/gu, ""),
    port: address.port === "" ? (secure ? 465 : 587) : Number(address.port),
    secure,
    user: address.username === "" ? null : decodeURIComponent(address.username),
    password: address.password === "" ? null : decodeURIComponent(address.password),
  };
}

/**
 * One SMTP transaction with one recipient. Never throws: the union says how it ended. Whether the server can have the mail
 * is known exactly: the bytes are read from a stream that nodemailer pulls only after the server has said "354 go on", and
 * the final dot is written only after the stream's end.
 */
export function sendMail(server: SmtpServer, envelope: Envelope, waits = SMTP_WAITS): Promise<SendOutcome> {
  return new Promise((resolve) => {
    const sent = { isWhole: false, isLate: false };
    const connection = connect(server, waits);
    let isOver = false;
    const end = (outcome: SendOutcome) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(alarm);
      if (outcome.outcome === "accepted") connection.quit();
      else connection.close();
      resolve(outcome);
    };
    const fail = (error: SmtpError) => end(sent.isLate ? TOO_LATE : ended(error, sent.isWhole));
    const alarm = setTimeout(() => fail(new Error("it took too long")), waits.whole);
    connection.on("error", fail);
    connection.on("end", () => fail(new Error("the server closed the connection")));
    const send = () =>
      connection.send({ from: envelope.from, to: envelope.to }, streamOf(envelope, sent), (error) =>
        error === null ? end({ outcome: "accepted" }) : fail(error),
      );
    connection.connect((error) => {
      if (error) fail(error);
      else if (server.user === null) send();
      else {
        connection.login({ user: server.user, pass: server.password ?? "" }, (refused) =>
          refused === null ? send() : fail(refused),
        );
      }
    });
  });
}

function connect(server: SmtpServer, waits: SmtpWaits): SMTPConnection {
  return new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    // A password is never sent in clear over a network; loopback is none.
    requireTLS: server.user !== null && !server.secure && !isLoopback(server.host),
    connectionTimeout: waits.connect,
    dnsTimeout: waits.connect,
    greetingTimeout: waits.greeting,
    socketTimeout: waits.silence,
    socketCloseTimeout: 1_000,
    allowInternalNetworkInterfaces: true,
    tls: { servername: server.host },
  });
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

const PIECE_BYTES = 16_384;

/**
 * Lazy: `isWhole` turns true when the last piece has been taken, before the final dot can leave. Without the dot no server
 * takes a mail: one that is too late is broken off before it.
 */
function streamOf({ bytes, isInTime }: Envelope, sent: { isWhole: boolean; isLate: boolean }): Readable {
  const refuseIfLate = () => {
    sent.isLate = isInTime?.() === false;
    if (sent.isLate) throw new Error("it is too late to send this mail");
  };
  function* pieces(): Generator<Buffer> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      refuseIfLate();
      yield bytes.subarray(at, at + PIECE_BYTES);
    }
    refuseIfLate();
    sent.isWhole = true;
  }
  return Readable.from(pieces(), { objectMode: false, highWaterMark: PIECE_BYTES });
}

const TOO_LATE: SendOutcome = {
  outcome: "failed-before-data",
  reason: "before the mail was handed over: the sender was held up for too long",
};

interface SmtpError extends Error {
  code?: string | undefined;
  command?: string | undefined;
  responseCode?: number | undefined;
  rejectedErrors?: readonly SmtpError[] | undefined;
}

/**
 * What an error means. A 5xx about the recipient or the message is final; a 5xx at login or about the sender is a mistake
 * in the settings and heals when they are mended; any answer at all after the dot is an answer, only silence is unclear.
 */
function ended(error: SmtpError, isWhole: boolean): SendOutcome {
  const answer = error.rejectedErrors?.[0]?.responseCode ?? error.responseCode;
  const step = stepOf(error, isWhole);
  const reason = answer === undefined ? `${step}: ${error.code ?? "no answer"}` : `${step}: answer ${answer}`;
  const isFinal = answer !== undefined && answer >= 500 && answer !== 503 && isAboutThisMail(error, isWhole);
  if (isFinal) return { outcome: "refused", code: answer, reason };
  if (isWhole && answer === undefined) return { outcome: "unclear", reason };
  return { outcome: "failed-before-data", reason };
}

function isAboutThisMail(error: SmtpError, isWhole: boolean): boolean {
  return isWhole || error.command === "RCPT TO" || (error.command === "DATA" && error.code === "EMESSAGE");
}

/** The step of the conversation, in our words: the server's may quote an address. */
function stepOf(error: SmtpError, isWhole: boolean): string {
  if (isWhole) return "after the mail was handed over";
  const command = error.command ?? "";
  if (command.startsWith("AUTH")) return "at the login";
  if (command === "RCPT TO") return "at the recipient";
  if (command === "MAIL FROM") return "at the sender";
  return command === "DATA" ? "before the mail was handed over" : "at the connection";
}
