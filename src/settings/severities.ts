import { oneOf } from "./fields.ts";

const severity = () =>
  oneOf(
    ["high", "medium", "low"],
    "one of high, medium, low (safeguarding is for learner findings alone)",
  ).optional();
/** The leads are told by it: a setting must not take that away, nor tell them of anything else (POLICY.md, who hears). */
const safeguardingAlone = () =>
  oneOf(
    ["safeguarding"],
    "safeguarding or nothing at all, because the safeguarding leads hear of every such finding",
  ).optional();
/** Every rule. A test holds the list equal to src/rules/index.ts. */
export const severities = {
  "dormant-account": severity(),
  "untagged-posts": severity(),
  "learner-followed": safeguardingAlone(),
  "learner-contacted": safeguardingAlone(),
  "barely-used-account": severity(),
  "official-account-unfollowed": severity(),
  "vanished-account": severity(),
  "unaudited-account": severity(),
};
