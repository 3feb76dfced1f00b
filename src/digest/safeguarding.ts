import type { Account } from "../core/account.ts";
import { localDateOf, localTimeOf } from "../core/calendar.ts";
import { PLATFORM_NAMES } from "../core/platform.ts";
import type { Policy } from "../core/policy.ts";
import { handleOf, listed, namesOf } from "./accounts-in-words.ts";
import { fullDate, shortDate } from "./dates.ts";
import { cleaned, unlinked } from "./hostile.ts";
import { block, gap, heading, numbered, paragraph } from "./html-parts.ts";
import { markup, type Html } from "./html-template.ts";
import { header } from "./html-top.ts";
import { page } from "./html.ts";
import type { RenderedMail } from "./rendered.ts";
import { pointWords } from "./safeguarding-words.ts";
import { headed, textOf, wrapped } from "./text.ts";

/** What a safeguarding mail is made of. Nothing here names, or leads to, a learner. */
export interface SafeguardingNotice {
  /** Several where one audit of the account saw many; the first is the mail's reference. */
  findingIds: readonly [string, ...string[]];
  /** The rule that they break. */
  ruleId: string;
  account: Pick<Account, "handle" | "platform" | "organisations" | "department">;
  policy: Pick<Policy, "timezone" | "organisations">;
  /** The reading that saw it. */
  seenAt: Date;
  /** Names of those who get this mail. */
  recipients: readonly string[];
  /** false: there is no sealed evidence to open, such as while nobody's public key is in the settings. */
  isSealed: boolean;
  marketingKnows: boolean;
  /** Told before, and nobody has said that they have it; null: this is the first mail. */
  again: ToldBefore | null;
}

