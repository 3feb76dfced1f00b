import type { Config } from "../config.ts";
import { localDateOf, mondayOf, addDays } from "../core/calendar.ts";
import { digestTimes } from "../core/schedule.ts";
import { UserError } from "../errors.ts";
import { refuseUnreadyLearnerRules } from "../compose/refusals.ts";
import { mailable } from "../digest/hostile.ts";
import { isStaff, keepersOf } from "../digest/keepers.ts";
import { listAccounts } from "../store/accounts.ts";
import { liveSinceOf } from "../store/digest-input.ts";
import { settleInstallation } from "../store/installation.ts";
import { examples, type CliCommand, type CommandIo } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { writeJson } from "./json.ts";
import { counted } from "./problems.ts";
import { renderPairs } from "./table.ts";
import { momentIn } from "./when.ts";
import { withStore, type CommandStore } from "./with-store.ts";

/** Of the keepers; the rest is counted. */
const MOST_NAMED = 8;

interface Options {
  yes?: true;
  json?: true;
}

export const command: CliCommand = {
  name: "go-live",
  summary: "Let mail leave from now on",
  build(command, io, exit) {
    command
      .option("--yes", "do not ask")
      .option("--json", "print JSON for machines")
      .addHelpText("after", examples("go-live", "go-live --yes"))
      .action(async (options: Options) => {
        await withStore(io, (store) => goLive(io, store, options));
        exit(EXIT.ok);
      });
  },
};

/** Shows who would get what, asks, and lets mail leave. What is open by then is a backlog, not news. */
async function goLive(io: CommandIo, store: CommandStore, options: Options): Promise<void> {
  const { config, db, clock } = store;
  const before = await liveSinceOf(db);
  const now = clock.now();
  if (before === null) {
    refuseUnready(config);
    if (!options.json) io.stdout(whoGetsWhat(io, config, now, await keepersInWords(store)));
    if (!options.yes) await ask(io);
    await settleInstallation(db, "live_since", now.toISOString(), now);
  }
  const since = before ?? now;
  if (options.json)
    writeJson(io, { liveSince: since, already: before !== null, digestTo: config.mail.digestTo });
  else {
    const said = before === null ? "Live" : "It was live already";
    io.stdout(`${said}: mail leaves since ${momentIn(config.policy.timezone, since)}.\n`);
  }
}

function refuseUnready(config: Config): void {
  if (config.mail.digestTo.length === 0) {
    throw new UserError(
      "configuration",
      "nobody would get the weekly e-mail: mail.digest_to is empty",
      "name at least one address under mail.digest_to in the settings file",
    );
  }
  if (config.mail.smtpUrl === null) {
    throw new UserError(
      "configuration",
      "there is no mail server: SMTP_URL is not set",
      "set it, and try it with `account-audit digest test --to ADDRESS`",
    );
  }
  refuseUnreadyLearnerRules(config);
}

/** Who would get a keeper's mail, as things stand, and who would not and why; the first of them by name. */
async function keepersInWords(store: CommandStore): Promise<string> {
  if (!store.config.mail.keepersMail) return "nobody: mail.keepers_mail is no";
  const accounts = await listAccounts(store.db, { status: "live" });
  const { staffDomains } = store.config;
  const keepers = [...new Set(accounts.flatMap((account) => keepersOf({ account })))].toSorted();
  const staff = keepers.filter((address) => isStaff(address, staffDomains));
  const others = keepers.filter((address) => !isStaff(address, staffDomains));
  const noAddress = new Set(
    accounts.flatMap((account) => account.keepers.filter((keeper) => mailable(keeper) === null)),
  );
  return [
    staff.length === 0
      ? "nobody: the register names no keeper with a staff address"
      : `${firstOf(staff)}, in weeks when something is theirs`,
    ...(others.length === 0
      ? []
      : [`left out, not on staff_domains (${staffDomains.join(", ")}): ${firstOf(others)}`]),
    ...(noAddress.size === 0
      ? []
      : [`left out, no e-mail address: ${counted(noAddress.size, "name")} in the register`]),
  ].join("; ");
}

function firstOf(addresses: readonly string[]): string {
  const rest = addresses.length - MOST_NAMED;
  return `${addresses.slice(0, MOST_NAMED).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function whoGetsWhat(io: CommandIo, config: Config, now: Date, keepers: string): string {
  const { mail, policy, safeguarding } = config;
  const leads = policy.organisations.map(({ id, shortName }): readonly [string, string] => {
    const { lead, deputy } = safeguarding[id] ?? { lead: null, deputy: null };
    const people = [lead, deputy].flatMap((person) => person?.email ?? []);
    return [`safeguarding mail, ${shortName}`, people.length === 0 ? "the Group's lead" : people.join(", ")];
  });
  return renderPairs(io, [
    ["weekly e-mail", mail.digestTo.join(", ")],
    ["the first one", momentIn(policy.timezone, firstDigest(config, now))],
    ["answers go to", mail.replyTo],
    [
      "to IT, when something broke",
      mail.opsTo.length === 0 ? "nobody: mail.ops_to is empty" : mail.opsTo.join(", "),
    ],
    ["keepers, once a week", keepers],
    ...(policy.learnerRulesAuthorised
      ? leads
      : [["safeguarding mail", "none: the learner rules are off"] as const]),
    ["about learners, Marketing", mail.learnerFindingsTo === "marketing" ? "account and section" : "nothing"],
  ]);
}

/** The first hour of a digest at or after now. */
function firstDigest({ policy, schedule }: Config, now: Date): Date {
  const timetable = { zone: policy.timezone, ...schedule };
  const monday = mondayOf(localDateOf(now, policy.timezone));
  const { sendAt } = digestTimes(monday, timetable);
  return sendAt >= now ? sendAt : digestTimes(addDays(monday, 7), timetable).sendAt;
}

async function ask(io: CommandIo): Promise<void> {
  if (!io.isTty)
    throw new UserError("usage", "this needs a yes, and there is no terminal to ask on", "add --yes");
  const answer = await io.promptHidden("Type yes to let mail leave (not shown): ");
  if (answer.trim().toLowerCase() === "yes") return;
  throw new UserError("usage", "nothing was changed", "run it again and type yes, or add --yes");
}
