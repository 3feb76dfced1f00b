import { claimDigest, currentWeek, digestOwed, type Outgoing } from "../../compose/digest.ts";
import { digestTimes } from "../../core/schedule.ts";
import { localDateOf, mondayOf } from "../../core/calendar.ts";
import { UserError } from "../../errors.ts";
import { findMail } from "../../store/mail.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import type { ExitCode } from "../exit-codes.ts";
import { momentIn } from "../when.ts";
import { deliverAndSay, demandLive, demandMailServer, withOutgoing } from "./outgoing.ts";

interface Options {
  now?: true;
  json?: true;
}

export const buildSend: BuildInner = (parent, io, exit) => {
  parent
    .command("send")
    .description("Send this week's e-mail if it is due. Sent once a week: a second call sends nothing anew.")
    .option("--now", "although it is not due yet, or the week's last hour for it is over")
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("digest send", "digest send --now"))
    .action(async (options: Options) =>
      exit(await withOutgoing(io, (outgoing) => send(io, outgoing, options))),
    );
};

async function send(io: CommandIo, outgoing: Outgoing, options: Options): Promise<ExitCode> {
  const { clock, db } = outgoing;
  await demandLive(outgoing);
  demandMailServer(outgoing);
  const week = currentWeek(outgoing);
  const due = await digestOwed(outgoing, clock.now());
  const isClaimed = (await findMail(db, "digest", week)) !== null;
  if (!options.now && !isClaimed && due !== week) throw notDue(outgoing);
  if (isClaimed && !options.json) {
    io.stdout("This week's e-mail was written before, and is not written anew. How it stands:\n");
  }
  await claimDigest(outgoing, week);
  return deliverAndSay(io, outgoing, { kind: "digest", about: week }, options);
}

function notDue({ config, clock }: Outgoing): UserError {
  const { timezone } = config.policy;
  const monday = mondayOf(localDateOf(clock.now(), timezone));
  const { sendAt, skipAt } = digestTimes(monday, { zone: timezone, ...config.schedule });
  const span = `from ${momentIn(timezone, sendAt)} to ${momentIn(timezone, skipAt)}`;
  return new UserError("usage", `this week's e-mail is due ${span}`, "wait, or send it with --now");
}
