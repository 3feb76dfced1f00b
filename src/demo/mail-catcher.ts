import { createServer, type Socket } from "node:net";
import { once } from "node:events";

export interface CaughtMail {
  to: string;
  bytes: Buffer;
}

/** A mail server on loopback that keeps what it is given and sends nothing on. */
export interface MailCatcher {
  url: string;
  caught: readonly CaughtMail[];
  stop(): Promise<void>;
}

/** Speaks as much SMTP (RFC 5321) as one recipient at a time needs. */
export async function startMailCatcher(): Promise<MailCatcher> {
  const caught: CaughtMail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    converse(socket, (mail) => caught.push(mail));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the mail catcher has no port");
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    caught,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function converse(socket: Socket, keep: (mail: CaughtMail) => void): void {
  let rest = "";
  let to = "";
  let lines: string[] | null = null;
  const say = (answer: string) => socket.write(`${answer}\r\n`);
  const take = (line: string): void => {
    if (lines === null) {
      to = /^RCPT TO:<([^>]*)>/iu.exec(line)?.[1] ?? to;
      if (/^DATA$/iu.test(line)) lines = [];
      say(answerTo(line));
    } else if (line === ".") {
      keep({ to, bytes: Buffer.from(`${lines.join("\r\n")}\r\n`, "latin1") });
      lines = null;
      say("250 kept");
    } else {
      // A leading dot is doubled on the way (RFC 5321, 4.5.2).
      lines.push(line.startsWith(".") ? line.slice(1) : line);
    }
  };
  say("220 demo");
  socket.on("data", (chunk) => {
    const parts = (rest + chunk.toString("latin1")).split("\r\n");
    rest = parts.pop() ?? "";
    parts.forEach(take);
  });
}

function answerTo(line: string): string {
  if (/^QUIT$/iu.test(line)) return "221 bye";
  return /^DATA$/iu.test(line) ? "354 go on" : "250 fine";
}
