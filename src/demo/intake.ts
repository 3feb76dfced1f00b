import { createConnectors } from "../../connectors/index.ts";
import type { Store } from "../compose.ts";
import { localDateOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/time.ts";
import { hashed } from "../learners/hash.ts";
import { parseLearners } from "../learners/parse.ts";
import { handleBook } from "../register/handle-book.ts";
import { parseRegister } from "../register/parse.ts";
import { loadKey } from "../secrets.ts";
import { importAccounts } from "../store/account-import.ts";
import { assertKeyMatches } from "../store/key-check.ts";
import { importLearnerList } from "../store/learner-lists.ts";
import { ENROLLED } from "./files.ts";
import { seededIds } from "./ids.ts";

/**
 * Brings a register file in as `account-audit accounts import` does. Like learners, accounts have identifiers of their own,
 * whatever else has taken some before: they decide what the demo shows.
 */
export async function importRegister({ config, db, clock }: Store, file: string): Promise<void> {
  const handles = handleBook(createConnectors(config));
  const { entries, problems } = parseRegister(Buffer.from(file), {
    organisations: config.policy.organisations,
    handles,
    today: localDateOf(clock.now(), config.policy.timezone),
  });
  const options = {
    now: clock.now(),
    ids: seededIds(`register ${clock.now().toISOString()}`),
    dryRun: false,
    partial: false,
    problems,
  };
  const report = await importAccounts(db, entries, options);
  refuseProblems("register", report.problems);
}

/** Brings a learner list in as `account-audit learners import` does: only keyed hashes go on from here. */
export async function importLearners(
  { config, db, clock }: Store,
  file: string,
  asOf: LocalDate,
): Promise<void> {
  const parsed = parseLearners(Buffer.from(file), handleBook(createConnectors(config)));
  refuseProblems("learner list", parsed.problems);
  const key = loadKey(config);
  const now = clock.now();
  const keyVersion = await assertKeyMatches(db, key, now);
  const learners = parsed.rows.map((row) => hashed(key, row));
  await importLearnerList(
    db,
    { name: "group", asOf, enrolled: ENROLLED, learners, keyVersion },
    {
      now,
      today: localDateOf(now, config.policy.timezone),
      ids: seededIds(`learners ${asOf}`),
      dryRun: false,
      confirmShrink: false,
    },
  );
}

function refuseProblems(what: string, problems: readonly { line: number; column: string }[]): void {
  const [first] = problems;
  if (first === undefined) return;
  throw new Error(`the made-up ${what} is wrong in line ${first.line}, column ${first.column}`);
}
