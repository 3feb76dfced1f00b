import type { ReportInput } from "../../core/report-input.ts";
import { counted, listed } from "../../digest/accounts-in-words.ts";
import { endOf } from "../../digest/build-end.ts";
import { fullDate, plainDate } from "../../digest/dates.ts";
import { isAboutLearners, todayOf } from "../../digest/standing.ts";
import { PLATFORM_NAMES } from "../../core/platform.ts";
import { openSeverityNow } from "../history.ts";
import { shareSentences } from "../learner-share.ts";
import { coverageLines, evaluationsBy, unreadLines } from "../results.ts";
import { asSeen } from "../seen.ts";
import { paidPlatforms, trendsOf } from "../trends.ts";
import { dollars } from "../units.ts";
import { wrongOf } from "../wrong.ts";
import { closuresBlocks } from "./closures.ts";
import { decisionsAsked } from "./decisions.ts";
import { list, numbered, words, type Block, type PaperSection, type TermPaper } from "./model.ts";
import { changesSince, numbersTable } from "./numbers.ts";
import { organisationsTable } from "./organisations.ts";
import { sinceOf, type Since } from "./since.ts";

/** The paper for senior management that takes the place of the audit by hand. Pure: the same input gives the same words. */
export function buildTermPaper(everything: ReportInput, target: number | null): TermPaper {
  const input = asSeen(everything);
  const since = sinceOf(input);
  const wrong = wrongOf(input);
  const { digest } = input;
  const sections: PaperSection[] = [
    { heading: "Purpose", blocks: purpose(input) },
    {
      heading: "What we ask you to decide or have done",
      blocks: [numbered(decisionsAsked(input, target, wrong.lines))],
    },
    { heading: "The numbers", blocks: [numbersTable(input, since, target), ...openPicture(input)] },
    { heading: "What changed", blocks: changed(input, since) },
    { heading: "Accounts to close or merge", blocks: closuresBlocks(input) },
    { heading: "Compliance by organisation", blocks: [words(IN_ORDER), organisationsTable(input)] },
    { heading: "Safeguarding", blocks: safeguarding(input) },
    { heading: "How far this can be trusted", blocks: trust(input) },
    { heading: "What no machine can judge", blocks: [list(endOf(digest)[0]?.lines ?? [])] },
    { heading: "What it cost", blocks: [list(cost(input, since))] },
    { heading: "How often each rule was wrong", blocks: [words(wrong.intro), wrongTable(wrong.lines)] },
  ];
  return {
    date: todayOf(digest),
    title: "Our social media accounts: report of the term",
    dateline: fullDate(todayOf(digest)),
    sections,
  };
}

function purpose({ digest }: ReportInput): readonly Block[] {
  const { accounts, policy } = digest;
  const live = accounts.filter(({ account }) => account.status === "live");
  const platforms = [...new Set(live.map(({ account }) => PLATFORM_NAMES[account.platform]))].toSorted();
  const organisations = new Set(live.flatMap(({ account }) => account.organisations)).size;
  const names = policy.organisations.length;
  return [
    words(
      `This paper takes the place of the audit that was made by hand in 2018. It says how the ${counted(live.length, "live account")} of ${organisations.toLocaleString("en-GB")} of our ${counted(names, "organisation")} on ${listed(platforms, 6)} stand against the social media policy, and what we ask you to decide or have done. The machine looks every night; what it could not see it says.`,
    ),
  ];
}

function openPicture(input: ReportInput): readonly Block[] {
  const [open] = trendsOf(input);
  return open === undefined ? [] : [{ kind: "picture", trend: open }];
}

function changed(input: ReportInput, since: Since | null): readonly Block[] {
  if (since === null) return [words("No night has been finished yet: there is nothing to compare with.")];
  return [words(`Since ${since.words}:`), list(changesSince(input, since))];
}

const IN_ORDER =
  "In order: every question that applies was answered, and nothing is open. What was not read is not counted as in order. Learner rules are left out here and stand below. A shared account counts for each of its organisations.";

/** Neutral words: no learner, no account, no judgement. */
function safeguarding({ digest, findings }: ReportInput): readonly Block[] {
  if (digest.learnerFindingsTo === "safeguarding_only") {
    return [words("The safeguarding leads alone are told, whether or not there is anything to tell.")];
  }
  const about = findings.filter((one) =>
    isAboutLearners(
      digest.rules.find(({ id }) => id === one.ruleId),
      one.severity,
    ),
  );
  const open = about.filter((one) => openSeverityNow(one) !== null).length;
  const shares = digest.learners.flatMap(({ platform }) => shareSentences(digest, platform));
  return [
    words(
      `${counted(open, "point is", "points are")} with the safeguarding leads. Such a point is a possible match, not a judgement; it is theirs to look at, and nothing more is said here.`,
    ),
    words(
      shares.length === 0
        ? "No list of learners has been given, so that nothing could be compared."
        : `${shares.join(" ")} Finding nobody among those known says nothing of the others.`,
    ),
  ];
}

function trust({ digest }: ReportInput): readonly Block[] {
  const evaluations = evaluationsBy(digest);
  const lines = coverageLines(digest, evaluations);
  const rows = lines.map(({ rule, pass, fail, unknown, none }) => [
    rule.title,
    ...[pass, fail, unknown, none].map((one) => one.toLocaleString("en-GB")),
  ]);
  const columns = ["Pass", "Fail", "Could not check", "Not applicable"].map((each) => ({
    words: each,
    isNumber: true,
  }));
  const unread = unreadLines(digest, evaluations).slice(0, 4);
  return [
    {
      kind: "table",
      caption: "Live accounts by the result of each rule",
      columns: [{ words: "Rule" }, ...columns],
      rows,
    },
    ...(unread.length === 0
      ? []
      : [words("The commonest reasons why something could not be checked:"), list(unread)]),
  ];
}

function cost({ spend, digest }: ReportInput, since: Since | null): readonly string[] {
  const from = since?.date.slice(0, 7) ?? "";
  const ofTerm = spend.filter(({ month }) => month >= from);
  const platforms = paidPlatforms(ofTerm);
  if (platforms.length === 0) return ["Nothing was paid for reading."];
  return platforms.map((platform) => {
    const sum = ofTerm.reduce((so, one) => so + (one.platform === platform ? one.microUsd : 0), 0);
    const cap = digest.spend.find((one) => one.platform === platform)?.monthCapMicroUsd ?? null;
    const allowed = cap === null ? "" : `; at most ${dollars(cap)} a month is allowed`;
    const first =
      since === null ? "" : ` since ${plainDate(`${from}-01`, todayOf(digest)).replace(/^1 /u, "")}`;
    return `Reading ${PLATFORM_NAMES[platform]}${first}: ${dollars(sum)}${allowed}.`;
  });
}

function wrongTable(lines: ReturnType<typeof wrongOf>["lines"]): Block {
  return {
    kind: "table",
    caption: "Not a breach, by rule",
    columns: [
      { words: "Rule" },
      ...["Found", "Not a breach", "Share"].map((each) => ({ words: each, isNumber: true })),
    ],
    rows: lines.map(({ title, found, wrong, share }) => [
      title,
      found.toLocaleString("en-GB"),
      wrong.toLocaleString("en-GB"),
      share,
    ]),
  };
}
