import { UserError } from "../errors.ts";
import { openSeal, unlockLeadKey, type LeadKey } from "../secrets.ts";
import { readAccount } from "../store/accounts.ts";
import { sealsOf } from "../store/finding-views.ts";
import { recordReveal, sealFor } from "../store/reveals.ts";
import { examples, type CliCommand, type CommandIo } from "./command.ts";
import { chooseFinding } from "./findings/choose.ts";
import { whyNotSealed } from "./findings/sealed.ts";
import { readInput } from "./input.ts";
import { readIdentity } from "./reveal/identity.ts";
import { revealInWords } from "./reveal/say.ts";
import { systemUser } from "./system-user.ts";
import { withStore, type CommandStore } from "./with-store.ts";

interface Options {
  reason: string;
  key: string;
  name?: string;
}

export const command: CliCommand = {
  name: "reveal",
  summary: "Open the sealed evidence of a learner finding",
  build(command, io) {
    command
      .argument("<finding>", "its id, or so much of its beginning as is unambiguous")
      .requiredOption("--reason <text>", "why it must be opened; goes on record")
      .requiredOption("--key <file>", "the private key of the safeguarding lead or deputy")
      .option("--name <name>", "who opens it; goes on record")
      .addHelpText(
        "after",
        `
For safeguarding leads, on a terminal only. It asks for the passphrase, shows once who it was, and reads no
platform. That it was opened, by whom and why, goes on record; what it said does not.
${examples('reveal 4k2m9x0c --reason "check with our records" --key lead-conel.key --name "A. Lead"')}`,
      )
      .action(async (text: string, options: Options) => {
        refuseElsewhereThanOnTerminal(io);
        await withStore(io, (store) => reveal(io, store, text, options));
      });
  },
};

/** A pipe or a file would keep what is to be seen once. */
function refuseElsewhereThanOnTerminal(io: CommandIo): void {
  if (io.isTty) return;
  throw new UserError(
    "usage",
    "reveal speaks to a person on a terminal only, never into a pipe or a file",
    "run it in a terminal, without > or |",
  );
}

async function reveal(io: CommandIo, store: CommandStore, text: string, options: Options): Promise<void> {
  const { db, config } = store;
  const reason = options.reason.trim();
  if (reason === "")
    throw new UserError("usage", "the reason is empty", "say in a few words why it must be opened");
  const finding = await chooseFinding(db, text);
  const account = await readAccount(db, finding.accountId);
  const seals = await sealsOf(db, finding.id);
  if (seals.length === 0) {
    const { says, next } = whyNotSealed(finding, account, config);
    throw new UserError("usage", `nothing is sealed for this finding: ${says}`, next);
  }
  const key = await unlock(io, options.key);
  const box = await sealFor(db, finding.id, key.keyId);
  if (box === null) throw sealedToOthers(key, seals);
  const identity = readIdentity(await openSeal(key, box));
  await recordReveal(db, {
    id: store.ids.next(),
    findingId: finding.id,
    at: store.clock.now(),
    claimedName: options.name?.trim() || "not given",
    systemUser: systemUser(),
    reason,
  });
  io.stdout(await revealInWords(io, store, { finding, account, identity }));
}

async function unlock(io: CommandIo, file: string): Promise<LeadKey> {
  const text = Buffer.from(await readInput(io, file)).toString("utf8");
  return unlockLeadKey(text, await io.promptHidden("Passphrase (not shown): "));
}

function sealedToOthers(key: LeadKey, seals: Awaited<ReturnType<typeof sealsOf>>): UserError {
  return new UserError(
    "usage",
    `nothing is sealed to this key (${key.keyId}); it is sealed to ${seals.map(({ keyId }) => keyId).join(", ")}`,
    "use the key that the lead or the deputy of the account's organisation had when the finding was made",
  );
}
