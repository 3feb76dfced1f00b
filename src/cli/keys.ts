import { Option } from "commander";
import { UserError } from "../errors.ts";
import { createLeadKeys } from "../secrets.ts";
import { examples, type BuildInner, type CliCommand, type CommandIo } from "./command.ts";
import { readSecretLine } from "./input.ts";
import { writeJson } from "./json.ts";
import { writePrivateFile } from "./output.ts";

interface Options {
  for: "lead";
  out?: string;
  stdin?: true;
  json?: true;
}

const MIN_PASSPHRASE = 12;

const buildNew: BuildInner = (parent, io) => {
  parent
    .command("new")
    .description(
      "Make a key pair for a safeguarding lead or deputy, on their own machine. The private key is written under a " +
        "passphrase and stays theirs; the public key goes into the settings.",
    )
    .addOption(new Option("--for <whom>", "whom the keys are for").choices(["lead"]).default("lead"))
    .option("--out <file>", "where the private key goes; left out: named by the key")
    .option("--stdin", "read the passphrase from standard input instead of asking")
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("keys new", "keys new --out lead-conel.key"))
    .action(async (options: Options) => {
      const passphrase = await choosePassphrase(io, options.stdin ?? false);
      const { keyId, publicKey, privateKeyFile } = await createLeadKeys(passphrase);
      const file = options.out ?? `account-audit-lead-${keyId}.key`;
      await writePrivateFile(io, file, privateKeyFile);
      if (options.json) {
        writeJson(io, { keyId, publicKey, file });
        return;
      }
      io.stdout(`Private key ${keyId}: ${file}, readable by you alone, under your passphrase.\n`);
      io.stdout("Keep it and a copy of it away from the server; nobody can recover the passphrase.\n");
      io.stdout("Public key, for safeguarding.<organisation>.lead or .deputy in the settings:\n\n");
      io.stdout(`  public_key: ${publicKey}\n`);
    });
};

async function choosePassphrase(io: CommandIo, fromStdin: boolean): Promise<string> {
  const passphrase = await readSecretLine(io, "Passphrase (not shown): ", fromStdin);
  if (passphrase.length < MIN_PASSPHRASE) {
    throw new UserError(
      "usage",
      `the passphrase has fewer than ${MIN_PASSPHRASE} characters`,
      "take four or five words that do not belong together",
    );
  }
  if (!fromStdin && (await readSecretLine(io, "Once more: ", false)) !== passphrase) {
    throw new UserError("usage", "the two passphrases differ", "run the command again");
  }
  return passphrase;
}

export const command: CliCommand = {
  name: "keys",
  summary: "Key pairs of safeguarding leads",
  build(command, io, exit) {
    command.addHelpText("after", examples("keys new --for lead"));
    buildNew(command, io, exit);
  },
};
