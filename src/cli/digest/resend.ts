import { currentWeek } from "../../compose/digest.ts";
import { UserError } from "../../errors.ts";
import { resend } from "../../store/deliveries.ts";
import { findMail, newestDigestWeek } from "../../store/mail.ts";
import { examples, type BuildInner } from "../command.ts";
import { deliverAndSay, demandMailServer, withOutgoing } from "./outgoing.ts";

interface Options {
  week?: string;
  unclear?: true;
  json?: true;
}

export const buildResend: BuildInner = (parent, io, exit) => {
  parent
    .command("resend")
    .description(
      "Send the newest weekly e-mail again to those who did not get it: the same bytes, so that mail programs see one mail.",
    )
    .option("--unclear", "also to those of whom nobody knows; they may get it twice")
    .option("--week <week>", "another week's, such as 2026-W48")
    .option("--json", "print JSON for machines")
    .addHelpText(
      "after",
      examples("digest resend", "digest resend --unclear", "digest resend --week 2026-W48"),
    )
    .action(async (options: Options) => {
      const code = await withOutgoing(io, async (outgoing) => {
        demandMailServer(outgoing);
        const about = options.week ?? (await newestDigestWeek(outgoing.db)) ?? currentWeek(outgoing);
        if ((await findMail(outgoing.db, "digest", about)) === null) throw noDigest(about);
        const states = options.unclear ? (["refused", "unclear"] as const) : (["refused"] as const);
        await resend(
          outgoing.db,
          { kind: "digest", about, states: [...states, "queued"] },
          outgoing.clock.now(),
        );
        return deliverAndSay(io, outgoing, { kind: "digest", about }, options);
      });
      exit(code);
    });
};

function noDigest(week: string): UserError {
  return new UserError(
    "usage",
    `there is no weekly e-mail of ${week}`,
    "`account-audit digest send` writes this week's; weeks are written like 2026-W48",
  );
}
