import type { Account } from "../../core/account.ts";
import { isMissed } from "../../core/causes.ts";
import { localDateOf } from "../../core/calendar.ts";
import type { Platform } from "../../core/platform.ts";
import type { LocalDate } from "../../core/time.ts";
import { UserError } from "../../errors.ts";
import { RULES } from "../../rules/index.ts";
import { listAccounts } from "../../store/accounts.ts";
import { answersOfRun } from "../../store/coverage-views.ts";
import { lastConcludedNight, scansSince } from "../../store/run-views.ts";
import { runAccountsOf, type Run } from "../../store/runs.ts";
import { organisationIn, platformIn } from "../accounts/list.ts";
import { nameOfAccount } from "../findings/choose.ts";
import { isShownHere } from "../learner-rules.ts";
import { chooseRun } from "../runs/choose.ts";
import { ruleIn } from "../rule-in.ts";
import type { RuleSum } from "../rule-sums.ts";
import type { NoAnswer } from "../unchecked.ts";
import type { CommandStore } from "../with-store.ts";
import { answersTo, isSeen, sumsOf, type Asked } from "./answers.ts";

export interface CoverageOptions {
  rule?: string;
  platform?: string;
  organisation?: string;
}

/** A question about an account that has no answer. */
export interface Unanswered extends NoAnswer {
  organisations: readonly string[];
  since: LocalDate;
}

/** Accounts of one organisation on one platform. Questions: accounts held against rules that apply to them. */
export interface Group {
  platform: Platform;
  organisation: string;
  accounts: number;
  answered: number;
  unanswered: number;
}

/** The accounts that were asked for, and what is known of each. */
export interface Detail {
  accounts: number;
  audited: number;
  /** Accounts that the night audited, and a scan again since: their answers of the night are kept no more. */
  auditedSince: number;
  groups: readonly Group[];
  unanswered: readonly Unanswered[];
}

export interface CoverageOfRun {
  run: Run;
  /** By rule, in the order in which people read them. */
  rules: readonly RuleSum[];
  /** null: an older run, of which the sums by rule are kept alone. */
  detail: Detail | null;
  /** Only some platform or organisation: the sums by rule are of its accounts alone. */
  isNarrowed: boolean;
  learnersShown: boolean;
}

export async function readCoverage(
  store: CommandStore,
  text: string | null,
  options: CoverageOptions,
): Promise<CoverageOfRun> {
  const { db, config } = store;
  const newest = await lastConcludedNight(db);
  const run = text === null ? newest : await chooseRun(db, text);
  if (run === null) throw await noNightYet(db);
  if (run.coverage === null) {
    throw new UserError(
      "unfinished",
      `the run of ${run.localDate} has no coverage: it is ${run.status}`,
      "`account-audit runs list` shows what ran",
    );
  }
  const shown = RULES.map(({ id }) => id).filter((id) => isShownHere(id, config));
  const rules = options.rule === undefined ? shown : [ruleIn(options.rule, shown)];
  const isNarrowed = options.platform !== undefined || options.organisation !== undefined;
  const known = run.id === newest?.id ? await detailOf(store, run, rules, options) : null;
  if (known === null && isNarrowed) {
    throw new UserError(
      "usage",
      "of an older run the sums by rule are kept alone",
      "leave --platform and --organisation out, or leave the run out",
    );
  }
  const sums = isNarrowed && known !== null ? sumsOf(known.answers, rules) : run.coverage.rules;
  return {
    run,
    rules: rules.flatMap((rule) => {
      const counts = sums[rule];
      return counts === undefined ? [] : [{ rule, ...counts }];
    }),
    detail: known?.detail ?? null,
    isNarrowed,
    learnersShown: config.mail.learnerFindingsTo === "marketing",
  };
}

/** A scan is no night, and is shown when it is named. */
async function noNightYet(db: CommandStore["db"]): Promise<UserError> {
  const [scan] = await scansSince(db, null, 1);
  const shown = scan === undefined ? "" : `; \`account-audit coverage ${scan.id}\` shows the newest scan`;
  return new UserError(
    "unfinished",
    "no night has been concluded yet",
    `\`account-audit serve\` runs them${shown}`,
  );
}

async function detailOf(
  { db, config }: CommandStore,
  run: Run,
  rules: readonly string[],
  options: CoverageOptions,
): Promise<{ answers: readonly Asked[]; detail: Detail }> {
  const reached = new Map((await runAccountsOf(db, run.id)).map((one) => [one.accountId, one]));
  const platform = options.platform === undefined ? null : platformIn(options.platform);
  const organisation =
    options.organisation === undefined
      ? null
      : organisationIn(options.organisation, config.policy.organisations);
  const accounts = (reached.size === 0 ? [] : await listAccounts(db, { ids: [...reached.keys()] })).filter(
    (account) =>
      (platform === null || account.platform === platform) &&
      (organisation === null || account.organisations.includes(organisation)),
  );
  const answers = answersTo({ run, accounts, reached, rules }, await answersOfRun(db, run.id));
  const nameOf = (id: string) => config.policy.organisations.find((one) => one.id === id)?.shortName ?? id;
  const later = answers.filter(({ isLater }) => isLater).map(({ account }) => account.id);
  return {
    answers,
    detail: {
      accounts: accounts.length,
      audited: accounts.filter(({ id }) => isSeen(reached.get(id))).length,
      auditedSince: new Set(later).size,
      groups: groupsOf(accounts, answers, nameOf),
      unanswered: unansweredOf(answers, config.policy.timezone, nameOf),
    },
  };
}

function groupsOf(
  accounts: readonly Account[],
  answers: readonly Asked[],
  nameOf: (organisation: string) => string,
): Group[] {
  const keyed = accounts.flatMap((account) =>
    account.organisations.map((organisation) => ({
      account,
      key: `${account.platform} ${organisation}`,
      organisation,
    })),
  );
  return [...Map.groupBy(keyed, ({ key }) => key).values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const ids = new Set(members.map(({ account }) => account.id));
    const mine = answers.filter(({ account }) => ids.has(account.id));
    return [
      {
        platform: first.account.platform,
        organisation: nameOf(first.organisation),
        accounts: members.length,
        answered: mine.filter(({ result }) => result === "pass" || result === "fail").length,
        unanswered: mine.filter(({ result }) => result === "could-not-check").length,
      },
    ];
  });
}

/** What another night might answer before what waits for a person; then the longest unanswered. */
function unansweredOf(
  answers: readonly Asked[],
  zone: string,
  nameOf: (organisation: string) => string,
): Unanswered[] {
  return answers
    .flatMap(({ account, rule, result, cause, since }): Unanswered[] => {
      if (result !== "could-not-check") return [];
      const { platform, organisations } = account;
      return [
        {
          account: nameOfAccount(account),
          platform,
          organisations: organisations.map(nameOf),
          rule,
          cause: cause ?? "not-audited",
          since: localDateOf(since, zone),
        },
      ];
    })
    .toSorted(
      (a, b) =>
        Number(isMissed(b.cause)) - Number(isMissed(a.cause)) ||
        a.since.localeCompare(b.since) ||
        a.account.localeCompare(b.account, "en"),
    );
}
