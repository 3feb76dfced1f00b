import type { Account } from "../../core/account.ts";
import type { Config } from "../../config.ts";
import { UserError } from "../../errors.ts";
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
      if (options.json) writeJson(io, { ...leaving, dryRun: options.dryRun ?? false });
      else say(io, leaving, options.dryRun ?? false);
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
  const logins = (await listAccounts(db)).filter(
    ({ status, loginAddress }) => status !== "closed" && loginAddress?.toLowerCase() === leaver,
  );
  return {
    leaver,
    replacement,
    changed,
    logins: logins.map(nameOfAccount),
    assigned: await findingsAssignedTo(db, leaver),
    settings: placesOf(config, leaver),
  };
}

function keepersWithout({ keepers }: Account, leaver: string, replacement: string | null): string[] {
  const others = keepers.filter((keeper) => keeper.toLowerCase() !== leaver);
  return [...new Set([...others, ...(replacement === null ? [] : [replacement])])];
}

/** Keys of the settings file under which an address stands. */
function placesOf({ mail, safeguarding }: Config, address: string): string[] {
  const names = (addresses: readonly string[]) =>
    addresses.some((one) => one.toLowerCase().includes(address));
  return [
    ...(names(mail.digestTo) ? ["mail.digest_to"] : []),
    ...(names(mail.opsTo) ? ["mail.ops_to"] : []),
    ...(names([mail.replyTo]) ? ["mail.reply_to"] : []),
    ...(names([mail.from]) ? ["mail.from"] : []),
    ...Object.entries(safeguarding).flatMap(([id, { lead, deputy }]) => [
      ...(names([lead?.email ?? ""]) ? [`safeguarding.${id}.lead`] : []),
      ...(names([deputy?.email ?? ""]) ? [`safeguarding.${id}.deputy`] : []),
    ]),
  ];
}

function isSettled({ changed, logins, assigned, settings }: Leaving): boolean {
  const waits = logins.length + assigned.length + settings.length;
  return waits === 0 && !changed.some(({ tooFew }) => tooFew);
}

function say(io: CommandIo, leaving: Leaving, isDryRun: boolean): void {
  const { leaver, changed, logins, assigned, settings } = leaving;
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
  const few = changed.filter(({ tooFew }) => tooFew);
  if (few.length > 0) {
    io.stdout(
      `${counted(few.length, "account")} then ${few.length === 1 ? "has" : "have"} fewer than two keepers: ${few.map(({ account }) => account).join(", ")}.\n` +
        "→ run it with --replace ADDRESS, or name keepers in a file for `account-audit accounts import`\n",
    );
  }
  if (changed.length > 0) io.stdout("→ change the passwords of these accounts; the leaver knew them\n");
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
