/** What is known to leak: a handle put into each kind of place. The search must find every one of them. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { openQueues } from "../../src/compose/queues.ts";
import { composeMail } from "../../src/mail/compose.ts";
import { claimMail } from "../../src/store/mail.ts";
import { handle, plant, type Control } from "./plants.ts";
import { ask } from "./postgres-server.ts";
import type { Scene } from "./scene.ts";

/** Names of places where a control must be found; by the queue that the story was played with. */
interface Found {
  everywhere: readonly RegExp[];
  onPostgres: readonly RegExp[];
  onRedis: readonly RegExp[];
  /** It must be found nowhere else. */
  only: RegExp;
}
const found = (
  everywhere: readonly RegExp[],
  onPostgres: readonly RegExp[] = [],
  onRedis: readonly RegExp[] = [],
): Found => ({
  everywhere,
  onPostgres,
  onRedis,
  only: /./u,
});

const WAL = /^Postgres: pg_wal\//u;
const DATA_FILE = /^Postgres: base\//u;
const SERVER_LOG = /^Postgres: server\.log$/u;
const MAIL = /: mail \d+, decoded$/u;

export const EXPECTED: Readonly<Record<Control, Found>> = {
  // In a department of the register: it goes where the register goes, into the e-mail as well.
  xdept: found(
    [/public\.accounts\.department$/u, /public\.mails\.bytes$/u, MAIL],
    [WAL, DATA_FILE, SERVER_LOG, /^stdout of accounts list$/u, /^file: export\.csv$/u],
  ),
  xtable: found([/public\.installation\.value$/u], [WAL, DATA_FILE]),
  // UTF-16, and base64 within bytes.
  xbytes: found([/public\.learners\.id_hash$/u, /public\.learners\.handle_hash$/u], [WAL]),
  // Written, deleted, and its table written anew: only the write-ahead log still has it.
  xwal: { ...found([], [WAL]), only: /pg_wal|server\.log/u },
  // Asked for, never written.
  xsqllog: { ...found([], [SERVER_LOG]), only: SERVER_LOG },
  xlog: found([/^log$/u]),
  xstderr: found([/^stderr of learners find$/u]),
  xmail: found([MAIL]),
  xqueue: found([], [/bullmq\.\w+\.\w+$/u, WAL], [/: Redis account-audit/u, /^Redis's files: .*\.aof$/u]),
  xfile: found([/^file: note\.txt$/u]),
};

export async function plantControls(scene: Scene): Promise<void> {
  const { store, url, cwd, log } = scene;
  const { db } = store;
  await db.execute(sql`insert into installation values ('control', ${handle("xtable")}, now())`);
  await db.execute(sql`insert into installation values ('gone', ${handle("xwal")}, now())`);
  await db.execute(sql`delete from installation where name = 'gone'`);
  await ask(url, "vacuum full installation");
  const utf16 = Buffer.from(handle("xbytes"), "utf16le").toString("hex");
  const base64 = Buffer.from(Buffer.from(`{"${plant("xbytes").id}"}`).toString("base64")).toString("hex");
  await db.execute(sql`
    insert into learners (id, list, platform, id_hash, handle_hash, key_version)
    values ('control', 'conel', 'x', decode(${utf16}, 'hex'), decode(${base64}, 'hex'), 1)`);
  await db.execute(sql`select 1 where ${handle("xsqllog")}::text = 'nobody'`);
  log.info("a careless line", { about: handle("xlog") });
  await scene.run(["learners", "find", "--stdin", "--verbose"], {
    stdin: () => Promise.reject(new Error(`cannot read ${handle("xstderr")}`)),
  });
  await writeFile(join(cwd, "note.txt"), `ask ${encodeURIComponent(handle("xfile"))}`);
  await plantInQueue(scene);
  await plantInMail(scene);
}

async function plantInQueue({ store, log }: Scene): Promise<void> {
  const queues = await openQueues(store, { prefix: "control", log });
  await queues.enqueue([{ name: "any", queue: "x", id: "any.1", data: { who: handle("xqueue") } }]);
  await queues.close();
}

/** In letters that a mail program puts into armour. */
async function plantInMail({ store }: Scene): Promise<void> {
  const { config, db, clock, ids } = store;
  const words = "Ünïcödé ñàmés únd wörds ".repeat(8) + handle("xmail");
  const letter = { from: config.mail.from, replyTo: config.mail.replyTo, listId: config.mail.listId };
  const mail = await composeMail({
    ...letter,
    name: "control.1",
    to: ["it@college.example"],
    date: clock.now(),
    subject: handle("xmail"),
    html: `<p>${words}</p>`,
    text: words,
    attachments: [],
  });
  const claim = { id: ids.next(), kind: "test" as const, about: "control", sendAfter: clock.now() };
  await claimMail(db, { ...mail, ...claim, recipients: ["it@college.example"] }, clock.now());
}
