import { unheardFindings } from "../../compose/escalation.ts";
import { refuseUnreadyLearnerRules } from "../../compose/refusals.ts";
import { untoldPoints } from "../../compose/safeguarding-mail.ts";
import type { Config } from "../../config.ts";
import { daysBetween, localDateOf } from "../../core/calendar.ts";
import { PLATFORM_NAMES } from "../../core/platform.ts";
import { listLearnerLists } from "../../store/learner-lists.ts";
import { learnerShare } from "../../store/learners.ts";
import { counted } from "../problems.ts";
import { onDatabase, onSettings, ok, problem, warning } from "./check.ts";

export const privacy = onSettings("Privacy section", "settings", (config) =>
  config.privacy === null
    ? warning(
        "not filled: learner rules are could not check: not authorised",
        "fill the three keys of privacy in the settings once the impact assessment is done",
      )
    : ok(`filled (${config.privacy.dpiaReference})`),
);

/** Who hears of learner findings, and whether evidence can be sealed to them. */
export const contacts = onSettings("Safeguarding", "settings", (config) => {
  if (!config.policy.learnerRulesAuthorised)
    return ok("no contacts are needed while the learner rules are off");
  refuseUnreadyLearnerRules(config);
  const keyless = config.policy.organisations.filter(({ id }) => !hasKey(config, id));
  const sharing = sharersOf(config);
  if (keyless.length === 0 && sharing.length > 0) {
    return warning(
      `several people have one public key (${sharing.join("; ")}): whoever holds it opens all their evidence, and reads it as any of them`,
      "let each make a key of their own with `account-audit keys new --for lead`, and put each public_key under safeguarding in the settings",
    );
  }
  if (keyless.length === 0) return ok("two contacts and a key for every organisation");
  return warning(
    `evidence cannot be sealed to anybody of ${keyless.map(({ shortName }) => shortName).join(", ")}`,
    "each lead makes a key with `account-audit keys new --for lead`; put public_key under safeguarding in the settings",
  );
});

function hasKey({ safeguarding }: Config, organisation: string): boolean {
  const own = safeguarding[organisation];
  return [own?.lead, own?.deputy].some((one) => typeof one?.publicKey === "string");
}

/** People of different addresses with one public key, a line a key. */
function sharersOf({ safeguarding, policy }: Config): string[] {
  const holders = policy.organisations.flatMap(({ id, shortName }) => {
    const { lead = null, deputy = null } = safeguarding[id] ?? {};
    const named = [
      { contact: lead, as: `lead of ${shortName}` },
      { contact: deputy, as: `deputy of ${shortName}` },
    ];
    return named.flatMap(({ contact, as }) =>
      contact === null || contact.publicKey === null
        ? []
        : [{ as, email: contact.email.trim().toLowerCase(), publicKey: contact.publicKey }],
    );
  });
  return [...Map.groupBy(holders, ({ publicKey }) => publicKey).values()]
    .filter((ofKey) => new Set(ofKey.map(({ email }) => email)).size > 1)
    .map((ofKey) => ofKey.map(({ as }) => as).join(", "));
}

/** Whether somebody may hear of each open learner finding. Only counted: whose account it is may be for the leads alone. */
export const points = onDatabase("Safeguarding points", "settings", async (db, config, { clock }) => {
  const untold = (await untoldPoints({ db, config })).flatMap(({ findings, recipients }) =>
    recipients.length === 0 ? findings : [],
  );
  const unheard = await unheardFindings({ db, config }, clock.now());
  const says = [
    ...(untold.length === 0 ? [] : [`${counted(untold.length, "point")} could be told to nobody`]),
    ...(unheard.length === 0
      ? []
      : [
          `of ${counted(unheard.length, "point")} that nobody has acknowledged nobody is left to be told again`,
        ]),
  ];
  if (says.length === 0) return ok("somebody may hear of each");
  return problem(
    `${says.join("; ")}: whoever is named shares the account, or nobody is named`,
    "under safeguarding in the settings, name a lead and a deputy of the Group who keep no account; `account-audit serve` then tells them",
  );
});

/** How old the learner lists are, and how much of the learners they know. */
export const learners = onDatabase("Learner lists", "settings", async (db, config, { clock }) => {
  const today = localDateOf(clock.now(), config.policy.timezone);
  const lists = await listLearnerLists(db, today);
  const isOn = config.policy.learnerRulesAuthorised;
  const next = "`account-audit learners import FILE --list NAME --as-of DATE --enrolled N`";
  if (lists.length === 0) {
    return isOn
      ? warning("none: whether accounts follow learners cannot be checked", next)
      : ok("none, and the learner rules are off");
  }
  const old = lists.filter((list) => daysBetween(list.asOf, today) > config.learnerListsWarnAfterDays);
  if (old.length > 0) {
    const names = old.map((list) => `${list.name} (${daysBetween(list.asOf, today)} days)`).join(", ");
    return warning(`older than ${config.learnerListsWarnAfterDays} days: ${names}`, next);
  }
  const platforms = new Set(lists.flatMap((list) => list.platforms.map(({ platform }) => platform)));
  const shares = [];
  for (const platform of platforms) shares.push({ platform, ...(await learnerShare(db, platform, today)) });
  const words = shares.map(
    ({ platform, known, enrolled }) => `${PLATFORM_NAMES[platform]} ${known} of ${enrolled} known`,
  );
  const low = shares.filter(({ known, enrolled }) => known < enrolled * config.policy.learnerShareForPass);
  const says = `${lists.length} up to date; ${words.join(", ")}`;
  if (low.length === 0) return ok(says);
  return warning(
    `${says}: too few for a clean result`,
    "ask learners for their handles, or rely on the termly review by keepers",
  );
});
