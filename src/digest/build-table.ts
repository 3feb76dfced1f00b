import type { OrganisationId } from "../core/account.ts";
import type { DigestAccount, DigestInput, PostGroup } from "../core/digest-input.ts";
import { isAmongTags, tagsAt } from "../core/tags-known.ts";
import { tagsAskedOf } from "../core/tags.ts";
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
  const taggable = taggableIn(input);
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
        ...tagsOf(owner, posts.get(owner.account.id) ?? [], input.policy, taggable),
      };
      return [owner.account.id, share];
    }),
  );
}

/** What untagged-posts can ask for: where an organisation has no hashtag and no official account, nobody can tag it. */
function taggableIn({ accounts, policy, now }: DigestInput): ReadonlySet<string> {
  const official = accounts.filter(
    ({ account }) => account.kind === "official" && account.status !== "closed",
  );
  const handles = official.map(({ account }) => ({ ...account, validTo: null }));
  return new Set(tagsAt(now, handles, policy));
}

/** Posts, posts that are judged for tags, and those that bear them (POLICY.md, what counts as a tag). */
function tagsOf(
  { account }: DigestAccount,
  groups: readonly PostGroup[],
  policy: DigestInput["policy"],
  taggable: ReadonlySet<string>,
) {
  const asked = tagsAskedOf(account, policy).filter((anyOf) =>
    anyOf.some((id) => isAmongTags(taggable, id, account.platform)),
  );
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
