import type { DigestInput } from "../core/digest-input.ts";
import { PLATFORM_NAMES } from "../core/platform.ts";
import { cleaned, linkable, unlinked } from "./hostile.ts";
import type { DigestModel } from "./model.ts";
import { isAboutLearners, timeTold } from "./standing.ts";

/** Said once, aloud: what nobody should believe to have been checked (POLICY.md, as checks). */
const UNSEEN =
  "Stories, community posts and private messages; likes, and mentions by others; whether people in pictures agreed; whether a post is kind, fair or political; accounts that are not on the register.";

export function endOf(input: DigestInput): DigestModel["end"] {
  const url = linkable(input.reportUrl);
  const report =
    url === null
      ? "Every account with its story is in the report, which IT keeps: ask for it."
      : "Every account with its story:";
  return [
    { heading: "What no machine sees", lines: [UNSEEN], link: null },
    { heading: "How often we were wrong", lines: wrongInWords(input), link: null },
    { heading: "How to answer", lines: answersTo(input.replyTo), link: null },
    {
      heading: "The report",
      lines: [report],
      link: url === null ? null : { words: "Open the report", url },
    },
    { heading: "What it cost", lines: spendInWords(input), link: null },
  ];
}

function answersTo(replyTo: string): readonly string[] {
  return [
    `Answer this e-mail: a person reads it (${cleaned(replyTo, 100)}).`,
    "Many at once: fill in the columns decision (acknowledge, waive or wrong), reason, until and by in the attached findings.csv and send it back. IT reads it in.",
    "A finding is wrong? Say so and why. It is taken off, remembered, and counted above.",
  ];
}

/** Counted by rule over all time: a rule that errs is to be mended, not to be got used to. */
function wrongInWords({ wrong, rules }: DigestInput): readonly string[] {
  const known = wrong.flatMap((count) => {
    const rule = rules.find(({ id }) => id === count.ruleId);
    return rule === undefined ? [] : [{ ...count, rule }];
  });
  if (known.length === 0) return ["So far nobody has called a finding wrong."];
  return known.map(({ rule, wrong: times, opened }) => {
    const title = isAboutLearners(rule, rule.severity) ? "With the safeguarding lead" : rule.title;
    const percent = Math.round((100 * times) / Math.max(1, opened));
    return `${unlinked(title)}: ${times.toLocaleString("en-GB")} of ${opened.toLocaleString("en-GB")} findings called wrong (${percent}%).`;
  });
}

function spendInWords(input: DigestInput): readonly string[] {
  const { spend } = input;
  const paid = spend.filter(({ weekMicroUsd, monthMicroUsd }) => weekMicroUsd > 0 || monthMicroUsd > 0);
  if (paid.length === 0) return ["Nothing was paid for reading."];
  return paid.map(({ platform, weekMicroUsd, monthMicroUsd, monthCapMicroUsd }) => {
    const allowed = monthCapMicroUsd === null ? "" : ` of ${dollars(monthCapMicroUsd)} allowed`;
    const month = `${dollars(monthMicroUsd)}${allowed} this month`;
    return `Reading ${PLATFORM_NAMES[platform]}: ${dollars(weekMicroUsd)} ${timeTold(input)}, ${month}.`;
  });
}

/** Millionths of a dollar as people write them. Never rounded down to nothing. */
function dollars(microUsd: number): string {
  if (microUsd > 0 && microUsd < 5_000) return "less than $0.01";
  return `$${(microUsd / 1_000_000).toFixed(2)}`;
}
