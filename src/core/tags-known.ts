import type { OrganisationId } from "./account.ts";
import type { Platform } from "./platform.ts";
import type { OfficialHandle, Policy } from "./policy.ts";

/**
 * What posts are read for: by organisation and platform, or `#` for its hashtags on all of them, since when; null: ever
 * since. A post's text is dropped when it is read: one that was read before may bear the tag all the same.
 */
export type TagsKnown = Readonly<Record<string, string | null>>;

const nameOf = (id: OrganisationId, where: Platform | "#") => `${id} ${where}`;

/** Under it stays since when posts were read for official accounts that are none any more: older posts are still asked for them. */
const ENDED = " ended";

/** What can be tagged at an instant. */
export function tagsAt(
  at: Date,
  handles: readonly Pick<OfficialHandle, "platform" | "organisations" | "validTo">[],
  { organisations }: Pick<Policy, "organisations">,
): readonly string[] {
  const valid = handles.filter(({ validTo }) => validTo === null || validTo > at);
  const ofHandles = valid.flatMap((handle) => handle.organisations.map((id) => nameOf(id, handle.platform)));
  const mapped = organisations.filter(({ hashtags }) => hashtags.length > 0);
  return [...new Set([...ofHandles, ...mapped.map(({ id }) => nameOf(id, "#"))])].toSorted();
}

/** Whether an organisation is among what {@link tagsAt} says, on a platform. */
export function isAmongTags(names: ReadonlySet<string>, id: OrganisationId, platform: Platform): boolean {
  return names.has(nameOf(id, platform)) || names.has(nameOf(id, "#"));
}

/** The first record holds for ever since; what comes later, from now on, as what a wrong clock put into the future does. */
export function tagsKnownAt(before: TagsKnown | null, names: readonly string[], now: Date): TagsKnown {
  const since = (name: string) => {
    if (before === null) return null;
    const known = before[name];
    const isSettled = known === null || (known !== undefined && new Date(known) <= now);
    return isSettled ? known : now.toISOString();
  };
  const current = Object.fromEntries(names.map((name) => [name, since(name)]));
  return { ...current, ...endedOf(before ?? {}, names) };
}

/** Of hashtags nothing stays: without them nobody is asked for one. */
function endedOf(before: TagsKnown, names: readonly string[]): TagsKnown {
  const ended = Object.entries(before)
    .map(([name, since]) => [name.replace(ENDED, ""), since] as const)
    .filter(([name]) => !names.includes(name) && !name.endsWith("#"));
  return Object.fromEntries(ended.map(([name, since]) => [`${name}${ENDED}`, since]));
}

/**
 * Since when posts are read with an eye to an organisation's tags, of whichever kind; null: ever since. `hadHandle`: it is
 * asked of a time when there was an official account, which may have ended since.
 */
export function readForTagsSince(
  known: TagsKnown,
  { platform, id, hadHandle }: { platform: Platform; id: OrganisationId; hadHandle: boolean },
): Date | null {
  const ended = hadHandle ? [`${nameOf(id, platform)}${ENDED}`] : [];
  const names = [nameOf(id, platform), nameOf(id, "#"), ...ended].filter((name) => name in known);
  const dates = names.flatMap((name) => known[name] ?? []);
  if (dates.length === 0 || dates.length < names.length) return null;
  return new Date(Math.min(...dates.map((date) => Date.parse(date))));
}
