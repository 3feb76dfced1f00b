import { createConnectors } from "../../../connectors/index.ts";
import { deliverNow, type Outgoing } from "../../compose/digest.ts";
import type { MailKind } from "../../core/mail.ts";
import { UserError } from "../../errors.ts";
import { SILENT } from "../../log.ts";
import { liveSinceOf } from "../../store/digest-input.ts";
import { deliveryReports, type DeliveryReport } from "../../store/deliveries.ts";
import type { CommandIo } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { writeJson } from "../json.ts";
import { renderRows } from "../rows.ts";
import { withStore } from "../with-store.ts";

/** Opens the store with what mail needs, for one command. */
export function withOutgoing<T>(io: CommandIo, work: (outgoing: Outgoing) => Promise<T>): Promise<T> {
  return withStore(io, (store) => {
    const connectors = createConnectors(store.config);
    return work({
      ...store,
      connectors: new Map(connectors.map((connector) => [connector.platform, connector])),
      log: SILENT,
    });
  });
}

/** Throws {@link UserError} where there is no mail server to send with. */
export function demandMailServer({ config }: Pick<Outgoing, "config">): void {
  if (config.mail.smtpUrl !== null) return;
  throw new UserError(
    "missing",
    "there is no mail server: SMTP_URL is not set",
    "set SMTP_URL=smtp://user:password@host:587 in the environment or the .env file",
  );
}

/** Throws {@link UserError} where nobody would get the weekly e-mail. */
export function demandRecipients({ config }: Pick<Outgoing, "config">): void {
  if (config.mail.digestTo.length > 0) return;
  throw new UserError(
    "configuration",
    "nobody would get the weekly e-mail: mail.digest_to is empty",
    "name at least one address under mail.digest_to in the settings file",
  );
}

/** Before go-live nothing leaves but a test. */
export async function demandLive({ db }: Pick<Outgoing, "db">): Promise<void> {
  if ((await liveSinceOf(db)) !== null) return;
  throw new UserError(
    "usage",
    "no mail leaves before go-live",
    "look at it with `account-audit digest preview`, then run `account-audit go-live`",
  );
}

const WORDS: Readonly<Record<DeliveryReport["state"], string>> = {
  queued: "waiting to be tried again",
  sending: "being sent by another process",
  accepted: "accepted by the mail server",
  refused: "refused by the mail server",
  unclear: "unclear: the connection was lost after the mail had left",
};

/** Delivers what is due and says how one mail stands: 0 if all is accepted, 3 if something waits or is unclear, 4 if refused. */
export async function deliverAndSay(
  io: CommandIo,
  outgoing: Outgoing,
  of: { kind: MailKind; about: string },
  options: { json?: true },
): Promise<ExitCode> {
  await deliverNow(outgoing);
  const reports = await deliveryReports(outgoing.db, of);
  if (options.json) writeJson(io, { ...of, deliveries: reports });
  else {
    const rows = reports.map(({ recipient, state, error }) => [recipient, WORDS[state], error ?? ""]);
    io.stdout(renderRows(io, ["recipient", "state", "what happened"], rows));
    for (const line of nextSteps(of.kind, reports)) io.stdout(`→ ${line}\n`);
  }
  return exitCodeOf(reports);
}

function exitCodeOf(reports: readonly DeliveryReport[]): ExitCode {
  if (reports.some(({ state }) => state === "refused")) return EXIT.failure;
  return reports.every(({ state }) => state === "accepted") ? EXIT.ok : EXIT.incomplete;
}

type Steps = Readonly<Record<Exclude<DeliveryReport["state"], "accepted">, string>>;

/** Each names what is to be mended first: sending again alone would end the same way. */
const AFTER_DIGEST: Steps = {
  sending:
    "look again in ten minutes: `account-audit digest resend` shows how it stands, and sends nothing twice",
  queued:
    "mend the mail server: `account-audit doctor` looks at it. A running `account-audit serve` then sends it by itself, `account-audit digest resend` at once",
  refused:
    "mend mail.digest_to in the settings, or ask the mail server's keeper; then `account-audit digest resend`",
  unclear: "ask the recipient whether it came; if not, `account-audit digest resend --unclear`",
};

/** A test is not sent again: each call writes a new one. */
const ANOTHER = "send another test: `account-audit digest test --to ADDRESS`";
const AFTER_TEST: Steps = {
  sending: `another process, such as a running \`account-audit serve\`, finishes it; if it does not come, ${ANOTHER}`,
  queued: `mend the mail server: \`account-audit doctor\` looks at it. A running \`account-audit serve\` then sends this test by itself; where none runs, ${ANOTHER}`,
  refused: `mend the address, or ask the mail server's keeper; then ${ANOTHER}`,
  unclear: `ask the recipient whether it came; if not, ${ANOTHER}`,
};

function nextSteps(kind: MailKind, reports: readonly DeliveryReport[]): readonly string[] {
  const steps = kind === "test" ? AFTER_TEST : AFTER_DIGEST;
  const states = ["sending", "queued", "refused", "unclear"] as const;
  return states.filter((one) => reports.some(({ state }) => state === one)).map((one) => steps[one]);
}
