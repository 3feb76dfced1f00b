import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { currentWeek, letterOf, makeDigest } from "../../compose/digest.ts";
import { UserError } from "../../errors.ts";
import { composeMail } from "../../mail/compose.ts";
import { systemCode } from "../../system-code.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import { writeJson } from "../json.ts";
import { withOutgoing } from "./outgoing.ts";

const FOLDER = "digest-preview";

export const buildPreview: BuildInner = (parent, io) => {
  parent
    .command("preview")
    .description("Write this week's e-mail to files, as it would be now. Nothing is sent or frozen.")
    .option("--out <folder>", "where the files go", FOLDER)
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("digest preview", "digest preview --out monday"))
    .action(async (options: { out: string; json?: true }) => {
      const { subject, files } = await withOutgoing(io, async (outgoing) => {
        const week = currentWeek(outgoing);
        const made = await makeDigest(outgoing, week);
        const { digestTo, replyTo } = outgoing.config.mail;
        const to = digestTo.length > 0 ? digestTo : [replyTo];
        const { bytes } = await composeMail(letterOf(outgoing, made, { name: `digest.${week}`, to }));
        const files = await writeFiles(io, options.out, {
          "digest.html": made.html,
          "digest.txt": made.text,
          "digest.eml": bytes,
          "findings.csv": made.csv,
        });
        return { subject: made.model.subject, files };
      });
      if (options.json) writeJson(io, { subject, files });
      else io.stdout(`${subject}\n\n${files.map((file) => `  ${file}\n`).join("")}`);
    });
};

/** The files name staff and accounts: their owner alone may read them. */
async function writeFiles(
  io: CommandIo,
  folder: string,
  contents: Readonly<Record<string, string | Buffer>>,
): Promise<readonly string[]> {
  const names = Object.keys(contents).map((name) => join(folder, name));
  try {
    await mkdir(resolve(io.cwd, folder), { recursive: true, mode: 0o700 });
    for (const [name, content] of Object.entries(contents)) {
      await writeFile(resolve(io.cwd, folder, name), content, { mode: 0o600 });
    }
  } catch (error) {
    throw new UserError(
      "usage",
      `the preview cannot be written to ${folder} (${systemCode(error)})`,
      "name a folder that you may write to: `account-audit digest preview --out FOLDER`",
    );
  }
  return names;
}
