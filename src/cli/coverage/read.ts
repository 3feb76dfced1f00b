import type { Account } from "../../core/account.ts";
import { isMissed } from "../../core/causes.ts";
import type { RuleCoverage } from "../../core/coverage.ts";
import { localDateOf } from "../../core/calendar.ts";
import type { Platform } from "../../core/platform.ts";
import type { LocalDate } from "../../core/time.ts";
import { UserError } from "../../errors.ts";
import { listAccounts } from "../../store/accounts.ts";
import { answersOfRun, type Answer } from "../../store/coverage-views.ts";
import { lastConcludedNight, scansSince } from "../../store/run-views.ts";
import { runAccountsOf, type Run } from "../../store/runs.ts";
import { organisationIn, platformIn } from "../accounts/list.ts";
import { nameOfAccount } from "../findings/choose.ts";
import { isShownHere } from "../learner-rules.ts";
import { chooseRun } from "../runs/choose.ts";
import type { RuleSum } from "../rule-sums.ts";
import type { NoAnswer } from "../unchecked.ts";
import type { CommandStore } from "../with-store.ts";
import { chosenRules } from "./rules.ts";

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

export interface CoverageOfRun {
  run: Run;
  /** By rule, in the order in which people read them. */
  rules: readonly RuleSum[];
  /** null: an older run, of which the sums by rule are kept alone. */
  detail: { groups: readonly Group[]; unanswered: readonly Unanswered[] } | null;
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
  const rules = chosenRules(options.rule, (id) => isShownHere(id, config));
  const isNarrowed = options.platform !== undefined || options.organisation !== undefined;
  const detail = run.id === newest?.id ? await detailOf(store, run, rules, options) : null;
  if (detail === null && isNarrowed) {
    throw new UserError(
      "usage",
      "of an older run the sums by rule are kept alone",
      "leave --platform and --organisation out, or leave the run out",
    );
  }
  const sums = isNarrowed && detail !== null ? sumsOf(detail.answers, rules) : run.coverage.rules;
  return {
    run,
    rules: rules.flatMap((rule) => {
      const counts = sums[rule];
      return counts === undefined ? [] : [{ rule, ...counts }];
    }),
    detail: detail === null ? null : { groups: detail.groups, unanswered: detail.unanswered },
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

type Asked = Pick<Answer, "result" | "cause"> & { account: Account; rule: string; since: Date };

async function detailOf(
  { db, config }: CommandStore,
  run: Run,
  rules: readonly string[],
  options: CoverageOptions,
) {
  const ids = (await runAccountsOf(db, run.id)).map(({ accountId }) => accountId);
  const platform = options.platform === undefined ? null : platformIn(options.platform);
  const organisation =
    options.organisation === undefined
      ? null
      : organisationIn(options.organisation, config.policy.organisations);
  const accounts = (ids.length === 0 ? [] : await listAccounts(db, { ids })).filter(
    (account) =>
      (platform === null || account.platform === platform) &&
      (organisation === null || account.organisations.includes(organisation)),
  );
  const given = new Map(
    (await answersOfRun(db, run.id)).map((one) => [`${one.ruleId} ${one.accountId}`, one]),
  );
  const answers = accounts.flatMap((account) =>
    rules.map((rule) => asked(account, rule, given.get(`${rule} ${account.id}`), run)),
  );
  const nameOf = (id: string) => config.policy.organisations.find((one) => one.id === id)?.shortName ?? id;
  return {
    answers,
    groups: groupsOf(accounts, answers, nameOf),
    unanswered: unansweredOf(answers, config.policy.timezone, nameOf),
  };
}

/** What was said before the night began says nothing of it. */
function asked(account: Account, rule: string, answer: Answer | undefined, run: Run): Asked {
  const began = run.startedAt ?? run.scheduledFor;
  if (answer === undefined || answer.at < began) {
    return { account, rule, result: "could-not-check", cause: "not-audited", since: answer?.at ?? began };
  }
  return { account, rule, result: answer.result, cause: answer.cause, since: answer.since };
}

function sumsOf(answers: readonly Asked[], rules: readonly string[]): Record<string, RuleCoverage> {
  return Object.fromEntries(
    rules.map((rule) => {
      const mine = answers.filter((one) => one.rule === rule);
      const number = (result: Answer["result"]) => mine.filter((one) => one.result === result).length;
      const causes = Map.groupBy(
        mine.filter(({ result }) => result === "could-not-check"),
        ({ cause }) => cause ?? "not-audited",
      );
      const couldNotCheck = Object.fromEntries([...causes].map(([cause, some]) => [cause, some.length]));
      return [
        rule,
        {
          pass: number("pass"),
          fail: number("fail"),
          couldNotCheck,
          notApplicable: number("not-applicable"),
        },
      ];
    }),
  );
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
