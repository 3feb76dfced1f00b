import type { DigestInput } from "../core/digest-input.ts";
import { PLATFORM_NAMES, type Platform } from "../core/platform.ts";

/** How many learners the machine knows on a platform: it stands beside every learner result (POLICY.md, the share known). */
export function shareSentences({ learners }: DigestInput, platform: Platform): readonly string[] {
  const share = learners.find((one) => one.platform === platform);
  const name = PLATFORM_NAMES[platform];
  if (share === undefined || share.known === 0) return [`No learner is known on ${name}.`];
  const { known, enrolled } = share;
  const percent = enrolled > 0 ? ` (${Math.floor((100 * known) / enrolled)}%)` : "";
  const of = `${known.toLocaleString("en-GB")} of ${enrolled.toLocaleString("en-GB")}`;
  return [`The machine knows ${of} learners${percent} on ${name}.`];
}

/** The same for all platforms on which there are live accounts; it says when there is no list at all. */
export function allShares(input: DigestInput): string {
  const platforms = input.learners.filter(({ known }) => known > 0).map(({ platform }) => platform);
  if (platforms.length === 0) return "No list of learners has been given: nothing could be compared.";
  return platforms.flatMap((platform) => shareSentences(input, platform)).join(" ");
}
