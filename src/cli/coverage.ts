import { examples, type CliCommand } from "./command.ts";
import { readCoverage, type CoverageOptions } from "./coverage/read.ts";
import { coverageAsJson, coverageInWords } from "./coverage/say.ts";
import { EXIT } from "./exit-codes.ts";
import { writeJson } from "./json.ts";
import { withStore } from "./with-store.ts";

export const command: CliCommand = {
  name: "coverage",
  summary: "What a night could say, and what it could not check",
  build(command, io, exit) {
    command
      .description(
        "What a night could say: rules with their results, platforms and organisations, and which accounts were not " +
          "checked for which rule, why and since when.",
      )
      .argument(
        "[run]",
        "its id or the beginning of one, a date such as 2026-11-22, or last; left out: the last night",
      )
      .option("--rule <id>", "only this rule")
      .option("--platform <platform>", "only accounts of this platform")
      .option("--organisation <organisation>", "only accounts of this organisation")
      .option("--all", "name every account that was not checked, not the first 20")
      .option("--json", "print JSON for machines")
      .addHelpText(
        "after",
        `
Which account was not checked is known of the newest night alone; of older ones, the sums by rule.
Exit code 3 when the run is incomplete or was missed, and when no night has been concluded yet.
${examples("coverage", "coverage --platform x --all", "coverage 2026-11-22", "coverage --rule dormant-account --json")}`,
      )
      .action(async (text: string | undefined, options: CoverageOptions & { json?: true; all?: true }) => {
        const coverage = await withStore(io, (store) => readCoverage(store, text ?? null, options));
        if (options.json) writeJson(io, coverageAsJson(coverage));
        else io.stdout(coverageInWords(io, coverage, options.all === true));
        exit(coverage.run.status === "done" ? EXIT.ok : EXIT.incomplete);
      });
  },
};
