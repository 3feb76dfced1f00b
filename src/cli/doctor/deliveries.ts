import { DAY_MS, HOUR_MS } from "../../core/time.ts";
import { skippedSince, unsettledMails, waitingMails, type StuckMail } from "../../store/delivery-views.ts";
import { readInstallation } from "../../store/installation.ts";
import { counted } from "../problems.ts";
import { onDatabase, ok, problem, warning } from "./check.ts";

/** Older ones are history: four digests have told of them since. */
const LOOK_BACK_DAYS = 28;
/** A mail that waits longer than this is not waiting for a slow server. */
const WAITING_MS = 2 * HOUR_MS;

const NOT_TAKEN = "not taken by the mail server yet";
const TRIED_AGAIN =
  "the line Mail server of `account-audit doctor` says what to mend; `account-audit serve` tries again by itself";

export const deliveries = onDatabase("Deliveries", "work", async (db, _config, { clock }) => {
  const now = clock.now().getTime();
  // A test mail told whoever sent it how it ended.
  const unsettled = (await unsettledMails(db, new Date(now - LOOK_BACK_DAYS * DAY_MS))).filter(
    ({ kind }) => kind !== "test",
  );
  const unclear = unsettled.filter(({ state }) => state === "unclear");
  const refused = unsettled.filter(({ state }) => state !== "unclear");
  const failing = (await waitingMails(db, null)).filter(
    ({ kind, error }) => kind !== "test" && error !== null,
  );
  if (unsettled.length > 0) {
    const says = [
      ["nobody knows whether these arrived", unclear] as const,
      ["refused for good", refused] as const,
      [NOT_TAKEN, failing] as const,
    ].flatMap(([what, mails]) => (mails.length === 0 ? [] : [`${what}: ${mails.map(inWords).join("; ")}`]));
    const mend = refused.length === 0 ? "" : "mend the addresses in the settings; ";
    const again = unclear.length > 0 ? resendOf(unclear, " --unclear") : resendOf(refused, "");
    return problem(says.join(". "), `${mend}${again}${failing.length === 0 ? "" : `; ${TRIED_AGAIN}`}`);
  }
  if ((await readInstallation(db, "live_since")) === null) {
    const held = (await waitingMails(db, null)).filter(({ kind }) => kind !== "test");
    if (held.length > 0) {
      return warning(
        `waiting for go-live: ${held.map(inWords).join("; ")}`,
        "`account-audit go-live` shows who would get what, and switches mail on",
      );
    }
  }
  const waiting = await waitingMails(db, new Date(now - WAITING_MS));
  if (waiting.length > 0) {
    return problem(`still waiting to leave: ${waiting.map(inWords).join("; ")}`, TRIED_AGAIN);
  }
  if (failing.length === 0) return ok("every mail has arrived or is on its way");
  return warning(`${NOT_TAKEN}: ${failing.map(inWords).join("; ")}`, TRIED_AGAIN);
});

/** `at the login: answer 535` is step and answer; never the server's words. */
export function failureInWords(error: string): string {
  return `the last try failed: ${error.replace(": ", ", ")}`;
}

/** Only a digest is sent again by hand; of a safeguarding mail its lead is told in person. */
function resendOf(mails: readonly StuckMail[], option: string): string {
  const digest = mails.find(({ kind }) => kind === "digest");
  if (digest !== undefined) return `\`account-audit digest resend${option} --week ${digest.about}\``;
  return "tell the safeguarding contacts in person; `account-audit findings show FINDING` holds what the mail said";
}

function inWords({ kind, about, recipients, state, error }: StuckMail): string {
  const isTriedAgain = state === "queued" || state === "sending";
  const why = isTriedAgain && error !== null ? ` (${failureInWords(error)})` : "";
  return `${kind} ${about} to ${counted(recipients, "recipient")}${why}`;
}

export const skippedDigests = onDatabase("Skipped digests", "work", async (db, _config, { clock }) => {
  const now = clock.now();
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS);
  const skipped = await skippedSince(db, { since, now });
  if (skipped.length === 0) return ok(`none in the last ${LOOK_BACK_DAYS} days`);
  return problem(
    skipped.map(({ week, reason }) => `${week}: ${reason}`).join("; "),
    "the next digest says so; `account-audit digest preview` shows what it will hold",
  );
});
