import type { Account } from "../core/account.ts";
import { localDateOf, localTimeOf } from "../core/calendar.ts";
import { PLATFORM_NAMES } from "../core/platform.ts";
import type { LearnerRuleId } from "../core/safeguarding.ts";
import type { Policy } from "../core/policy.ts";
import { handleOf, listed, namesOf } from "./accounts-in-words.ts";
import { fullDate, shortDate } from "./dates.ts";
import { cleaned, unlinked } from "./hostile.ts";
import { block, gap, heading, numbered, paragraph } from "./html-parts.ts";
import { markup, type Html } from "./html-template.ts";
import { header } from "./html-top.ts";
import { page } from "./html.ts";
import { headed, textOf, wrapped } from "./text.ts";

interface LearnerWords {
  /** After "Our account @x", for one and for many. */
  did: (count: number) => string;
  notBefore: string;
  asks: string;
  matched: string;
  keepStill: string;
  withoutSeal: string;
  after: string;
}

/** What each rule's mail says differently. */
const WORDS: Readonly<Record<LearnerRuleId, LearnerWords>> = {
  "learner-followed": {
    did: (count) =>
      count === 1
        ? "follows an account that is possibly a current learner's"
        : `follows ${count} accounts that are possibly current learners'`,
    notBefore: "The follow itself may be older.",
    asks: "our accounts do not follow learners",
    matched: "an account name on a list of learners equals one that we follow",
    keepStill: "let nobody unfollow",
    withoutSeal: "look through the list of followed accounts",
    after: "Then tell Marketing that the account may unfollow. The next audit sees it and closes the point.",
  },
  "learner-contacted": {
    did: (count) =>
      count === 1
        ? "answered in a public thread that was possibly started by a current learner"
        : `answered in public threads that were possibly started by ${count} current learners`,
    notBefore: "The answer itself may be older.",
    asks: "our accounts do not answer learners' personal accounts",
    matched: "an account name on a list of learners equals one whose thread we answered in",
    keepStill: "let nobody delete the answer",
    withoutSeal: "look through the account's own replies",
    after:
      "Then tell Marketing what is to become of the answer. It cannot be undone: the point stays open until you say that it is settled, or lapses after a term.",
  },
};

/** What a safeguarding mail is made of. Nothing here names, or leads to, a learner. */
export interface SafeguardingNotice {
  /** The rule that found them. */
  ruleId: LearnerRuleId;
  /** Several where one audit of the account saw many; the first is the mail's reference. */
  findingIds: readonly [string, ...string[]];
  account: Pick<Account, "handle" | "platform" | "organisations" | "department">;
  policy: Pick<Policy, "timezone" | "organisations">;
  /** The reading that saw it. */
  seenAt: Date;
  /** The reading before, which did not; null where that is not known. */
  previousReadingAt: Date | null;
  /** Names of those who get this mail. */
  recipients: readonly string[];
  /** Nobody's public key is in the settings: there is no sealed evidence to open. */
  isSealed: boolean;
  marketingKnows: boolean;
}

export interface SafeguardingMail {
  subject: string;
  html: string;
  text: string;
}

interface Part {
  heading: string;
  lines: readonly string[];
  /** Steps are counted, in the order in which they are to be taken. */
  isOrdered: boolean;
}

/**
 * The mail to a safeguarding lead and deputy (POLICY.md, who hears): what was seen and when, what it is not, what to do in
 * order. The subject says nothing to whoever looks over a shoulder.
 */
export function renderSafeguarding(notice: SafeguardingNotice): SafeguardingMail {
  const date = localDateOf(notice.seenAt, notice.policy.timezone);
  const { findingIds } = notice;
  const points = findingIds.length === 1 ? "a point" : `${findingIds.length} points`;
  const subject = `Social media audit, ${shortDate(date)}: ${points} for you, reference ${findingIds[0]}`;
  const top = { title: `Social media audit: ${points} for you`, dateline: fullDate(date) };
  const parts = [seen(notice), caution(notice), steps(notice), ...commands(notice), told(notice)];
  const html = page({ title: subject, preheader: "", content: [header(top), ...parts.map(htmlPart), END] });
  const text = textOf([[top.title, top.dateline], ...parts.map(textPart)]);
  return { subject, html: html.markup, text };
}

