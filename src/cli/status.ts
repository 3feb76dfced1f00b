import { examples, type CliCommand } from "./command.ts";
import { writeJson } from "./json.ts";
import { statusAsJson } from "./status/in-json.ts";
import { exitOf } from "./status/night.ts";
import { readStatus } from "./status/read.ts";
import { statusInWords } from "./status/say.ts";
import { withStore } from "./with-store.ts";

export const command: CliCommand = {
  name: "status",
  summary: "Last night in one screen, and what to do",
  build(command, io, exit) {
    command
      .description("Last night in one screen, how things stand, and what IT must do, each with its command.")
      .option("--json", "print JSON for machines")
      .addHelpText(
        "after",
        `
It reads the database alone: no server and no platform is called (\`doctor\` does that).
Exit code 3 when the last night is incomplete, was missed or is overdue.
${examples("status", "status --json")}`,
      )
      .action(async (options: { json?: true }) => {
        const status = await withStore(io, readStatus);
        if (options.json) writeJson(io, statusAsJson(status));
        else io.stdout(statusInWords(io, status));
        exit(exitOf(status.night));
      });
  },
};
