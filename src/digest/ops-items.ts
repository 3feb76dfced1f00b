import { addDays, daysBetween, localDateOf } from "../core/calendar.ts";
import { CAUSES_IN_WORDS } from "../core/causes.ts";
import type { PlatformSpend } from "../core/digest-input.ts";
import type { Cause } from "../core/facts.ts";
import { missedInWords } from "../core/missed.ts";
import type { OpsInput } from "../core/ops-input.ts";
import type { MailPart } from "../core/mail.ts";
import { PLATFORM_NAMES } from "../core/platform.ts";
import type { LocalDate } from "../core/time.ts";
import { counted, listed } from "./accounts-in-words.ts";
import { plainDate } from "./dates.ts";
import { cleaned, unlinked } from "./hostile.ts";

/** Something for IT: what it is, and what mends or shows it. */
export interface OpsItem {
  /** What is told once and not again while it stands. */
  keys: readonly string[];
  when: "broke" | "soon";
  words: string;
  /** null: no command shows it; the words say where to look. */
  command: string | null;
}

/** What will break within so many days is said (DIGEST.md, other mails). */
const AHEAD_DAYS = 14;

/** What broke, the gravest first, then what will within 14 days. Pure. */
export function opsItems(input: OpsInput): readonly OpsItem[] {
  const today = localDateOf(input.now, input.policy.timezone);
  return [
    ...untold(input),
    ...unheard(input),
    ...mailParts(input),
    ...nights(input, today),
    ...platforms(input),
    ...deliveries(input),
    ...budgets(input, today),
    ...learnerLists(input, today),
    ...closures(input, today),
  ].toSorted((a, b) => Number(a.when === "soon") - Number(b.when === "soon"));
}

function broke(keys: readonly string[], words: string, command: string | null): OpsItem {
  return { keys, when: "broke", words, command };
}

function soon(key: string, words: string, command: string): OpsItem {
  return { keys: [key], when: "soon", words, command };
}

function untold({ untold: count }: OpsInput): readonly OpsItem[] {
  if (count === 0) return [];
  const words = `${counted(count, "safeguarding point has", "safeguarding points have")} nobody who may hear of it: name a lead and a deputy under safeguarding in the settings.`;
  return [broke(["untold"], words, "account-audit doctor")];
}

function unheard({ unheard: count }: OpsInput): readonly OpsItem[] {
  if (count === 0) return [];
  const points = counted(
    count,
    "safeguarding point that nobody has acknowledged has",
    "safeguarding points that nobody has acknowledged have",
  );
  const words = `${points} nobody left who may hear of it: all who are named share the account. Name others under safeguarding in the settings, or take them off the account's keepers.`;
  return [broke(["unheard"], words, "account-audit doctor")];
}

const MAIL_PART_NAMES: Readonly<Record<MailPart, string>> = {
  safeguarding: "The mails to safeguarding leads",
  escalation: "The mails that tell safeguarding points again",
  ops: "This mail",
  digest: "The weekly e-mail",
  keepers: "The mails to keepers",
  deliveries: "What waits to be sent",
  "send-digest": "The weekly e-mail",
  "tell-keepers": "The mails to keepers",
  "deliver-mail": "What waits to be sent",
};

function mailParts({ failingMailParts }: OpsInput): readonly OpsItem[] {
  return [...Map.groupBy(failingMailParts, (part) => MAIL_PART_NAMES[part])].map(([name, parts]) =>
    broke(
      parts.map((part) => `mail part ${part}`),
      `${name} failed when last tried: ${listed(parts, 2)}. /healthz of account-audit serve is red while that stands; its log names the error.`,
      null,
    ),
  );
}

function nights({ missedNights, lastNight }: OpsInput, today: LocalDate): readonly OpsItem[] {
  const missed = missedNights.map((date) => plainDate(date, today));
  const items: OpsItem[] = [];
  if (missed.length > 0) {
    const keys = missedNights.map((date) => `missed ${date}`);
    const words = `${missed.length === 1 ? "A night was" : "Nights were"} missed: ${listed(missed, 7)}. The service must keep running.`;
    items.push(broke(keys, words, "account-audit runs list"));
  }
  if (lastNight?.status === "incomplete") {
    const missed = missedInWords(lastNight.accounts);
    const words = `The night of ${plainDate(lastNight.date, today)} ended incomplete${missed === null ? "" : `: ${missed}`}.`;
    items.push(broke(["incomplete"], words, `account-audit runs show ${lastNight.date}`));
  }
  return items;
}

/** For each cause that IT mends, what to run. The others are told to those who mend them, in the weekly e-mail. */
const COMMANDS: Readonly<Partial<Record<Cause, string>>> = {
  "not-connected": "account-audit doctor",
  "no-permission": "account-audit doctor --live",
  "over-budget": "account-audit plan",
  "quota-used-up": "account-audit plan",
  "no-credit": "account-audit doctor --live",
  "stale-key": "account-audit plan",
  "not-comparable": "account-audit learners list",
  stale: "account-audit runs list",
  "not-audited": "account-audit runs list",
};

