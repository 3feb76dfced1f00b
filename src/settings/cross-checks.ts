import { slipOf } from "../slip.ts";
import { WEEKDAYS, type Settings } from "./schema.ts";

export interface CrossCheck {
  path: readonly (string | number)[];
  says: string;
}

/** What no key can be judged by alone. */
export function crossChecks(settings: Settings): CrossCheck[] {
  const ids = settings.organisations.map(({ id }) => id);
  const unknown = (id: string) => {
    const meant = slipOf(id, ids);
    return `there is no organisation ${id}${meant === null ? "" : `; did you mean ${meant}?`}`;
  };
  const problems: CrossCheck[] = [];
  if (!ids.includes(settings.group)) problems.push({ path: ["group"], says: unknown(settings.group) });
  for (const id of Object.keys(settings.safeguarding)) {
    if (!ids.includes(id)) problems.push({ path: ["safeguarding", id], says: unknown(id) });
  }
  const owners = new Map<string, string>();
  for (const [index, { id, hashtags }] of settings.organisations.entries()) {
    if (ids.indexOf(id) !== index) {
      problems.push({
        path: ["organisations", index, "id"],
        says: `the organisation ${id} stands here twice`,
      });
    }
    for (const hashtag of hashtags) {
      const owner = owners.get(hashtag);
      const says = `#${hashtag} already stands for ${owner}; a hashtag stands for one organisation alone`;
      if (owner !== undefined) problems.push({ path: ["organisations", index, "hashtags"], says });
      else owners.set(hashtag, id);
    }
  }
  return [...problems, ...skippedBeforeDue(settings), ...halfFilledPrivacy(settings)];
}

/** An e-mail that is skipped before its hour has come would never leave, and only the next one would say so. */
function skippedBeforeDue({ schedule }: Settings): CrossCheck[] {
  const inWeek = (weekday: (typeof WEEKDAYS)[number], time: string) => `${WEEKDAYS.indexOf(weekday)} ${time}`;
  const { digest_weekday, digest_at, digest_skipped_after_weekday, digest_skipped_after } = schedule;
  const isInTime =
    inWeek(digest_weekday, digest_at) < inWeek(digest_skipped_after_weekday, digest_skipped_after);
  if (isInTime) return [];
  const due = `the e-mail of ${digest_weekday} ${digest_at} would be skipped each week before it is due`;
  const skipped = `${digest_skipped_after_weekday} ${digest_skipped_after}`;
  const says = `${due}: by digest_skipped_after_weekday and digest_skipped_after that is ${skipped}`;
  return [{ path: ["schedule", "digest_weekday"], says }];
}

function halfFilledPrivacy({ privacy }: Settings): CrossCheck[] {
  const empty = Object.entries(privacy).filter(([, value]) => value === null);
  if (empty.length === 0 || empty.length === Object.keys(privacy).length) return [];
  return empty.map(([key]) => ({
    path: ["privacy", key],
    says: "fill all three keys of this section, or none",
  }));
}
