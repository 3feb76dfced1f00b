import { registerCsv, registerRecords } from "../../register/export.ts";
import { listAccounts } from "../../store/accounts.ts";
import { examples, type BuildInner } from "../command.ts";
import { writeJson } from "../json.ts";
import { writePrivateFile } from "../output.ts";
import { counted } from "../problems.ts";
import { withStore } from "../with-store.ts";

export const buildExport: BuildInner = (parent, io) => {
  parent
    .command("export")
    .description("Write the register as a CSV file that imports back unchanged.")
    .argument("[file]", "a file that is not there yet; standard output when left out or -")
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("accounts export register.csv", "accounts export > register.csv"))
    .action(async (file: string | undefined, options: { json?: true }) => {
      const accounts = await withStore(io, ({ db }) => listAccounts(db));
      if (file === undefined || file === "-") {
        if (options.json) writeJson(io, registerRecords(accounts));
        else io.stdout(registerCsv(accounts));
        return;
      }
      await writePrivateFile(io, file, registerCsv(accounts));
      if (options.json) writeJson(io, { file, accounts: accounts.length });
      else io.stdout(`${counted(accounts.length, "account")} written to ${file}.\n`);
    });
};
