import { Option } from "commander";
import type { Account } from "../../core/account.ts";
import { localDateOf } from "../../core/calendar.ts";
import type { Finding, FindingStatus } from "../../core/finding.ts";
import { SEVERITIES, type Severity } from "../../core/policy.ts";
import type { LocalDate } from "../../core/time.ts";
import { nearest } from "../../csv/columns.ts";
import { UserError } from "../../errors.ts";
import { RULES } from "../../rules/index.ts";
import { liveSinceOf } from "../../store/digest-input.ts";
import { findAccount, listAccounts } from "../../store/accounts.ts";
import { listFindings } from "../../store/findings.ts";
import { countByStatus } from "../../store/finding-views.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { writeJson } from "../json.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { withStore, type CommandStore } from "../with-store.ts";
import { nameOfAccount, SHORT_ID } from "./choose.ts";
import { dueOn } from "./due.ts";

const STATUSES = ["open", "acknowledged", "waived", "dismissed", "resolved"] as const;

interface Options {
  status: FindingStatus | "all";
  rule?: string;
  account?: string;
  severity?: Severity;
  failOn?: Severity;
  json?: true;
}

interface Listed {
  findings: readonly ListedFinding[];
  /** How many findings there are of the other statuses, for who finds none here. */
  byStatus: ReadonlyMap<string, number>;
  today: LocalDate;
}

interface ListedFinding {
  finding: Finding;
  account: string;
  since: LocalDate;
  due: LocalDate | null;
}

export const buildList: BuildInner = (parent, io, exit) => {
  parent
    .command("list")
    .description("List findings, the worst first.")
    .addOption(new Option("--status <status>", "which ones").choices([...STATUSES, "all"]).default("open"))
    .option("--rule <id>", `only of this rule: ${RULES.map(({ id }) => id).join(", ")}`)
    .option("--account <account>", "only of this account: id, handle, platform:handle or address")
    .addOption(new Option("--severity <severity>", "only of this severity").choices([...SEVERITIES]))
    .addOption(
      new Option("--fail-on <severity>", "exit 1 when a listed one waits that is at least so severe").choices(
        [...SEVERITIES],
      ),
    )
    .option("--json", "print JSON for machines")
    .addHelpText(
      "after",
      examples(
        "findings list",
        "findings list --rule dormant-account --status all",
        "findings list --account x:conel_art --json",
        "findings list --fail-on high",
      ),
    )
    .action(async (options: Options) => {
      const listed = await withStore(io, (store) => read(store, options));
      if (options.json) writeJson(io, listed.findings.map(asJson));
      else say(io, listed, options);
      exit(listed.findings.some((one) => waits(one.finding, options.failOn)) ? EXIT.findings : EXIT.ok);
    });
};

async function read(store: CommandStore, options: Options): Promise<Listed> {
  const { db, config, today } = store;
  const { timezone } = config.policy;
  const account =
    options.account === undefined ? null : await findAccount(db, options.account, store.handles);
  const found = await listFindings(db, {
    ...(options.status === "all" ? {} : { statuses: [options.status] }),
    ...(options.rule === undefined ? {} : { ruleId: ruleIn(options.rule) }),
    ...(account === null ? {} : { accountIds: [account.id] }),
  });
  const chosen = found.filter(({ severity }) => severity === (options.severity ?? severity));
  const accounts = new Map((await listAccounts(db)).map((one) => [one.id, one]));
  const context = { policy: config.policy, liveSince: await liveSinceOf(db) };
  const findings = chosen.map((finding): ListedFinding => {
    const owner = accounts.get(finding.accountId);
    return {
      finding,
      account: owner === undefined ? finding.accountId : nameOfAccount(owner),
      since: localDateOf(finding.lastOpenedAt, timezone),
      due: owner === undefined ? null : dueOn(finding, owner satisfies Account, context),
    };
  });
  return { findings: findings.toSorted(byUrgency), byStatus: await countByStatus(db), today };
}

function ruleIn(word: string): string {
  const ids = RULES.map(({ id }) => id);
  if (ids.includes(word)) return word;
  const meant = nearest(word, ids);
  throw new UserError(
    "usage",
    `there is no rule ${word}${meant === null ? "" : `; did you mean ${meant}?`}`,
    `one of ${ids.join(", ")}`,
  );
}

/** Worst first; then whoever waits longest. */
function byUrgency(a: ListedFinding, b: ListedFinding): number {
  return (
    SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity) ||
    a.finding.lastOpenedAt.getTime() - b.finding.lastOpenedAt.getTime() ||
    a.account.localeCompare(b.account, "en") ||
    (a.finding.id < b.finding.id ? -1 : 1)
  );
}

/** A finding that nobody has settled or accepted, at least as severe as asked. */
function waits({ status, severity }: Finding, failOn: Severity | undefined): boolean {
  const isWaiting = status === "open" || status === "acknowledged";
  return isWaiting && failOn !== undefined && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
}

/** Without subject and fingerprint: that of a learner finding stands for a learner. */
function asJson({ finding, account, since, due }: ListedFinding) {
  const { subject: _subject, fingerprint: _fingerprint, ruleId, accountId, ...rest } = finding;
  return { ...rest, rule: ruleId, account, accountId, since, due };
}

function say(io: CommandIo, { findings, byStatus, today }: Listed, options: Options): void {
  if (findings.length === 0) {
    io.stdout(options.status === "all" ? "No findings.\n" : `No ${options.status} findings.\n`);
    io.stdout(nextWhereNone(byStatus, options));
    return;
  }
  const rows = findings.map(({ finding, account, since, due }) => [
    finding.id.slice(0, SHORT_ID),
    finding.severity + (options.status === "all" ? `, ${finding.status}` : ""),
    finding.ruleId,
    account,
    since,
    due === null ? "-" : due < today ? `${due}, late` : due,
    finding.sentence,
  ]);
  const titles = ["Finding", "Severity", "Rule", "Account", "Since", "Due", "What is wrong"];
  io.stdout(`${renderRows(io, titles, rows)}\n`);
  const each = SEVERITIES.map((severity) => {
    const number = findings.filter(({ finding }) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}`];
  });
  io.stdout(`${counted(findings.length, "finding")}: ${each.flat().join(", ")}.\n`);
  io.stdout("→ `account-audit findings show FINDING` tells the whole story of one\n");
}

function nextWhereNone(byStatus: ReadonlyMap<string, number>, options: Options): string {
  if (byStatus.size === 0) return "→ `account-audit runs list` says whether a night has run yet\n";
  const others = STATUSES.flatMap((status) => {
    const number = byStatus.get(status) ?? 0;
    return status === options.status || number === 0 ? [] : [`${number} ${status}`];
  });
  return others.length === 0 ? "" : `On record: ${others.join(", ")}.\n→ --status all shows every one\n`;
}
