/**
 * The yardstick: a plain script that fetches the pages it is told of and copies their rows into Postgres, one insert a
 * page. It hashes and stores what the product stores of a page, and decides, remembers and reserves nothing.
 */
import postgres from "postgres";
import { answerQuestions, usage } from "./child.ts";
import type { PageCall } from "./stand-in.ts";
import { STAND_INS } from "./stand-ins.ts";

const TABLES = ["account_states", "posts", "follows"] as const;

let sql: postgres.Sql | null = null;

async function prepare(databaseUrl: string, concurrency: number): Promise<postgres.Sql> {
  const opened = postgres(databaseUrl, { max: concurrency, onnotice: () => undefined });
  await opened`create schema if not exists bare`;
  for (const table of TABLES) {
    await opened`create table if not exists ${opened(`bare.${table}`)} (like ${opened(`public.${table}`)} including all)`;
  }
  return opened;
}

async function copyPage(
  into: postgres.Sql,
  call: PageCall,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const standIn = STAND_INS.find(({ platform }) => platform === call.platform);
  if (standIn === undefined) throw new Error(`nobody stands in for ${call.platform}`);
  const response = await fetch(`${env["url"]}${call.path}`, { headers: { authorization: "Bearer made-up" } });
  const rows = standIn.rowsOf(call.path, await response.json());
  for (const table of TABLES) {
    const some = rows[table];
    if (some.length > 0)
      await into`insert into ${into(`bare.${table}`)} ${into([...some])} on conflict do nothing`;
  }
}

answerQuestions(
  {
    /** Copies all pages, `concurrency` at a time; returns the seconds that it took. */
    async copy(task: {
      pages: readonly PageCall[];
      urls: Readonly<Record<string, string>>;
      databaseUrl: string;
      concurrency: number;
    }): Promise<number> {
      const into = (sql ??= await prepare(task.databaseUrl, task.concurrency));
      const started = performance.now();
      const left = task.pages.values();
      const work = async () => {
        for (const page of left) await copyPage(into, page, { url: task.urls[page.platform] ?? "" });
      };
      await Promise.all(Array.from({ length: task.concurrency }, work));
      return (performance.now() - started) / 1000;
    },
    usage,
  },
  async () => {
    await sql?.end();
  },
);
