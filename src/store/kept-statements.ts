import type { Sql, TransactionSql } from "postgres";

/** A statement with more parameters is a list of rows, whose text is another for every length: it is not kept. */
const MOST_PARAMETERS = 64;

/**
 * Lets a connection keep the statements that it was sent, so that Postgres parses and plans each once and answers in one
 * round trip instead of two. drizzle asks for it only for queries that are prepared by name, of which there would be
 * hundreds; the text of a query is name enough.
 */
export function keepStatements(client: Sql): Sql {
  const { begin } = client;
  return Object.assign(keepingUnsafe(client), {
    begin: <T>(work: (tx: TransactionSql) => T | Promise<T>) => begin((tx) => work(inTransaction(tx))),
  }) as Sql;
}

function inTransaction(tx: TransactionSql): TransactionSql {
  const { savepoint } = tx;
  return Object.assign(keepingUnsafe(tx), {
    savepoint: <T>(work: (tx: TransactionSql) => T | Promise<T>) =>
      savepoint((inner) => work(inTransaction(inner))),
  }) as TransactionSql;
}

function keepingUnsafe<T extends Sql | TransactionSql>(sql: T): T {
  const { unsafe } = sql;
  const keeping: T["unsafe"] = (text, parameters = [], options = {}) =>
    unsafe(text, parameters, { ...options, prepare: parameters.length <= MOST_PARAMETERS });
  return Object.assign(sql, { unsafe: keeping });
}