function platforms({ unread }: OpsInput): readonly OpsItem[] {
  return unread.flatMap(({ platform, cause, accounts }) => {
    const command = COMMANDS[cause];
    if (command === undefined || accounts === 0) return [];
    const words = `${PLATFORM_NAMES[platform]}, ${counted(accounts, "account")}: ${CAUSES_IN_WORDS[cause].sentence}.`;
    return [broke([`${platform} ${cause}`], words, command)];
  });
}

const MAILS = {
  digest: "The weekly e-mail",
  safeguarding: "A safeguarding mail",
  keepers: "A keeper's mail",
  ops: "A mail to IT",
  test: "A test mail",
} as const;

function deliveries({ mails, isDigestOverdue, skippedDigests }: OpsInput): readonly OpsItem[] {
  const items = mails.map(({ kind, about, state, recipients }) => {
    const how = state === "refused" ? "was refused for" : "may not have reached";
    const words = `${MAILS[kind]} (${about}) ${how} ${counted(recipients, "recipient")}.`;
    const option = state === "unclear" ? " --unclear" : "";
    const again = `account-audit digest resend${option} --week ${about}`;
    return broke([`${kind} ${about} ${state}`], words, kind === "digest" ? again : "account-audit doctor");
  });
  if (isDigestOverdue)
    items.push(broke(["overdue"], "The weekly e-mail does not get out.", "account-audit digest send --now"));
  for (const { week, reason } of skippedDigests) {
    const words = `The weekly e-mail of ${week} was skipped: ${unlinked(cleaned(reason, 120))}.`;
    items.push(broke([`skipped ${week}`], words, "account-audit doctor"));
  }
  return items;
}

function budgets({ spend }: OpsInput, today: LocalDate): readonly OpsItem[] {
  return spend.flatMap((of) => {
    const day = usedUpOn(of, today);
    if (day === null) return [];
    const name = PLATFORM_NAMES[of.platform];
    const key = `budget ${of.platform} ${today.slice(0, 7)}`;
    if (day <= today) return [broke([key], `${name}: the month's budget is used up.`, "account-audit plan")];
    const words = `${name}: at the pace of the last week the month's budget is used up about ${plainDate(day, today)}.`;
    return [soon(key, words, "account-audit plan")];
  });
}

/** The day within the next 14, and within the month, on which a month's budget ends at the last week's pace; null: none. */
function usedUpOn(
  { weekMicroUsd, monthMicroUsd, monthCapMicroUsd }: PlatformSpend,
  today: LocalDate,
): LocalDate | null {
  if (monthCapMicroUsd === null) return null;
  const room = monthCapMicroUsd - monthMicroUsd;
  if (room <= 0) return today;
  if (weekMicroUsd <= 0) return null;
  const days = Math.ceil(room / (weekMicroUsd / 7));
  if (days > AHEAD_DAYS) return null;
  const day = addDays(today, days);
  return day.slice(0, 7) === today.slice(0, 7) ? day : null;
}

function learnerLists(
  { learnerLists: lists, learnerListsWarnAfterDays, policy }: OpsInput,
  today: LocalDate,
): readonly OpsItem[] {
  if (!policy.learnerRulesAuthorised) return [];
  return lists.flatMap(({ name, asOf }) => {
    const left = learnerListsWarnAfterDays - daysBetween(asOf, today);
    if (left > AHEAD_DAYS) return [];
    const command = "account-audit learners import FILE --list NAME --as-of DATE --enrolled N";
    const said = unlinked(cleaned(name, 40));
    if (left < 0) {
      const words = `The learner list ${said} is ${daysBetween(asOf, today)} days old: too old to rely on.`;
      return [broke([`list ${name} ${asOf} old`], words, command)];
    }
    const words = `The learner list ${said} will be too old on ${plainDate(addDays(today, left), today)}.`;
    return [soon(`list ${name} ${asOf}`, words, command)];
  });
}

/** After its last closure a calendar knows no holidays: they would count as days on which accounts are quiet. */
function closures({ policy }: OpsInput, today: LocalDate): readonly OpsItem[] {
  const ending = policy.organisations.flatMap(({ shortName, closures: of }) => {
    const last = of
      .map(({ to }) => to)
      .toSorted()
      .at(-1);
    return last === undefined || last >= addDays(today, AHEAD_DAYS) ? [] : [{ shortName, last }];
  });
  if (ending.length === 0) return [];
  const names = listed(
    ending.map(({ shortName }) => unlinked(cleaned(shortName, 24))),
    5,
  );
  const last =
    ending
      .map((one) => one.last)
      .toSorted()
      .at(-1) ?? today;
  const words = `The calendar of closures ends on ${plainDate(last, today)} (${names}): add the coming year's to the settings.`;
  return [
    {
      keys: [`closures ${last}`],
      when: last < today ? "broke" : "soon",
      words,
      command: "account-audit doctor",
    },
  ];
}
