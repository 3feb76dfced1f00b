import type { DigestInput, PlatformSpend } from "../core/digest-input.ts";
import { PLATFORM_NAMES } from "../core/platform.ts";
import { linkable } from "./hostile.ts";
import type { DigestModel } from "./model.ts";

/** Said once, aloud: what nobody should believe to have been checked (POLICY.md, as checks). */
const UNSEEN = [
  "Stories, private messages and who reads them.",
  "Whether people in pictures agreed, whether a post is kind, fair or political.",
  "Likes, and mentions by others.",
  "Accounts that nobody has put on the register.",
];

const ANSWERS = [
  "Answer this e-mail: a person reads it.",
  "Or fill in the columns decision, reason, until and by in findings.csv, and send the file back.",
  "If a finding is wrong, say so: it is taken off and counted.",
];

export function endOf(input: DigestInput): DigestModel["end"] {
  const url = linkable(input.reportUrl);
  return [
    { heading: "What no machine sees", lines: UNSEEN, link: null },
    {
      heading: "How to answer",
      lines: ANSWERS,
      link: url === null ? null : { words: "The full report", url },
    },
    { heading: "What it cost", lines: spendInWords(input.spend), link: null },
  ];
}

function spendInWords(spend: readonly PlatformSpend[]): readonly string[] {
  if (spend.length === 0) return ["Nothing was paid for reading."];
  return spend.map(({ platform, weekMicroUsd, monthMicroUsd, monthCapMicroUsd }) => {
    const allowed = monthCapMicroUsd === null ? "" : ` of ${dollars(monthCapMicroUsd)} allowed`;
    const month = `${dollars(monthMicroUsd)}${allowed} this month`;
    return `Reading ${PLATFORM_NAMES[platform]}: ${dollars(weekMicroUsd)} since the last e-mail, ${month}.`;
  });
}

/** Millionths of a dollar as people write them. Never rounded down to nothing. */
function dollars(microUsd: number): string {
  if (microUsd > 0 && microUsd < 5_000) return "less than $0.01";
  return `$${(microUsd / 1_000_000).toFixed(2)}`;
}
