import type { Account } from "../../core/account.ts";
import type { Config } from "../../config.ts";
import { isStaff } from "../../digest/keepers.ts";
import { UserError } from "../../errors.ts";
import { slipOf } from "../../slip.ts";
import { listAccounts } from "../../store/accounts.ts";
import { changeKeepers, findingsAssignedTo, lockAccountsKeptBy } from "../../store/keepers.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { nameOfAccount, SHORT_ID } from "../findings/choose.ts";
import { writeJson } from "../json.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { withStore, type CommandStore } from "../with-store.ts";
import { keeperIn } from "./keeper-address.ts";

/** Policy, section 3: an account is shared by two members of staff at least. */
const ENOUGH_KEEPERS = 2;

interface Options {
  replace?: string;
  dryRun?: true;
  json?: true;
}

interface Leaving {
  leaver: string;
  replacement: string | null;
  /** The replacement is on none of the domains of staff: true of nobody who keeps an account by the policy. */
  isReplacementOutside: boolean;
  changed: readonly { account: string; accountId: string; keepers: readonly string[]; tooFew: boolean }[];
  /** Accounts that are logged into with the leaver's own address. */
  logins: readonly string[];
  /** Unresolved findings that wait for them. */
  assigned: readonly string[];
  /** Places in the settings that still name the leaver. */
  settings: readonly string[];
}

export const buildLeaver: BuildInner = (parent, io, exit) => {
  parent
    .command("leaver")
    .description(
      "A member of staff leaves: take their address off the accounts that they keep, or put another in its place. " +
        "Says which accounts then have too few keepers, and where else the address stands.",
    )
    .argument("<address>", "the leaver's e-mail address")
    .option("--replace <address>", "who takes over")
    .option("--dry-run", "say what would change, and change nothing")
    .option("--json", "print JSON for machines")
    .addHelpText(
      "after",
      `
Change the passwords of the accounts named: the product keeps none. Exit code 3 when an account is left with
fewer than two keepers or logged into with the leaver's address, or findings or settings still name them.
${examples(
  "accounts leaver a.tutor@college.ac.uk --dry-run",
  "accounts leaver a.tutor@college.ac.uk --replace b.tutor@college.ac.uk",
)}`,
    )
    .action(async (word: string, options: Options) => {
      const leaving = await withStore(io, (store) => leave(store, keeperIn(word), options));
      const isDryRun = options.dryRun ?? false;
      if (options.json) writeJson(io, { ...leaving, dryRun: isDryRun });
      else {
        sayKeepers(io, leaving, isDryRun);
        sayWhereElse(io, leaving);
      }
      exit(isSettled(leaving) ? EXIT.ok : EXIT.incomplete);
    });
};

async function leave(store: CommandStore, leaver: string, options: Options): Promise<Leaving> {
  const { db, config, clock } = store;
  const replacement = options.replace === undefined ? null : keeperIn(options.replace);
  if (replacement === leaver) {
    throw new UserError(
      "usage",
      "the leaver cannot take over from themselves",
      "name somebody else with --replace",
    );
  }
  const changed = await db.transaction(async (tx) => {
    const changes = (await lockAccountsKeptBy(tx, leaver)).map((account) => {
      const keepers = keepersWithout(account, leaver, replacement);
      const tooFew = account.status === "live" && keepers.length < ENOUGH_KEEPERS;
      return { account: nameOfAccount(account), accountId: account.id, keepers, tooFew };
    });
    if (options.dryRun !== true) await changeKeepers(tx, changes, clock.now());
    return changes;
  });
  const register = await listAccounts(db);
  const logins = register.filter(
    ({ status, loginAddress }) => status !== "closed" && loginAddress?.toLowerCase() === leaver,
  );
  const leaving: Leaving = {
    leaver,
    replacement,
    isReplacementOutside: replacement !== null && !isStaff(replacement, config.staffDomains),
    changed,
    logins: logins.map(nameOfAccount),
    assigned: await findingsAssignedTo(db, leaver),
    settings: placesOf(config, leaver),
  };
  if (changed.length === 0 && hasNothingOpen(leaving)) refuseUnknown(leaver, register, config);
  return leaving;
}

