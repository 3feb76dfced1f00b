import type { Account } from "../../src/core/account.ts";
import type { CallContext, Connector } from "../../src/core/connector.ts";
import {
  abandon,
  nextPage,
  startReading,
  takePage,
  type Reading,
  type StoredList,
} from "../../src/core/follow-list.ts";
import type { Failure } from "../../src/core/facts-of.ts";
import type { Screen, ScreenedPage, ScreenedRow, SealedMatch, StagedPage, StagePage } from "./staged.ts";

export interface FollowsReading {
  /** Ended; abandoned where `failure` is set. */
  reading: Reading;
  failure: Failure | null;
  /** Every row seen, by its key. */
  rows: ReadonlyMap<string, ScreenedRow>;
  seals: readonly SealedMatch[];
}

/** Reads a follow list page by page as core/follow-list.ts asks for it; each page is screened and staged as it comes. */
export async function readFollows(task: {
  connector: Connector;
  account: Account;
  stored: StoredList;
  count: number | null;
  mode: "head" | "whole";
  staged: readonly StagedPage[];
  stage: StagePage;
  screen: Screen;
  /** Which of these row keys the stored list holds. */
  known(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Names a failure; throws what has no name, and what only needs a wait. */
  failureOf(error: unknown): Failure;
  context: CallContext;
}): Promise<FollowsReading> {
  let reading = startReading(task.stored, task.count, task.mode);
  const rows = new Map<string, ScreenedRow>();
  const seals: SealedMatch[] = [];
  const take = async (page: ScreenedPage, nextCursor: string | null) => {
    for (const row of page.rows) rows.set(row.row, row);
    seals.push(...page.seals);
    const keys = page.rows.map((row) => row.row);
    const known = await task.known(keys);
    reading = takePage(reading, { ...totalOf(page), keys, nextCursor }, (key) => known.has(key));
  };

  const staged = task.staged.filter((page) => page.need === "follows");
  for (const page of staged) await take(page.facts as ScreenedPage, page.nextCursor);
  let number = staged.length;
  for (let request = nextPage(reading); request !== null; request = nextPage(reading)) {
    const page = await task.connector
      .followPage(task.account, request, task.context)
      .catch((error: unknown) => task.failureOf(error));
    // What was seen before the failure can still prove a match.
    if ("cause" in page) return { reading: abandon(reading), failure: page, rows, seals };
    const screened = { ...(await task.screen(page.rows)), ...totalOf(page) };
    await task.stage({ need: "follows", page: number, nextCursor: page.nextCursor, facts: screened });
    await take(screened, page.nextCursor);
    number += 1;
  }
  return { reading, failure: null, rows, seals };
}

function totalOf({ total }: { total?: number }): { total?: number } {
  return total === undefined ? {} : { total };
}
