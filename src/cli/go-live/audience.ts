import type { Config } from "../../config.ts";
import { addDays, localDateOf, mondayOf } from "../../core/calendar.ts";
import { digestTimes } from "../../core/schedule.ts";
import { mailable } from "../../digest/hostile.ts";
import { isStaff, keepersOf } from "../../digest/keepers.ts";
import { listAccounts } from "../../store/accounts.ts";
import type { CommandIo } from "../command.ts";
import { counted } from "../problems.ts";
import { renderPairs } from "../table.ts";
import { momentIn } from "../when.ts";
import type { CommandStore } from "../with-store.ts";

/** Who gets what once mail leaves, as settings and register stand. */
export interface Audience {
  digestTo: readonly string[];
  /** When the first weekly e-mail would go. */
  firstDigestAt: Date;
  answersTo: string;
  opsTo: readonly string[];
  /** null: mail to keepers is switched off. */
  keepers: {
    told: readonly string[];
    notOnStaffDomains: readonly string[];
    /** Names of the register that are no e-mail address. */
    withoutAddress: number;
  } | null;
  /** Lead and deputy by organisation; nobody: the Group's lead. null: the learner rules are off. */
  safeguarding: readonly { organisation: string; to: readonly string[] }[] | null;
  learnerFindingsTo: Config["mail"]["learnerFindingsTo"];
}

export async function audienceOf(store: CommandStore, now: Date): Promise<Audience> {
  const { mail, policy, safeguarding } = store.config;
  return {
    digestTo: mail.digestTo,
    firstDigestAt: firstDigest(store.config, now),
    answersTo: mail.replyTo,
    opsTo: mail.opsTo,
    keepers: mail.keepersMail ? await keepersToTell(store) : null,
    safeguarding: policy.learnerRulesAuthorised
      ? policy.organisations.map(({ id, shortName }) => {
          const { lead, deputy } = safeguarding[id] ?? { lead: null, deputy: null };
          return { organisation: shortName, to: [lead, deputy].flatMap((person) => person?.email ?? []) };
        })
      : null,
    learnerFindingsTo: mail.learnerFindingsTo,
  };
}

/** The first hour of a digest at or after now. */
function firstDigest({ policy, schedule }: Config, now: Date): Date {
  const timetable = { zone: policy.timezone, ...schedule };
  const monday = mondayOf(localDateOf(now, policy.timezone));
  const { sendAt } = digestTimes(monday, timetable);
  return sendAt >= now ? sendAt : digestTimes(addDays(monday, 7), timetable).sendAt;
}

async function keepersToTell({ db, config }: CommandStore): Promise<NonNullable<Audience["keepers"]>> {
  const accounts = await listAccounts(db, { status: "live" });
  const keepers = [...new Set(accounts.flatMap((account) => keepersOf({ account })))].toSorted();
  const noAddress = accounts.flatMap((account) =>
    account.keepers.filter((keeper) => mailable(keeper) === null),
  );
  return {
    told: keepers.filter((address) => isStaff(address, config.staffDomains)),
    notOnStaffDomains: keepers.filter((address) => !isStaff(address, config.staffDomains)),
    withoutAddress: new Set(noAddress).size,
  };
}

export function audienceInWords(
  io: CommandIo,
  audience: Audience,
  { policy, staffDomains }: Pick<Config, "policy" | "staffDomains">,
): string {
  const { digestTo, firstDigestAt, answersTo, opsTo, safeguarding, learnerFindingsTo } = audience;
  const leads = (safeguarding ?? []).map(({ organisation, to }): readonly [string, string] => [
    `safeguarding mail, ${organisation}`,
    to.length === 0 ? "the Group's lead" : to.join(", "),
  ]);
  return renderPairs(io, [
    ["weekly e-mail", digestTo.join(", ")],
    ["the first one", momentIn(policy.timezone, firstDigestAt)],
    ["answers go to", answersTo],
    ["to IT, when something broke", opsTo.length === 0 ? "nobody: mail.ops_to is empty" : opsTo.join(", ")],
    ["keepers, once a week", keepersInWords(audience, staffDomains)],
    ...(safeguarding === null ? [["safeguarding mail", "none: the learner rules are off"] as const] : leads),
    ["about learners, Marketing", learnerFindingsTo === "marketing" ? "account and section" : "nothing"],
  ]);
}

/** Who would get a keeper's mail, and who would not and why. */
function keepersInWords({ keepers }: Audience, staffDomains: readonly string[]): string {
  if (keepers === null) return "nobody: mail.keepers_mail is false";
  const { told, notOnStaffDomains, withoutAddress } = keepers;
  return [
    told.length === 0
      ? "nobody: the register names no keeper with a staff address"
      : `${firstOf(told)}, in weeks when something is theirs`,
    ...(notOnStaffDomains.length === 0
      ? []
      : [`left out, not on staff_domains (${staffDomains.join(", ")}): ${firstOf(notOnStaffDomains)}`]),
    ...(withoutAddress === 0
      ? []
      : [`left out, no e-mail address: ${counted(withoutAddress, "name")} in the register`]),
  ].join("; ");
}

/** Of the keepers; the rest is counted. */
const MOST_NAMED = 8;

function firstOf(addresses: readonly string[]): string {
  const rest = addresses.length - MOST_NAMED;
  return `${addresses.slice(0, MOST_NAMED).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
