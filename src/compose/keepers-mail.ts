import { createHash } from "node:crypto";
import { localDateOf } from "../core/calendar.ts";
import { eachAlone } from "../core/each-alone.ts";
import { keeperNotes, type KeeperNote } from "../digest/keepers.ts";
import { renderKeeperNote } from "../digest/keepers-mail.ts";
import { composeMail } from "../mail/compose.ts";
import { hasArrivedAnywhere } from "../store/deliveries.ts";
import { liveSinceOf } from "../store/digest-input.ts";
import { readInstallation, replaceInstallation } from "../store/installation.ts";
import { claimMail, findMail } from "../store/mail.ts";
import { createTellKeepersJob } from "../../jobs/tell-keepers.ts";
import type { Job } from "../../jobs/job.ts";
import { currentWeek, readDigest, type Outgoing } from "./digest.ts";

/** The week whose keepers are to be written to now: once its digest has left, while the week lasts. null: none. */
export async function keepersOwed(outgoing: Outgoing): Promise<string | null> {
  const { config, db } = outgoing;
  if (!config.mail.keepersMail || (await liveSinceOf(db)) === null) return null;
  const week = currentWeek(outgoing);
  if ((await readInstallation(db, "keepers_week")) === week) return null;
  return (await hasArrivedAnywhere(db, "digest", week)) ? week : null;
}

export function tellKeepersJob(outgoing: Outgoing): Job {
  return createTellKeepersJob({
    async tell(week) {
      if ((await keepersOwed(outgoing)) !== week) return;
      const { config, db, clock, log } = outgoing;
      const notes = keeperNotes(await readDigest(outgoing, week), config.staffDomains);
      await eachAlone(notes, (note) => claimNote(outgoing, week, note));
      await replaceInstallation(db, "keepers_week", week, clock.now());
      log.info("keepers' mails written", { week, keepers: notes.length });
    },
  });
}

/**
 * One mail a keeper and week: written by halves, it is finished by the next minute, and nobody is written to twice. One that
 * cannot be written keeps no other keeper waiting.
 */
async function claimNote(outgoing: Outgoing, week: string, note: KeeperNote): Promise<void> {
  const { config, db, clock, ids } = outgoing;
  const about = aboutKeeper(week, note.address);
  if ((await findMail(db, "keepers", about)) !== null) return;
  const { mail, policy } = config;
  const now = clock.now();
  const frozen = await composeMail({
    name: `keepers.${about}`,
    from: mail.from,
    replyTo: mail.replyTo,
    to: [note.address],
    listId: mail.listId,
    date: now,
    ...renderKeeperNote(note, localDateOf(now, policy.timezone)),
    attachments: [],
  });
  const letter = { ...frozen, id: ids.next(), kind: "keepers" as const, about };
  await claimMail(db, { ...letter, recipients: [note.address], sendAfter: now }, now);
}

/** What a keeper's mail is unique by. */
export function aboutKeeper(week: string, address: string): string {
  return `${week}.${markOf(address)}`;
}

/** Tells keepers apart where an address should not stand: in a Message-ID and in what doctor prints. */
function markOf(address: string): string {
  return createHash("sha256").update(address).digest("hex").slice(0, 12);
}
