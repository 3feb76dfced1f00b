import type { LocalDate } from "../../core/time.ts";
import { RULES } from "../../rules/index.ts";
import { slipOf } from "../../slip.ts";
import { listAccounts } from "../../store/accounts.ts";
import { listFindings } from "../../store/findings.ts";
import { accountsKeptBy } from "../../store/keepers.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import { nameOfAccount, SHORT_ID } from "../findings/choose.ts";
import { standingsOf } from "../findings/standing.ts";
import { writeJson } from "../json.ts";
import { isAboutLearners } from "../learner-rules.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { flowed } from "../table.ts";
import { withStore, type CommandStore } from "../with-store.ts";
import { keeperIn } from "./keeper-address.ts";

interface Item {
  finding: string;
  account: string;
  severity: string;
  rule: string;
  since: LocalDate;
  due: LocalDate | null;
  isLate: boolean;
  says: string;
  toDo: string;
}

interface TodoOfKeeper {
  keeper: string;
  accounts: readonly string[];
  /** Of whoever keeps no account, the keeper that was probably meant. */
  meant: string | null;
  /** Without what concerns learners: a keeper is not told that there is any (POLICY.md, who hears). */
  items: readonly Item[];
}

export const buildTodo: BuildInner = (parent, io) => {
  parent
    .command("todo")
    .description("What waits on the accounts of a keeper: what is wrong, what to do, by when.")
    .requiredOption("--keeper <address>", "the keeper's e-mail address")
    .option("--json", "print JSON for machines")
    .addHelpText(
      "after",
      `
What concerns learners is with the safeguarding leads: a keeper is not told of it.
${examples("accounts todo --keeper a.tutor@college.ac.uk", "accounts todo --keeper a.tutor@college.ac.uk --json")}`,
    )
    .action(async (options: { keeper: string; json?: true }) => {
      const todo = await withStore(io, (store) => read(store, keeperIn(options.keeper)));
      if (options.json) writeJson(io, todo);
      else say(io, todo);
    });
};

async function read(store: CommandStore, keeper: string): Promise<TodoOfKeeper> {
  const { db } = store;
  const accounts = await accountsKeptBy(db, keeper);
  const ids = accounts.map(({ id }) => id);
  const findings =
    ids.length === 0 ? [] : await listFindings(db, { statuses: ["open", "acknowledged"], accountIds: ids });
  const theirs = findings.filter((finding) => !isAboutLearners(finding));
  const items = (await standingsOf(store, theirs)).map(
    ({ finding, account, since, due, isOverdue }): Item => ({
      finding: finding.id,
      account,
      severity: finding.severity,
      rule: finding.ruleId,
      since,
      due,
      isLate: isOverdue,
      says: finding.sentence,
      toDo: RULES.find(({ id }) => id === finding.ruleId)?.remedy ?? "",
    }),
  );
  return {
    keeper,
    accounts: accounts.map(nameOfAccount),
    meant: accounts.length > 0 ? null : await keeperLike(keeper, db),
    items: items.toSorted((a, b) => (a.due ?? "9999").localeCompare(b.due ?? "9999")),
  };
}

async function keeperLike(keeper: string, db: CommandStore["db"]): Promise<string | null> {
  const keepers = (await listAccounts(db)).flatMap((account) => account.keepers);
  return slipOf(
    keeper,
    keepers.map((one) => one.toLowerCase()),
  );
}

function say(io: CommandIo, { keeper, accounts, meant, items }: TodoOfKeeper): void {
  if (accounts.length === 0) {
    const next =
      meant === null ? "`account-audit accounts list --json` shows who keeps what" : `did you mean ${meant}?`;
    io.stdout(`${keeper} is a keeper of no account.\n→ ${next}\n`);
    return;
  }
  const says = `${keeper} shares ${counted(accounts.length, "account")}: ${accounts.join(", ")}.`;
  io.stdout(`${flowed(io, says, 0)}\n`);
  const rows = items.map((one) => [
    one.finding.slice(0, SHORT_ID),
    one.due === null ? "-" : one.isLate ? `${one.due}, late` : one.due,
    one.severity,
    one.account,
    `${one.says} ${one.toDo}`,
  ]);
  const titles = ["Finding", "Due", "Severity", "Account", "What is wrong and what to do"];
  io.stdout(rows.length === 0 ? "Nothing waits.\n" : `\n${renderRows(io, titles, rows)}\n`);
}
