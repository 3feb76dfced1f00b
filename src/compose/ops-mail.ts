import { localDateOf, localTimeOf } from "../core/calendar.ts";
import type { MailPart } from "../core/mail.ts";
import type { OpsInput } from "../core/ops-input.ts";
import { LEARNER_RULE_IDS } from "../core/safeguarding.ts";
import { MINUTE_MS } from "../core/time.ts";
import { renderOps } from "../digest/ops.ts";
import { opsItems, type OpsItem } from "../digest/ops-items.ts";
import { composeMail } from "../mail/compose.ts";
import { isDigestOverdue } from "../store/deliveries.ts";
import { liveSinceOf } from "../store/digest-input.ts";
import { readInstallation, replaceInstallation } from "../store/installation.ts";
import { claimMail, findMail } from "../store/mail.ts";
import { readOpsInput } from "../store/ops-input.ts";
import type { Outgoing } from "./digest.ts";
import { countUnheard } from "./escalation.ts";
import { MORNING } from "./safeguarding-points.ts";

/** Nothing here is a matter of minutes, and the look costs a few queries. */
const LOOK_EVERY_MINUTES = 10;

/** Parts of the minute's mail that fail, and those of them that go on failing. */
interface SeenByMail {
  failing: readonly MailPart[];
  lasting: readonly MailPart[];
}

/** Whether this is a minute that looks for something to tell IT. Any other one says nothing of whether the mail works. */
export function looksForIt({ mail, policy }: Outgoing["config"], now: Date): boolean {
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  return (
    mail.opsTo.length > 0 && minute % LOOK_EVERY_MINUTES === 0 && localTimeOf(now, policy.timezone) >= MORNING
  );
}

/**
 * One mail to IT when something broke or will within 14 days that it has not been told of: at most one a day, and not again
 * while the same things stand. What was mended and breaks again is told again. A part of the mail that has failed just now is
 * no news by itself: the day has one mail.
 */
export async function queueOpsMail(outgoing: Outgoing, now: Date, seen: SeenByMail): Promise<void> {
  const { config, db } = outgoing;
  const liveSince = await liveSinceOf(db);
  if (liveSince === null) return;
  const today = localDateOf(now, config.policy.timezone);
  const input = await inputNow(outgoing, { liveSince, now });
  const items = opsItems({ ...input, failingMailParts: seen.failing });
  const keys = opsItems({ ...input, failingMailParts: seen.lasting }).flatMap((item) => item.keys);
  const told = await toldOf(outgoing);
  const isNews = keys.some((key) => !told.has(key));
  if (!isNews)
    return remember(
      outgoing,
      keys.filter((key) => told.has(key)),
      told,
      now,
    );
  if ((await findMail(db, "ops", today)) !== null) return;
  await queue(outgoing, items, now);
}

async function inputNow(
  { config, db }: Outgoing,
  { liveSince, now }: { liveSince: Date; now: Date },
): Promise<Omit<OpsInput, "failingMailParts">> {
  const timetable = { zone: config.policy.timezone, ...config.schedule };
  const settings = {
    policy: config.policy,
    monthCaps: config.budgets,
    learnerListsWarnAfterDays: config.learnerListsWarnAfterDays,
    learnerRules: LEARNER_RULE_IDS,
    isDigestOverdue: await isDigestOverdue(db, { now, liveSince, timetable }),
    unheard: await countUnheard(db),
  };
  return readOpsInput(db, settings, now);
}

async function toldOf({ db }: Outgoing): Promise<ReadonlySet<string>> {
  const lines = (await readInstallation(db, "ops_told"))?.split("\n") ?? [];
  return new Set(lines.filter((line) => line !== ""));
}

/** What has been mended is forgotten, so that it is told when it breaks again. */
async function remember(
  { db }: Outgoing,
  standing: readonly string[],
  told: ReadonlySet<string>,
  now: Date,
): Promise<void> {
  if (standing.length < told.size) await replaceInstallation(db, "ops_told", standing.join("\n"), now);
}

async function queue({ config, db, ids }: Outgoing, items: readonly OpsItem[], now: Date): Promise<void> {
  const { mail, policy } = config;
  const today = localDateOf(now, policy.timezone);
  const frozen = await composeMail({
    name: `ops.${today}`,
    from: mail.from,
    replyTo: mail.replyTo,
    to: mail.opsTo,
    listId: mail.listId,
    date: now,
    ...renderOps(items, today),
    attachments: [],
  });
  const letter = { ...frozen, id: ids.next(), kind: "ops" as const, about: today };
  await db.transaction(async (tx) => {
    const { isNew } = await claimMail(tx, { ...letter, recipients: mail.opsTo, sendAfter: now }, now);
    if (!isNew) return; // another process's: what that one says is told, and no more
    const keys = items.flatMap((item) => item.keys);
    await replaceInstallation(tx, "ops_told", keys.join("\n"), now);
  });
}