/** Names of those to whom the first mail went, by what became of it. */
export interface ToldBefore {
  /** When it is told again: the date that this mail bears. */
  now: Date;
  /** From when on it could leave. */
  toldAt: Date;
  told: readonly string[];
  /** No mail server took it for them. */
  missed: readonly string[];
  /** It may have arrived. */
  unclear: readonly string[];
  /** Those who can open the evidence: holders of the keys that it is sealed to. */
  sealedTo: readonly string[];
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
export function renderSafeguarding(notice: SafeguardingNotice): RenderedMail {
  const date = localDateOf(notice.again?.now ?? notice.seenAt, notice.policy.timezone);
  const { findingIds } = notice;
  const headline = headlineOf(notice);
  const subject = `Social media audit, ${shortDate(date)}: ${headline}, reference ${findingIds[0]}`;
  const top = { title: `Social media audit: ${headline}`, dateline: fullDate(date) };
  const parts = [
    ...again(notice),
    seen(notice),
    caution(notice),
    steps(notice),
    ...commands(notice),
    told(notice),
  ];
  const html = page({ title: subject, preheader: "", content: [header(top), ...parts.map(htmlPart), END] });
  const text = textOf([[top.title, top.dateline], ...parts.map(textPart)]);
  return { subject, html: html.markup, text };
}

function headlineOf({ findingIds, again: before }: SafeguardingNotice): string {
  const isOne = findingIds.length === 1;
  const points = isOne ? "a point" : `${findingIds.length} points`;
  return before === null ? `${points} for you` : `${points} ${isOne ? "waits" : "wait"} for an answer`;
}

/** The Group's lead is told why the mail comes to them (POLICY.md, who hears). */
function again({ again: before, findingIds, policy }: SafeguardingNotice): readonly Part[] {
  if (before === null) return [];
  const it = findingIds.length === 1 ? "it" : "them";
  const lines = [
    `${firstMail(before, policy)} Two open days later nobody has acknowledged ${it}.`,
    "Please make sure that somebody has it in hand, and acknowledge it as below.",
  ];
  return [{ heading: "Why you get this", lines, isOrdered: false }];
}

/** Only whom a mail server took it for counts as told. */
function firstMail(
  { toldAt, told: heard, missed, unclear }: ToldBefore,
  policy: SafeguardingNotice["policy"],
): string {
  const when = moment(toldAt, policy);
  const were = heard.length === 1 ? "was" : "were";
  return [
    heard.length === 0
      ? `The first e-mail was to leave on ${when}.`
      : `${inARow(heard)} ${were} told on ${when}.`,
    ...(missed.length === 0 ? [] : [`No mail server has taken it for ${inARow(missed)}.`]),
    ...(unclear.length === 0 ? [] : [`It is not known whether it reached ${inARow(unclear)}.`]),
  ].join(" ");
}

function inARow(names: readonly string[]): string {
  return listed(names.map(named), 6);
}

function named(name: string): string {
  return unlinked(cleaned(name, 48));
}

function seen(notice: SafeguardingNotice): Part {
  const { account, policy, seenAt, findingIds, ruleId } = notice;
  const words = pointWords(ruleId);
  const department = unlinked(cleaned(account.department, 48));
  const where = [PLATFORM_NAMES[account.platform], namesOf(account.organisations, policy), department];
  const what = findingIds.length === 1 ? words.one : words.many(findingIds.length);
  return {
    heading: "What was seen",
    lines: [
      `Our account ${handleOf(account.handle)} (${where.filter((part) => part !== "").join(", ")}) ${what}.`,
      `It was seen on ${moment(seenAt, policy)}. ${words.older}`,
      `Reference: ${findingIds.join(", ")}. Section 3 of the social media policy ${words.policy}.`,
    ],
    isOrdered: false,
  };
}

function moment(at: Date, { timezone }: Pick<Policy, "timezone">): string {
  return `${fullDate(localDateOf(at, timezone))} at ${localTimeOf(at, timezone)}`;
}

function caution({ ruleId }: SafeguardingNotice): Part {
  return {
    heading: "What it is, and what it is not",
    lines: [
      `It is a possible match: ${pointWords(ruleId).match}. Lists hold mistakes, and names change hands.`,
      "It is no sign of a message, of a meeting or of any intention. Nobody has read a message, and no machine can.",
      "It is no finding about the learner, who has done nothing that is asked about here.",
    ],
    isOrdered: false,
  };
}

const revealing = (findingId: string) => `account-audit reveal ${findingId} --reason "why you look"`;

/** One line a point, where there are several. */
function commands({ findingIds, isSealed }: SafeguardingNotice): readonly Part[] {
  if (findingIds.length === 1 || !isSealed) return [];
  return [{ heading: "To open each point", lines: findingIds.map(revealing), isOrdered: false }];
}

/** Evidence is sealed once, when it was seen: whoever is told again asks those who can open it. */
function openingOf({ findingIds, isSealed, ruleId, again: before }: SafeguardingNotice): string {
  const command = findingIds.length === 1 ? revealing(findingIds[0]) : "the commands below";
  if (isSealed && before !== null)
    return `The evidence is sealed to ${inARow(before.sealedTo)}: ask one of them to open it with ${command}. It is shown once, and that they looked is written down.`;
  if (isSealed)
    return `Open the sealed evidence: on a terminal of the server, with your private key and its passphrase, run ${command}. It is shown once, and that you looked is written down. If it holds nothing, the learner came onto a list after the reading: ${pointWords(ruleId).look}.`;
  if (before !== null) return `Nothing is sealed for it: ${pointWords(ruleId).look}.`;
  return `There is no sealed evidence, because no public key is in the settings. Ask IT to make your keys (account-audit keys new); then ${pointWords(ruleId).look}.`;
}

function steps(notice: SafeguardingNotice): Part {
  const { findingIds, ruleId, again: before } = notice;
  const words = pointWords(ruleId);
  const otherwise = before === null ? " Without either, the Group's lead is told after two open days." : "";
  const acknowledge = `account-audit findings acknowledge ${findingIds.length === 1 ? findingIds[0] : "REFERENCE"}`;
  return {
    heading: "What to do, in this order",
    lines: [
      `Say that you have it: answer this e-mail with the reference and no name, and IT records it (${acknowledge}). Opening the evidence counts too.${otherwise}`,
      `Tell nobody who shares the account yet, and ${words.leave}.`,
      openingOf(notice),
      "Compare with your own records whether this is a current learner, and whether there is a reason that you know of.",
      "If it is one, go on as your safeguarding procedure says. This e-mail does not replace it.",
      `Then ${words.end}`,
      "If it is not one, answer this e-mail with the reference and no name: the match is taken off and counted as a mistake of ours.",
    ],
    isOrdered: true,
  };
}

function told({ recipients, marketingKnows }: SafeguardingNotice): Part {
  return {
    heading: "Who has been told",
    lines: [
      `This e-mail goes to ${inARow(recipients)}.`,
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
