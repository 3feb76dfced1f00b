import { createConnectors } from "../../../connectors/index.ts";
import { deliverNow, type Outgoing } from "../../compose/digest.ts";
import type { MailKind } from "../../core/mail.ts";
import { UserError } from "../../errors.ts";
import { SILENT } from "../../log.ts";
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
export function demandMailServer({ config }: Outgoing): void {
  if (config.mail.smtpUrl !== null) return;
  throw new UserError(
    "configuration",
    "there is no mail server: SMTP_URL is not set",
    "set SMTP_URL=smtp://user:password@host:587 in the environment or the .env file",
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
    for (const line of nextSteps(reports)) io.stdout(`→ ${line}\n`);
  }
  return exitCodeOf(reports);
}

function exitCodeOf(reports: readonly DeliveryReport[]): ExitCode {
  if (reports.some(({ state }) => state === "refused")) return EXIT.failure;
  return reports.every(({ state }) => state === "accepted") ? EXIT.ok : EXIT.incomplete;
}

function nextSteps(reports: readonly DeliveryReport[]): readonly string[] {
  const has = (state: DeliveryReport["state"]) => reports.some((report) => report.state === state);
  return [
    ...(has("queued")
      ? ["a running service tries again by itself; or run `account-audit digest resend`"]
      : []),
    ...(has("refused") ? ["mend the address or the server, then run `account-audit digest resend`"] : []),
    ...(has("unclear")
      ? ["ask the recipient whether it came; if not, run `account-audit digest resend --unclear`"]
      : []),
  ];
}