/** An address that stands nowhere is a slip, or has left before. */
function refuseUnknown(leaver: string, register: readonly Account[], config: Config): void {
  const staff = register.flatMap(({ keepers, loginAddress }) => [...keepers, loginAddress ?? ""]);
  const known = [...staff, ...addressesIn(config).map(([, address]) => address)]
    .map((address) => address.toLowerCase())
    .filter((address) => address !== "");
  if (known.includes(leaver)) return;
  const meant = slipOf(leaver, known);
  throw new UserError(
    "usage",
    `no account, login, finding or setting names ${leaver}`,
    meant === null
      ? "check the address; `account-audit accounts list --json` shows keepers and logins"
      : `did you mean ${meant}? If this one was taken off before, nothing is left to do`,
  );
}

function keepersWithout({ keepers }: Account, leaver: string, replacement: string | null): string[] {
  const others = keepers.filter((keeper) => keeper.toLowerCase() !== leaver);
  return [...new Set([...others, ...(replacement === null ? [] : [replacement])])];
}

/** Keys of the settings file under which an address stands. */
function placesOf(config: Config, address: string): string[] {
  const places = addressesIn(config).filter(([, one]) => one.toLowerCase().includes(address));
  return [...new Set(places.map(([key]) => key))];
}

/** Every address of the settings file under its key. A sender's may have a name before it. */
function addressesIn({ mail, safeguarding }: Config): [key: string, address: string][] {
  return [
    ...mail.digestTo.map((one): [string, string] => ["mail.digest_to", one]),
    ...mail.opsTo.map((one): [string, string] => ["mail.ops_to", one]),
    ["mail.reply_to", mail.replyTo],
    ["mail.from", mail.from],
    ...Object.entries(safeguarding).flatMap(([id, { lead, deputy }]): [string, string][] => [
      [`safeguarding.${id}.lead`, lead?.email ?? ""],
      [`safeguarding.${id}.deputy`, deputy?.email ?? ""],
    ]),
  ];
}

function isSettled(leaving: Leaving): boolean {
  return hasNothingOpen(leaving) && !leaving.changed.some(({ tooFew }) => tooFew);
}

function hasNothingOpen({ logins, assigned, settings }: Leaving): boolean {
  return logins.length + assigned.length + settings.length === 0;
}

function sayKeepers(io: CommandIo, leaving: Leaving, isDryRun: boolean): void {
  const { leaver, replacement, isReplacementOutside, changed } = leaving;
  if (changed.length > 0) {
    const rows = changed.map(({ account, keepers, tooFew }) => [
      account,
      tooFew ? `too few: ${keepers.length}` : "enough",
      keepers.length === 0 ? "nobody" : keepers.join(", "),
    ]);
    io.stdout(`${renderRows(io, ["Account", "Keepers", "Who is left"], rows)}\n`);
  }
  const verb = isDryRun ? "would leave" : "has left";
  io.stdout(`${leaver} ${verb} ${counted(changed.length, "account")}.\n`);
  if (isReplacementOutside) {
    io.stdout(
      `! ${replacement} is not on a domain of staff: the policy lets staff alone keep accounts, and no mail to keepers goes there.\n` +
        "→ name an address of staff, or add its domain to staff_domains in the settings if it is one\n",
    );
  }
  const few = changed.filter(({ tooFew }) => tooFew);
  if (few.length > 0) {
    io.stdout(
      `${counted(few.length, "account")} then ${few.length === 1 ? "has" : "have"} fewer than two keepers: ${few.map(({ account }) => account).join(", ")}.\n` +
        `→ ${isDryRun && replacement === null ? "run it with --replace ADDRESS, or " : ""}name keepers in a file for \`account-audit accounts import\`\n`,
    );
  }
  if (changed.length > 0) io.stdout("→ change the passwords of these accounts; the leaver knew them\n");
}

function sayWhereElse(io: CommandIo, { logins, assigned, settings }: Leaving): void {
  if (logins.length > 0) {
    io.stdout(
      `Logged into with that address: ${logins.join(", ")}.\n→ give them another login at the platform, then login_address in the register\n`,
    );
  }
  if (assigned.length > 0) {
    io.stdout(
      `Assigned to them: ${assigned.map((id) => id.slice(0, SHORT_ID)).join(", ")}.\n→ assign these findings to somebody else\n`,
    );
  }
  if (settings.length > 0) {
    io.stdout(
      `The settings still name them: ${settings.join(", ")}.\n→ name somebody else in the settings file\n`,
    );
  }
}
