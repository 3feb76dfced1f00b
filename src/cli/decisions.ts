import { examples, type CliCommand } from "./command.ts";
import { buildImport } from "./decisions/import.ts";

export const command: CliCommand = {
  name: "decisions",
  summary: "Bring in a filled-in findings.csv",
  build(command, io, exit) {
    command.addHelpText("after", examples("decisions import findings.csv"));
    buildImport(command, io, exit);
  },
};
