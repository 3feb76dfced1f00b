import type { Account, OrganisationId } from "../core/account.ts";
import type { Post } from "../core/facts.ts";
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
  /** Whether anything can be asked of a post that is made at an instant. */
  areMade(at: Date): boolean;
  of(post: TaggedPost): readonly TagDemand[];
  /** Since when posts are read for a tag that this one was not yet read for; null: it was read for all that it lacks. */
  unreadUntil(post: TaggedPost): Date | null;
}

type TaggedPost = Pick<Post, "at" | "tags">;

/** The Group and one of the account's organisations, or the Group alone for its own, as far as they can be tagged. */
export function tagDemandsOn(account: Account, context: RuleContext): TagDemands {
  const wanted = tagsAskedOf(account, context.policy).map((anyOf) => demand(anyOf, context.policy));
  const taggable = ({ anyOf }: TagDemand, at: Date) =>
    anyOf.filter((id) => canBeTagged(id, at, account, context));
  const untilOf = (demand: TagDemand, { at, tags }: TaggedPost) =>
    demand.anyOf.some((id) => tags.organisations.includes(id))
      ? null
      : latest(
          taggable(demand, at)
            .flatMap((id) => sinceOf(id, at, account, context) ?? [])
            .filter((since) => since > at),
        );
  const madeAt = (at: Date) => wanted.filter((demand) => taggable(demand, at).length > 0);
  return {
    areMade: (at) => madeAt(at).length > 0,
    of: (post) => madeAt(post.at).filter((demand) => untilOf(demand, post) === null),
    unreadUntil: (post) => latest(wanted.flatMap((demand) => untilOf(demand, post) ?? [])),
  };
}

function demand(anyOf: readonly OrganisationId[], policy: Policy): TagDemand {
  const names = anyOf.map((id) => policy.organisations.find((one) => one.id === id)?.shortName ?? id);
  return { anyOf, missing: `${names.join(" or ")} not tagged` };
}

function canBeTagged(id: OrganisationId, at: Date, account: Account, context: RuleContext): boolean {
  const isMapped = context.policy.organisations.some((one) => one.id === id && one.hashtags.length > 0);
  return isMapped || hasHandle(id, at, account, context);
}

function hasHandle(
  id: OrganisationId,
  at: Date,
  { platform }: Account,
  { officialHandles }: RuleContext,
): boolean {
  return officialHandles.some(
    (handle) => handle.platform === platform && handle.organisations.includes(id) && isValidAt(handle, at),
  );
}

function sinceOf(id: OrganisationId, at: Date, account: Account, context: RuleContext): Date | null {
  const hadHandle = hasHandle(id, at, account, context);
  return readForTagsSince(context.tagsKnown, { platform: account.platform, id, hadHandle });
}

function latest(dates: readonly Date[]): Date | null {
  return dates.reduce<Date | null>((last, date) => (last === null || date > last ? date : last), null);
}
