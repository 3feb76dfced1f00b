import { slipOf } from "../slip.ts";
import type { Settings } from "./schema.ts";

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
  return [...problems, ...halfFilledPrivacy(settings)];
}

function halfFilledPrivacy({ privacy }: Settings): CrossCheck[] {
  const empty = Object.entries(privacy).filter(([, value]) => value === null);
  if (empty.length === 0 || empty.length === Object.keys(privacy).length) return [];
  return empty.map(([key]) => ({
    path: ["privacy", key],
    says: "fill all three keys of this section, or none",
  }));
}
