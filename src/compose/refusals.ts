import type { Config } from "../config.ts";
import { UserError } from "../errors.ts";

/** The learner rules run only where two people hear of what they find (POLICY.md, who hears). */
export function refuseUnreadyLearnerRules(config: Pick<Config, "policy" | "safeguarding">): void {
  if (!config.policy.learnerRulesAuthorised) return;
  const group = config.safeguarding[config.policy.groupId];
  const short = config.policy.organisations.filter(({ id }) => {
    const own = config.safeguarding[id];
    const people = [own?.lead, own?.deputy, group?.lead, group?.deputy].flatMap((one) => one?.email ?? []);
    return new Set(people).size < 2;
  });
  if (short.length === 0) return;
  const names = short.map(({ shortName }) => shortName).join(", ");
  throw new UserError(
    "configuration",
    `the learner rules are on, but fewer than two people would hear of what they find at ${names}`,
    "name a safeguarding lead and a deputy for each organisation in the settings file",
  );
}
