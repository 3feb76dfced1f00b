/** drizzle/schema.sql shows the tables that all migrations together make, so that a change can be read in a diff. */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";

const DUMP = resolve(import.meta.dirname, "../../drizzle/schema.sql");

test("drizzle/schema.sql is what the migrations make (SCHEMA=write npx vitest run test/store/schema-dump rewrites it)", async () => {
  const database = await freshDatabase();
  const dump = await dumpOf(database.db);
  await database.close();
  if (process.env["SCHEMA"] === "write") writeFileSync(DUMP, dump);
  expect(readFileSync(DUMP, "utf8")).toBe(dump);
});

async function dumpOf(db: Awaited<ReturnType<typeof freshDatabase>>["db"]): Promise<string> {
  const columns = await db.execute<{ table: string; line: string }>(sql`
    select c.relname as table,
           a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
             || case when a.attnotnull then ' not null' else '' end
             || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by c.relname, a.attnum`);
  const rest = await db.execute<{ table: string; line: string }>(sql`
    select conrelid::regclass::text as table, conname || ' ' || pg_get_constraintdef(oid) as line
    from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
    union all
    select tablename, indexdef from pg_indexes i where schemaname = 'public'
      and not exists (select 1 from pg_constraint where conname = indexname)
    order by 1, 2`);
  const tables = [...Map.groupBy(columns, (row) => row.table)].map(([table, lines]) => {
    const others = rest.filter((row) => row.table === table).map((row) => `-- ${row.line}\n`);
    return `create table ${table} (\n${lines.map(({ line }) => `  ${line}`).join(",\n")}\n);\n${others.join("")}`;
  });
  return tables.join("\n");
}
