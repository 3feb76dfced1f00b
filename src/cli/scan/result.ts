import { causeSentence, isMissed } from "../../core/causes.ts";
import type { Finding } from "../../core/finding.ts";
import { SEVERITIES, type Severity } from "../../core/policy.ts";
import { listAccounts } from "../../store/accounts.ts";
import { listFindings } from "../../store/findings.ts";
import { evaluationsOfRun } from "../../store/evaluations.ts";
import { runAccountsOf, type Run } from "../../store/runs.ts";
import { ledgerOfRun } from "../../store/spend.ts";
import type { CommandIo } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import type { CommandStore } from "../with-store.ts";

interface Unchecked {
  account: string;
  rule: string;
  why: string;
}

/** What a concluded scan found, for people or machines, and the exit code that says the same. */
export async function sayResult(
  io: CommandIo,
  store: CommandStore,
  run: Run,
  options: { failOn?: Severity; json?: boolean },
): Promise<ExitCode> {
  const accountIds = (await runAccountsOf(store.db, run.id)).map(({ accountId }) => accountId);
  const names = new Map(
    (await listAccounts(store.db, { ids: accountIds })).map((one) => [
      one.id,
      `${one.platform}:${one.handle}`,
    ]),
  );
  const findings = await listFindings(store.db, { statuses: ["open", "acknowledged"], accountIds });
  const nameOf = (accountId: string) => names.get(accountId) ?? accountId;
  const couldNot = (await evaluationsOfRun(store.db, run.id)).flatMap(({ result, cause, ...of }) =>
    result === "could-not-check" ? [{ ...of, cause: cause ?? ("not-audited" as const) }] : [],
  );
  const unchecked = couldNot.map(({ accountId, ruleId, cause }) => ({
    account: nameOf(accountId),
    rule: ruleId,
    why: causeSentence(cause),
  }));
  const dollars = (await ledgerOfRun(store.db, run.id)).counted / 1e6;
  const said = { io, run, findings, unchecked, dollars, nameOf };
  io.stdout(options.json === true ? asJson(said) : asTables(said));
  if (findings.some((finding) => reaches(finding, options.failOn))) return EXIT.findings;
  const isWhole = run.status === "done" && !couldNot.some(({ cause }) => isMissed(cause));
  return isWhole ? EXIT.ok : EXIT.incomplete;
}

interface Said {
  io: CommandIo;
  run: Run;
  findings: readonly Finding[];
  unchecked: readonly Unchecked[];
  dollars: number;
  nameOf(accountId: string): string;
}

function reaches(finding: Finding, failOn: Severity | undefined): boolean {
  return failOn !== undefined && SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(failOn);
}

/** The subject of a learner finding is left out: it means something to the database alone. */
function asJson({ run, findings, unchecked, dollars, nameOf }: Said): string {
  const shown = findings.map(({ id, ruleId, accountId, severity, status, sentence, evidence, openedAt }) => ({
    id,
    rule: ruleId,
    account: nameOf(accountId),
    severity,
    status,
    sentence,
    evidence,
    openedAt,
  }));
  const body = {
    run: run.id,
    status: run.status,
    coverage: run.coverage,
    dollars,
    findings: shown,
    unchecked,
  };
  return `${JSON.stringify(body, null, 2)}\n`;
}

/** Nothing found says something only where something was seen. */
function noFindings(run: Run): string {
  return (run.coverage?.audited ?? 0) > 0
    ? "No open findings.\n"
    : "Nothing could be read, so nothing is known.\n";
}

function asTables({ io, run, findings, unchecked, dollars, nameOf }: Said): string {
  const worstFirst = findings.toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
  const parts = [
    `${run.coverage?.audited ?? 0} of ${counted(run.coverage?.accounts ?? 0, "account")} audited, for $${dollars.toFixed(2)}.\n`,
    findings.length === 0
      ? noFindings(run)
      : renderRows(
          io,
          ["Finding", "Severity", "Account", "What is wrong"],
          worstFirst.map((one) => [one.id, one.severity, nameOf(one.accountId), one.sentence]),
        ),
    unchecked.length === 0
      ? ""
      : `Could not check:\n${renderRows(
          io,
          ["Account", "Rule", "Why"],
          unchecked.map((one) => [one.account, one.rule, one.why]),
        )}`,
    unchecked.length === 0 ? "" : `→ account-audit runs show ${run.id} says what came in between\n`,
    findings.length === 0 ? "" : "→ account-audit findings show FINDING tells the whole story of one\n",
  ];
  return parts.filter((part) => part !== "").join("\n");
}
