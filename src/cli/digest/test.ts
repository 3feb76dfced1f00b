import { currentWeek, letterOf, makeDigest } from "../../compose/digest.ts";
import { UserError } from "../../errors.ts";
import { composeMail } from "../../mail/compose.ts";
import { claimMail } from "../../store/mail.ts";
import { examples, type BuildInner } from "../command.ts";
import { deliverAndSay, demandMailServer, withOutgoing } from "./outgoing.ts";

interface Options {
  to: string;
  json?: true;
}

export const buildTest: BuildInner = (parent, io, exit) => {
  parent
    .command("test")
    .description(
      "Send this week's e-mail as it would be now to one address, marked as a test. Works before go-live.",
    )
    .requiredOption("--to <address>", "who gets it")
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("digest test --to me@college.ac.uk"))
    .action(async (options: Options) => {
      const to = addressOf(options.to);
      const code = await withOutgoing(io, async (outgoing) => {
        demandMailServer(outgoing);
        const made = await makeDigest(outgoing, currentWeek(outgoing));
        const id = outgoing.ids.next();
        const subject = `Test: ${made.model.subject}`;
        const frozen = await composeMail(letterOf(outgoing, made, { name: `test.${id}`, to: [to], subject }));
        const now = outgoing.clock.now();
        const mail = { ...frozen, id, kind: "test" as const, about: id, recipients: [to], sendAfter: now };
        await claimMail(outgoing.db, mail, now);
        return deliverAndSay(io, outgoing, { kind: "test", about: id }, options);
      });
      exit(code);
    });
};

function addressOf(text: string): string {
  if (/^[^\s@<>,;"]+@[^\s@<>,;"]+$/u.test(text)) return text;
  throw new UserError("usage", "--to is not an e-mail address", "write it like me@college.ac.uk");
}
