import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { buffer } from "node:stream/consumers";

export interface Received {
  to: string;
  from: string;
  bytes: Buffer;
}

export interface TestSmtp {
  url: string;
  received: Received[];
  close(): Promise<void>;
}

/** A real SMTP server on loopback that takes everything, unless `options` says otherwise. */
export async function startSmtp(options: SMTPServerOptions = {}): Promise<TestSmtp> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    logger: false,
    closeTimeout: 100,
    onData(stream, session, done) {
      void buffer(stream).then((bytes) => {
        const [to] = session.envelope.rcptTo;
        const from = session.envelope.mailFrom === false ? "" : session.envelope.mailFrom.address;
        received.push({ to: to?.address ?? "", from, bytes });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    url: `smtp://127.0.0.1:${portOf(server.server.address())}`,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** What a script answers to a line; `drop` closes the connection, `silence` leaves it half-open. */
export type Answer = string | "drop" | "silence";

/** A server that follows a script, for what a well-behaved one never does. `seen` are the lines it got. */
export async function startScripted(script: {
  greeting?: Answer;
  MAIL?: Answer;
  RCPT?: Answer;
  DATA?: Answer;
  dot?: Answer;
}): Promise<TestSmtp & { seen: string[] }> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    const say = (answer: Answer) => {
      if (answer === "drop") socket.destroy();
      else if (answer !== "silence") socket.write(`${answer}\r\n`);
    };
    say(script.greeting ?? "220 ready");
    let rest = "";
    let inData = false;
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString("latin1")).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (inData && line !== ".") continue;
        seen.push(line);
        if (line === ".") say(script.dot ?? "250 taken");
        else if (line.startsWith("EHLO")) say("250 here");
        else if (line.startsWith("MAIL")) say(script.MAIL ?? "250 fine");
        else if (line.startsWith("RCPT")) say(script.RCPT ?? "250 fine");
        else if (line === "QUIT") say("221 bye");
        else if (line === "DATA") {
          const answer = script.DATA ?? "354 go on";
          inData = answer.startsWith("354");
          say(answer);
        }
        if (line === ".") inData = false;
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `smtp://127.0.0.1:${portOf(server.address())}`,
    received: [],
    seen,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function portOf(address: ReturnType<ReturnType<typeof createServer>["address"]>): number {
  if (address === null || typeof address === "string") throw new Error("the test server has no port");
  return address.port;
}
