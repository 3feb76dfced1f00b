import type { OrganisationId } from "../core/account.ts";
import type { DigestAccount, DigestInput, PostGroup } from "../core/digest-input.ts";
import type { Platform } from "../core/platform.ts";
import { DAY_MS } from "../core/time.ts";
import { cleaned, unlinked } from "./hostile.ts";
import type { DigestModel, OrganisationRow } from "./model.ts";

const MOST_ROWS = 12;
/** Posted within so many days: active. */
const ACTIVE_DAYS = 28;

/** One account in numbers; a row is the sum of its accounts. */
interface Share {
  active: number;
  quiet: number;
  tooLong: number;
  notRead: number;
  posts: number;
  judged: number;
  tagged: number;
}

export function tableOf(input: DigestInput): DigestModel["table"] {
  const live = input.accounts.filter(({ account }) => account.status === "live");
  const shares = sharesOf(live, input);
  const rows = input.policy.organisations
    .map(({ id, shortName }) => ({ name: unlinked(cleaned(shortName, 24)), members: membersOf(id, live) }))
    .filter(({ members }) => members.length > 0)
    .map(({ name, members }) => rowOf(name, members, shares));
  const { taggedWindowDays } = input.policy;
  const from = input.now.getTime() - taggedWindowDays * DAY_MS;
  const isNew = live.some(({ account }) => account.registeredAt.getTime() > from);
  const isShared = live.some(({ account }) => account.organisations.length > 1);
  return {
    heading: "All accounts in one table",
    intro: `Active: posted in the last ${ACTIVE_DAYS} days. Quiet: longer, but within its limit. Too long: over it. Posts and tagged: the last ${taggedWindowDays} days${isNew ? ", as far as an account was registered then" : ""}.${isShared ? " Shared accounts count for each of their organisations." : ""}`,
    rows: rows.slice(0, MOST_ROWS),
    total: rowOf("All", live, shares),
  };
}

function membersOf(id: OrganisationId, live: readonly DigestAccount[]): readonly DigestAccount[] {
  return live.filter(({ account }) => account.organisations.includes(id));
}

function sharesOf(live: readonly DigestAccount[], input: DigestInput): ReadonlyMap<string, Share> {
  const standing = new Map(
    input.evaluations
      .filter(({ ruleId }) => ruleId === "dormant-account")
      .map((one) => [one.accountId, one.result]),
  );
  const posts = Map.groupBy(input.posts, ({ accountId }) => accountId);
  const canBeTagged = taggableIn(input);
  const activeFrom = input.now.getTime() - ACTIVE_DAYS * DAY_MS;
  return new Map(
    live.map((owner) => {
      const result = standing.get(owner.account.id) ?? "could-not-check";
      const isRead = result !== "could-not-check";
      const isActive = (owner.latestPostAt?.getTime() ?? 0) >= activeFrom;
      const share = {
        active: Number(isRead && result !== "fail" && isActive),
        quiet: Number(isRead && result !== "fail" && !isActive),
        tooLong: Number(result === "fail"),
        notRead: Number(!isRead),
        ...tagsOf(owner, posts.get(owner.account.id) ?? [], input.policy, canBeTagged),
      };
      return [owner.account.id, share];
    }),
  );
}

type CanBeTagged = (platform: Platform, id: OrganisationId) => boolean;

/** What untagged-posts asks for: an organisation without hashtag and without official account there, nobody can tag. */
function taggableIn({ accounts, policy }: DigestInput): CanBeTagged {
  const mapped = policy.organisations.filter(({ hashtags }) => hashtags.length > 0).map(({ id }) => id);
  const official = accounts
    .filter(({ account }) => account.kind === "official" && account.status !== "closed")
    .flatMap(({ account }) => account.organisations.map((id) => `${account.platform} ${id}`));
  const names = new Set([...mapped, ...official]);
  return (platform, id) => names.has(id) || names.has(`${platform} ${id}`);
}

/** Posts, posts that are judged for tags, and those that bear them (POLICY.md, what counts as a tag). */
function tagsOf(
  { account }: DigestAccount,
  groups: readonly PostGroup[],
  policy: DigestInput["policy"],
  canBeTagged: CanBeTagged,
) {
  const { organisations: own, platform } = account;
  const wanted = own.includes(policy.groupId) ? [[policy.groupId]] : [[policy.groupId], own];
  const asked = wanted.filter((anyOf) => anyOf.some((id) => canBeTagged(platform, id)));
  const isJudged = ({ kind }: PostGroup) =>
    account.kind === "departmental" &&
    asked.length > 0 &&
    (kind !== "reply" || policy.judgeReplies) &&
    (kind !== "repost" || policy.judgeReposts);
  const isTagged = ({ organisations }: PostGroup) =>
    asked.every((anyOf) => anyOf.some((id) => organisations.includes(id)));
  const judged = groups.filter(isJudged);
  return { posts: total(groups), judged: total(judged), tagged: total(judged.filter(isTagged)) };
}

function total(groups: readonly PostGroup[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

function rowOf(
  name: string,
  members: readonly DigestAccount[],
  shares: ReadonlyMap<string, Share>,
): OrganisationRow {
  const sum = (field: keyof Share) =>
    members.reduce((so, { account }) => so + (shares.get(account.id)?.[field] ?? 0), 0);
  const judged = sum("judged");
  return {
    name,
    live: members.length,
    active: sum("active"),
    quiet: sum("quiet"),
    tooLong: sum("tooLong"),
    notRead: sum("notRead"),
    posts: sum("posts"),
    tagged: judged === 0 ? "none" : `${Math.floor((100 * sum("tagged")) / judged)}%`,
  };
}
