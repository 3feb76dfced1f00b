import { Option } from "commander";
import { addDays } from "../../core/calendar.ts";
import type { Finding, FindingStatus } from "../../core/finding.ts";
import { SEVERITIES, type Severity } from "../../core/policy.ts";
import { RULES } from "../../rules/index.ts";
import { findAccount } from "../../store/find-account.ts";
import { listFindings } from "../../store/findings.ts";
import { isAnythingAudited } from "../../store/run-views.ts";
import { countByStatus } from "../../store/finding-views.ts";
import { wrongCounts } from "../../store/digest-record.ts";
import { examples, type BuildInner } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { writeJson } from "../json.ts";
import { ruleIn } from "../rule-in.ts";
import { withStore, type CommandStore } from "../with-store.ts";
import { listInWords, STATUSES, type Listed } from "./list-words.ts";
import { standingAsJson, standingsOf, type Standing } from "./standing.ts";

interface Options {
  status: FindingStatus | "all";
  rule?: string;
  account?: string;
  severity?: Severity;
  failOn?: Severity;
  json?: true;
}

const RULE_IDS = RULES.map(({ id }) => id);

export const buildList: BuildInner = (parent, io, exit) => {
  parent
    .command("list")
    .description("List findings, the worst first.")
    .addOption(new Option("--status <status>", "which ones").choices([...STATUSES, "all"]).default("open"))
    .option("--rule <id>", `only of this rule: ${RULE_IDS.join(", ")}`)
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
        "findings list --status dismissed",
        "findings list --fail-on high",
      ),
    )
    .action(async (options: Options) => {
      const listed = await withStore(io, (store) => read(store, options));
      if (options.json) writeJson(io, listed.findings.map(standingAsJson));
      else io.stdout(listInWords(io, listed));
      exit(listed.findings.some((one) => waits(one.finding, options.failOn)) ? EXIT.findings : EXIT.ok);
    });
};

async function read(store: CommandStore, options: Options): Promise<Listed> {
  const { db, config, today } = store;
  const account =
    options.account === undefined ? null : await findAccount(db, options.account, store.handles);
  const found = await listFindings(db, {
    ...(options.status === "all" ? {} : { statuses: [options.status] }),
    ...(options.rule === undefined ? {} : { ruleId: ruleIn(options.rule, RULE_IDS) }),
    ...(account === null ? {} : { accountIds: [account.id] }),
  });
  const chosen = found.filter(({ severity }) => severity === (options.severity ?? severity));
  return {
    findings: (await standingsOf(store, chosen)).toSorted(byUrgency),
    byStatus: await countByStatus(db),
    isAnythingAudited: await isAnythingAudited(db),
    wrong: options.status === "dismissed" ? await wrongCounts(db) : [],
    status: options.status,
    today,
    warnUntil: addDays(today, config.waivers.warnDays),
  };
}

/** Worst first; then whoever waits longest. */
function byUrgency(a: Standing, b: Standing): number {
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
