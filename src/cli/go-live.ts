import type { Config } from "../config.ts";
import { UserError } from "../errors.ts";
import { refuseUnreadyLearnerRules } from "../compose/refusals.ts";
import { liveSinceOf } from "../store/digest-input.ts";
import { settleInstallation } from "../store/installation.ts";
import { examples, type CliCommand, type CommandIo } from "./command.ts";
import { demandMailServer, demandRecipients } from "./digest/outgoing.ts";
import { EXIT } from "./exit-codes.ts";
import { audienceInWords, audienceOf } from "./go-live/audience.ts";
import { writeJson } from "./json.ts";
import { momentIn } from "./when.ts";
import { withStore, type CommandStore } from "./with-store.ts";

interface Options {
  yes?: true;
  json?: true;
}

export const command: CliCommand = {
  name: "go-live",
  summary: "Let mail leave from now on",
  build(command, io, exit) {
    command
      .option("--yes", "do not ask")
      .option("--json", "print JSON for machines")
      .addHelpText("after", examples("go-live", "go-live --yes", "go-live --json"))
      .action(async (options: Options) => {
        await withStore(io, (store) => goLive(io, store, options));
        exit(EXIT.ok);
      });
  },
};

/** Shows who would get what, asks, and lets mail leave. What is open by then is a backlog, not news. */
async function goLive(io: CommandIo, store: CommandStore, options: Options): Promise<void> {
  const { config, db, clock } = store;
  const before = await liveSinceOf(db);
  const now = clock.now();
  const audience = await audienceOf(store, now);
  const tell = (liveSince: Date | null) =>
    writeJson(io, { liveSince, already: before !== null, whoGetsWhat: audience });
  if (before === null) {
    refuseUnready(config);
    if (!options.json) io.stdout(audienceInWords(io, audience, config));
    if (options.json && !options.yes) {
      if (io.isTty) io.stderr(audienceInWords(io, audience, config));
      else tell(null);
    }
    if (!options.yes) await ask(io);
    await settleInstallation(db, "live_since", now.toISOString(), now);
  }
  const since = before ?? now;
  if (options.json) tell(since);
  else {
    const said = before === null ? "Live" : "It was live already";
    io.stdout(`${said}: mail leaves since ${momentIn(config.policy.timezone, since)}.\n`);
  }
}

function refuseUnready(config: Config): void {
  demandRecipients({ config });
  demandMailServer({ config });
  refuseUnreadyLearnerRules(config);
}

async function ask(io: CommandIo): Promise<void> {
  if (!io.isTty)
    throw new UserError("usage", "this needs a yes, and there is no terminal to ask on", "add --yes");
  const answer = await io.promptHidden("Type yes to let mail leave (not shown): ");
  if (answer.trim().toLowerCase() === "yes") return;
  throw new UserError("usage", "nothing was changed", "run it again and type yes, or add --yes");
}