function seen({ ruleId, account, policy, seenAt, previousReadingAt, findingIds }: SafeguardingNotice): Part {
  const { did, notBefore, asks } = WORDS[ruleId];
  const department = unlinked(cleaned(account.department, 48));
  const where = [PLATFORM_NAMES[account.platform], namesOf(account.organisations, policy), department];
  const before =
    previousReadingAt === null
      ? notBefore
      : `The reading before, on ${moment(previousReadingAt, policy)}, did not show it.`;
  return {
    heading: "What was seen",
    lines: [
      `Our account ${handleOf(account.handle)} (${where.filter((part) => part !== "").join(", ")}) ${did(findingIds.length)}.`,
      `It was seen on ${moment(seenAt, policy)}. ${before}`,
      `Reference: ${findingIds.join(", ")}. Section 3 of the social media policy asks that ${asks}.`,
    ],
    isOrdered: false,
  };
}

function moment(at: Date, { timezone }: Pick<Policy, "timezone">): string {
  return `${fullDate(localDateOf(at, timezone))} at ${localTimeOf(at, timezone)}`;
}

const caution = ({ ruleId }: SafeguardingNotice): Part => ({
  heading: "What it is, and what it is not",
  lines: [
    `It is a possible match: ${WORDS[ruleId].matched}. Lists hold mistakes, and names change hands.`,
    "It is no sign of a message, of a meeting or of any intention. Nobody has read a message, and no machine can.",
    "It is no finding about the learner, who has done nothing that is asked about here.",
  ],
  isOrdered: false,
});

const revealing = (findingId: string) => `account-audit reveal ${findingId} --reason "why you look"`;

/** One line a point, where there are several. */
function commands({ findingIds, isSealed }: SafeguardingNotice): readonly Part[] {
  if (findingIds.length === 1 || !isSealed) return [];
  return [{ heading: "To open each point", lines: findingIds.map(revealing), isOrdered: false }];
}

function steps({ ruleId, findingIds, isSealed }: SafeguardingNotice): Part {
  const { keepStill, withoutSeal, after } = WORDS[ruleId];
  const command = findingIds.length === 1 ? revealing(findingIds[0]) : "the commands below";
  const open = isSealed
    ? `Open the sealed evidence: on a terminal of the server, with your private key and its passphrase, run ${command}. It is shown once, and that you looked is written down. If it holds nothing, the learner came onto a list after the reading: ${withoutSeal} with Marketing's login.`
    : `There is no sealed evidence, because no public key of yours is in the settings. Ask IT to make your keys (account-audit keys new); then ${withoutSeal} with Marketing's login.`;
  return {
    heading: "What to do, in this order",
    lines: [
      `Tell nobody who shares the account yet, and ${keepStill}: that would be noticed, and the evidence may be needed.`,
      open,
      "Compare with your own records whether this is a current learner, and whether there is a reason that you know of.",
      "If it is one, go on as your safeguarding procedure says. This e-mail does not replace it.",
      after,
      "If it is not one, answer this e-mail with the reference and no name: the match is taken off and counted as a mistake of ours.",
    ],
    isOrdered: true,
  };
}

function told({ recipients, marketingKnows }: SafeguardingNotice): Part {
  const names = recipients.map((name) => unlinked(cleaned(name, 48)));
  return {
    heading: "Who has been told",
    lines: [
      `This e-mail goes to ${listed(names, 6)}.`,
      marketingKnows
        ? "Marketing reads on Monday that this account has a point with you: the account and the section, no learner."
        : "Marketing is told nothing of it.",
      "Those who share the account are told nothing.",
    ],
    isOrdered: false,
  };
}

function htmlPart({ heading: words, lines, isOrdered }: Part): Html {
  return block([
    heading(words),
    ...(isOrdered ? [numbered(lines.map((line) => markup`${line}`))] : lines.map((line) => paragraph(line))),
  ]);
}

const END = gap(8);

function textPart({ heading: words, lines, isOrdered }: Part): readonly string[] {
  return [
    ...headed(words),
    ...lines.flatMap((line, index) => [...wrapped(line, isOrdered ? `${index + 1}. ` : ""), ""]),
  ];
}
