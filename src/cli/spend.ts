import { localDateOf } from "../core/calendar.ts";
import { UserError } from "../errors.ts";
import { platformIn } from "./accounts/list.ts";
import { examples, type CliCommand } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { writeJson } from "./json.ts";
import { readSpend, spendAsJson } from "./spend/read.ts";
import { spendInWords } from "./spend/say.ts";
import { withStore } from "./with-store.ts";

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/u;

export const command: CliCommand = {
  name: "spend",
  summary: "What the platforms cost, by month",
  build(command, io, exit) {
    command
      .description(
        "What the platforms have cost in a month, what it will be by its end, what was paid for, and the dearest accounts.",
      )
      .option("--month <month>", "such as 2026-11; left out: this month")
      .option("--platform <platform>", "only this platform")
      .option("--json", "print JSON for machines")
      .addHelpText(
        "after",
        `
It reads the ledger and calls no platform. A call whose end nobody knows counts at its worst price.
${examples("spend", "spend --month 2026-10", "spend --platform x --json")}`,
      )
      .action(async (options: { month?: string; platform?: string; json?: true }) => {
        const platform = options.platform === undefined ? null : platformIn(options.platform);
        const read = await withStore(io, (store) => {
          const today = localDateOf(store.clock.now(), store.config.policy.timezone);
          return readSpend(store, { month: monthIn(options.month ?? today.slice(0, 7)), platform });
        });
        if (options.json) writeJson(io, spendAsJson(read));
        else io.stdout(spendInWords(io, read));
        exit(EXIT.ok);
      });
  },
};

function monthIn(word: string): string {
  if (MONTH.test(word)) return word;
  throw new UserError("usage", `${JSON.stringify(word)} is no month`, "write it as `--month 2026-11`");
}
