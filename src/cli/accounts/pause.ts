import { UserError } from "../../errors.ts";
import { pauseAccount, resumeAccount } from "../../store/accounts.ts";
import { findAccount } from "../../store/find-account.ts";
import { examples, type BuildInner } from "../command.ts";
import { nameOfAccount } from "../findings/choose.ts";
import { writeJson } from "../json.ts";
import { withStore } from "../with-store.ts";

export const buildPause: BuildInner = (parent, io) => {
  parent
    .command("pause")
    .description("Take an account out of the nightly audit. Its findings stay as they are.")
    .argument("<account>", "its id, platform:handle, handle or address")
    .requiredOption("--reason <reason>", "why; shown in lists and in the export")
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples('accounts pause x:conel_art --reason "handed over in January"'))
    .action(async (text: string, options: { reason: string; json?: true }) => {
      const reason = options.reason.trim();
      if (reason === "") throw new UserError("usage", "the reason is empty", "say in a few words why");
      const account = await withStore(io, async ({ db, handles, clock }) => {
        const found = await findAccount(db, text, handles);
        await pauseAccount(db, found.id, reason, clock.now());
        return found;
      });
      if (options.json) writeJson(io, { id: account.id, status: "paused", pausedReason: reason });
      else {
        io.stdout(`${nameOfAccount(account)} is paused: it is not audited.\n`);
        io.stdout(`→ \`account-audit accounts resume ${account.id}\` brings it back\n`);
      }
    });
};

export const buildResume: BuildInner = (parent, io) => {
  parent
    .command("resume")
    .description("Bring a paused account back into the nightly audit.")
    .argument("<account>", "its id, platform:handle, handle or address")
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("accounts resume x:conel_art"))
    .action(async (text: string, options: { json?: true }) => {
      const account = await withStore(io, async ({ db, handles, clock }) => {
        const found = await findAccount(db, text, handles);
        await resumeAccount(db, found.id, clock.now());
        return found;
      });
      if (options.json) writeJson(io, { id: account.id, status: "live" });
      else io.stdout(`${nameOfAccount(account)} is live: the next night audits it.\n`);
    });
};
