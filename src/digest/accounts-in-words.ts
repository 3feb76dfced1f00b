import type { OrganisationId } from "../core/account.ts";
import type { DigestAccount } from "../core/digest-input.ts";
import { PLATFORM_NAMES } from "../core/platform.ts";
import type { Policy } from "../core/policy.ts";
import { cleaned, linkable, mailable, unlinked } from "./hostile.ts";
import type { AccountLabel } from "./model.ts";

const LONGEST_HANDLE = 32;
const LONGEST_NAME = 48;

/** How an account is named: handle, platform, organisations, department. */
export function labelOf(owner: DigestAccount, policy: Policy): AccountLabel {
  const { account } = owner;
  const department = unlinked(cleaned(account.department, LONGEST_NAME));
  const organisations = namesOf(account.organisations, policy);
  const where = [PLATFORM_NAMES[account.platform], organisations, department].filter((part) => part !== "");
  return { handle: handleOf(account.handle), url: linkable(owner.url), where: where.join(", ") };
}

export function handleOf(handle: string): string {
  return unlinked(`@${cleaned(handle, LONGEST_HANDLE)}`);
}

/** `CONEL and WestKing`; the short names of the settings file. */
export function namesOf(ids: readonly OrganisationId[], policy: Pick<Policy, "organisations">): string {
  const names = ids.map((id) => policy.organisations.find((one) => one.id === id)?.shortName ?? id);
  return listed(
    names.map((name) => unlinked(cleaned(name, LONGEST_NAME))),
    3,
  );
}

/** At most three addresses; a keeper that is no address is shown, never linked. */
export function keepersInWords(owner: DigestAccount): string {
  const { keepers } = owner.account;
  if (keepers.length === 0) return "No keeper is on record";
  const names = keepers.map((keeper) => mailable(keeper) ?? unlinked(cleaned(keeper, LONGEST_NAME)));
  return `${keepers.length === 1 ? "Keeper" : "Keepers"}: ${listed(names, 3)}`;
}

export function keeperAddresses(owner: DigestAccount): readonly string[] {
  return owner.account.keepers.flatMap((keeper) => mailable(keeper) ?? []).slice(0, 3);
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(names: readonly string[], most: number): string {
  const shown = names.slice(0, names.length > most ? most : undefined);
  const rest = names.length - shown.length;
  const last = rest > 0 ? `${rest} more` : shown.pop();
  if (last === undefined) return "";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

/** `1 account`, `3 accounts`. */
type Use = Pick<DigestAccount, "postsIn180Days" | "postsMayBeMore">;

export const NOT_KNOWN = "not known";

/** `at least 5`, where the first reading did not go back to the beginning of the 180 days. */
export function knownPosts({ postsIn180Days, postsMayBeMore }: Use): string {
  if (postsMayBeMore === true && postsIn180Days === 0) return NOT_KNOWN;
  return `${postsMayBeMore === true ? "at least " : ""}${postsIn180Days.toLocaleString("en-GB")}`;
}

/** `at least 5 posts in 180 days` */
export function postsInWords(use: Use): string {
  if (knownPosts(use) === NOT_KNOWN) return "posts not known";
  return `${knownPosts(use)} ${use.postsIn180Days === 1 ? "post" : "posts"} in 180 days`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}
