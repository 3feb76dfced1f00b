import { currentWeek } from "../../compose/digest.ts";
import { UserError } from "../../errors.ts";
import { resend } from "../../store/deliveries.ts";
import { findMail, newestDigestWeek } from "../../store/mail.ts";
import { readdress } from "../../store/readdress.ts";
import { examples, type BuildInner } from "../command.ts";
import { deliverAndSay, demandLive, demandMailServer, demandRecipients, withOutgoing } from "./outgoing.ts";

interface Options {
  week?: string;
  unclear?: true;
  json?: true;
}

export const buildResend: BuildInner = (parent, io, exit) => {
  parent
    .command("resend")
    .description(
      "Send the newest weekly e-mail again to those of mail.digest_to who did not get it: the same bytes, so that mail " +
        "programs see one mail. Addresses that were mended or added since get it too.",
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
        await demandLive(outgoing);
        demandMailServer(outgoing);
        demandRecipients(outgoing);
        const newest = await newestDigestWeek(outgoing.db, currentWeek(outgoing));
        const about = options.week ?? newest ?? currentWeek(outgoing);
        if ((await findMail(outgoing.db, "digest", about)) === null) {
          throw noDigest(about, { newest, thisWeek: currentWeek(outgoing) });
        }
        const recipients = outgoing.config.mail.digestTo;
        await readdress(outgoing.db, { kind: "digest", about, recipients }, outgoing.clock.now());
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

function noDigest(
  week: string,
  { newest, thisWeek }: { newest: string | null; thisWeek: string },
): UserError {
  if (!/^\d{4}-W\d{2}$/u.test(week)) {
    return new UserError("usage", `--week ${week} is no week`, `write it like ${newest ?? thisWeek}`);
  }
  return new UserError(
    "usage",
    `there is no weekly e-mail of ${week}`,
    newest === null || week === thisWeek
      ? "`account-audit digest send --now` writes this week's and sends it"
      : `the newest is of ${newest}: \`account-audit digest resend --week ${newest}\``,
  );
}
