import type { Account, OrganisationId } from "../core/account.ts";
import type { Policy } from "../core/policy.ts";
import type { RuleContext } from "../core/rule.ts";
import { isValidAt, tagsAskedOf } from "../core/tags.ts";
import { readForTagsSince } from "../core/tags-known.ts";

/** A tag that a post must hold: of any of these organisations, as far as they could be tagged when it was made. */
export interface TagDemand {
  anyOf: readonly OrganisationId[];
  missing: string;
}

/** What is asked of a post, by when it was made. */
export interface TagDemands {
  at(at: Date): readonly TagDemand[];
  /** Since when posts are read for a tag that one of then was not yet read for; null: it was read for all of its tags. */
  unreadUntil(at: Date): Date | null;
}

/** The Group and one of the account's organisations, or the Group alone for its own, as far as they can be tagged. */
export function tagDemandsOn(account: Account, context: RuleContext): TagDemands {
  const wanted = tagsAskedOf(account, context.policy).map((anyOf) => demand(anyOf, context.policy));
  const taggable = ({ anyOf }: TagDemand, at: Date) =>
    anyOf.filter((id) => canBeTagged(id, at, account, context));
  const untilOf = (demand: TagDemand, at: Date) =>
    latest(
      taggable(demand, at)
        .flatMap((id) => sinceOf(id, account, context) ?? [])
        .filter((since) => since > at),
    );
  return {
    at: (at) => wanted.filter((demand) => taggable(demand, at).length > 0 && untilOf(demand, at) === null),
    unreadUntil: (at) => latest(wanted.flatMap((demand) => untilOf(demand, at) ?? [])),
  };
}

function demand(anyOf: readonly OrganisationId[], policy: Policy): TagDemand {
  const names = anyOf.map((id) => policy.organisations.find((one) => one.id === id)?.shortName ?? id);
  return { anyOf, missing: `${names.join(" or ")} not tagged` };
}

function canBeTagged(
  id: OrganisationId,
  at: Date,
  { platform }: Account,
  { policy, officialHandles }: RuleContext,
): boolean {
  const isMapped = policy.organisations.some((one) => one.id === id && one.hashtags.length > 0);
  const handles = officialHandles.filter((handle) => handle.platform === platform);
  return isMapped || handles.some((handle) => handle.organisations.includes(id) && isValidAt(handle, at));
}

function sinceOf(id: OrganisationId, { platform }: Account, { tagsKnown }: RuleContext): Date | null {
  return readForTagsSince(tagsKnown, { platform, id });
}

function latest(dates: readonly Date[]): Date | null {
  return dates.reduce<Date | null>((last, date) => (last === null || date > last ? date : last), null);
}
