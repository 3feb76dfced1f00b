import { isAuditsOwn, type OpenFinding } from "./standing.ts";
import { keeperAddresses } from "./accounts-in-words.ts";
import type { AccountLabel, Letter } from "./model.ts";
import { LINK_BREAK } from "./hostile.ts";

/** Outlook on Windows cuts `mailto:` links at about 2,000 characters, and ten of them must fit into 60 KB. */
const LONGEST_HREF = 1_200;

/** A letter to the keepers, ready to be sent; null where nobody can be written to. Never about a learner, nor the audit itself. */
export function letterToKeepers(
  open: OpenFinding,
  label: AccountLabel,
  said: { sentence: string; ask: string },
): Letter | null {
  const addresses = keeperAddresses(open.owner);
  if (addresses.length === 0 || open.aboutLearner || isAuditsOwn(open.rule)) return null;
  const handle = label.handle.replaceAll(LINK_BREAK, "");
  const subject = `${handle}: ${open.rule.title}`;
  const body = [
    "Hello,",
    `our social media audit found this on ${handle}${label.url === null ? "" : ` (${label.url})`}: ${said.sentence.replaceAll(LINK_BREAK, "")}`,
    said.ask,
    "If this is wrong, please answer and say why. Thank you!",
  ].join("\r\n\r\n");
  const href = `mailto:${addresses.map(address).join(",")}?subject=${encode(subject)}&body=${encode(body)}`;
  if (href.length > LONGEST_HREF) return null;
  return { words: addresses.length === 1 ? "Write to its keeper" : "Write to its keepers", href };
}

/** A keeper's answer to Marketing, ready to be sent: they keep one line of it. */
export function answerToMarketing(replyTo: string, { handle }: AccountLabel, title: string): Letter {
  const subject = `${handle}: ${title}`.replaceAll(LINK_BREAK, "");
  const body = [
    "Hello,",
    "(keep what is true)",
    "It is done.",
    "It will be done by: ",
    "Please close the account.",
    "It is not right, because: ",
    "I do not share this account any more; please ask: ",
  ].join("\r\n\r\n");
  const href = `mailto:${address(replyTo)}?subject=${encode(subject)}&body=${encode(body)}`;
  return { words: "Answer Marketing", href };
}

/** RFC 6068: everything but plain characters is percent-encoded, the @ stays. */
function address(text: string): string {
  return encode(text).replace("%40", "@");
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll("'", "%27");
}
