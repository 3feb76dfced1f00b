import type { Account } from "../../src/core/account.ts";
import { type CallContext, PlatformError, type Surveyed } from "../../src/core/connector.ts";
import type { Profile } from "../../src/core/facts.ts";
import { accountProblem } from "./failures.ts";
import { isHandle, normaliseHandle } from "./profile-url.ts";
import { X_PRICES, sum, times } from "./rates.ts";
import { type XBody, type XProblem, type XUser, namesOfMetrics, xUser } from "./schema.ts";
import type { Speech } from "./vocabulary.ts";

/** Accounts in one look-up. */
export const SURVEY_BATCH = 100;

type LookUp = {
  call: string;
  parameter: "ids" | "usernames";
  /** The key by which the answer names an account. */
  keyOf(account: Account): string;
  keyOfUser(user: XUser): string;
};

const BY_ID: LookUp = {
  call: "users",
  parameter: "ids",
  keyOf: (account) => account.platformId ?? "",
  keyOfUser: (user) => user.id,
};
const BY_HANDLE: LookUp = {
  call: "users/by",
  parameter: "usernames",
  keyOf: (account) => normaliseHandle(account.handle),
  keyOfUser: (user) => normaliseHandle(user.username),
};

/**
 * Looks the accounts up, those without a known id by their handle: GET /2/users, GET /2/users/by. What X says of one
 * account (missing, suspended, protected) is its own; what it does not say, or not clearly, is failed: never missing.
 * When the first call fails as a whole, it throws, and nothing is known of any of them; a later one fails its own accounts
 * alone, as the answers before it are paid for. A limit of the rate is always thrown: it ends, and all are asked again.
 */
export async function survey(
  speech: Speech,
  accounts: readonly Account[],
  context: CallContext,
): Promise<readonly Surveyed[]> {
  const known = accounts.filter((account) => account.platformId !== null);
  const named = accounts.filter((account) => account.platformId === null);
  const askable = named.filter((account) => isHandle(normaliseHandle(account.handle)));
  const surveyed = new Map<string, Surveyed>();
  for (const [lookUp, group] of [
    [BY_ID, known],
    [BY_HANDLE, askable],
  ] as const) {
    for (const batch of inBatches(group)) {
      const answers = await lookUpBatch(speech, lookUp, batch, context).catch((error: unknown) =>
        failedBatch(batch, error, surveyed.size > 0),
      );
      answers.forEach((answer) => surveyed.set(answer.accountId, answer));
    }
  }
  return accounts.map(
    (account) => surveyed.get(account.id) ?? failed(account, "its handle is none that X can have"),
  );
}

/** Throws again what cannot, or need not, be the batch's own failure. */
function failedBatch(batch: readonly Account[], error: unknown, isLater: boolean): readonly Surveyed[] {
  if (!isLater || !(error instanceof PlatformError) || error.retryAt !== null) throw error;
  const { failure: cause, message: detail } = error;
  return batch.map(({ id }) => ({ accountId: id, status: "failed", cause, detail }));
}

function* inBatches(accounts: readonly Account[]): Generator<readonly Account[]> {
  for (let from = 0; from < accounts.length; from += SURVEY_BATCH)
    yield accounts.slice(from, from + SURVEY_BATCH);
}

async function lookUpBatch(
  speech: Speech,
  lookUp: LookUp,
  batch: readonly Account[],
  context: CallContext,
): Promise<readonly Surveyed[]> {
  const keys = [...new Set(batch.map((account) => lookUp.keyOf(account)))];
  const body = await speech.ask(
    (vocabulary) => ({
      call: lookUp.call,
      path: lookUp.call,
      query: { [lookUp.parameter]: keys.join(","), "user.fields": fieldsIn(vocabulary) },
      worst: times(X_PRICES.profile, keys.length),
      priceOf: (answer) => priceOf(answer),
    }),
    context,
  );
  const users = (body.data ?? []).flatMap((item) => {
    const read = xUser.safeParse(item);
    return read.success ? [read.data] : [];
  });
  learnVocabulary(speech, body.data ?? []);
  const byKey = new Map(users.map((user) => [lookUp.keyOfUser(user), user]));
  const problems = body.errors ?? [];
  return batch.map((account) => {
    const key = lookUp.keyOf(account);
    const user = byKey.get(key);
    return user === undefined ? unseen(account, key, problems) : seen(account, user);
  });
}

/**
 * The newest post's id is a free field in the older vocabulary only: in the newer it comes with the whole post, at half a
 * cent an account, which an empty timeline page does not cost. Until X has shown its vocabulary, it is not asked for.
 */
function fieldsIn(vocabulary: "tweet" | "post" | null): string {
  const fields = ["created_at", "description", "id", "name", "protected", "public_metrics", "username"];
  return (vocabulary === "tweet" ? [...fields, "most_recent_tweet_id"] : fields).join(",");
}

function priceOf(body: XBody): ReturnType<typeof times> {
  const posts = (body.includes?.tweets?.length ?? 0) + (body.includes?.posts?.length ?? 0);
  return sum(times(X_PRICES.profile, body.data?.length ?? 0), times(X_PRICES.post, posts));
}

/** Both vocabularies answer this look-up, and name the number of posts each in its own way. */
function learnVocabulary(speech: Speech, items: readonly unknown[]): void {
  if (speech.known() !== null) return;
  const names = new Set(items.flatMap((item) => namesOfMetrics(item)));
  if (names.has("tweet_count")) speech.learn("tweet");
  else if (names.has("post_count")) speech.learn("post");
}

function seen(account: Account, user: XUser): Surveyed {
  const profile: Profile = {
    handle: user.username,
    platformId: user.id,
    createdAt: user.created_at ?? null,
    followers: user.public_metrics?.followers_count ?? null,
    following: user.public_metrics?.following_count ?? null,
    posts: user.public_metrics?.tweet_count ?? user.public_metrics?.post_count ?? null,
  };
  const newest =
    profile.posts === 0 ? null : (user.most_recent_tweet_id ?? user.most_recent_post_id ?? undefined);
  return {
    accountId: account.id,
    status: "seen",
    presence: user.protected ? "protected" : "present",
    profile,
    words: { name: user.name ?? null, bio: user.description ?? null },
    ...(newest === undefined ? {} : { newestPostId: newest }),
  };
}

function unseen(account: Account, key: string, problems: readonly XProblem[]): Surveyed {
  const own = problems.filter((problem) => namesKey(problem, key));
  const causes = new Set(own.map((problem) => accountProblem(problem)));
  const [cause] = causes;
  if (causes.size === 1 && (cause === "account-missing" || cause === "account-suspended")) {
    const presence = cause === "account-missing" ? "missing" : "suspended";
    return { accountId: account.id, status: "seen", presence, profile: null };
  }
  return failed(
    account,
    own.length === 0 ? "X's answer leaves it out" : "X says of it what is not documented",
  );
}

function namesKey(problem: XProblem, key: string): boolean {
  return [problem.value, problem.resource_id].some((word) => word.toLowerCase() === key);
}

function failed(account: Account, detail: string): Surveyed {
  return { accountId: account.id, status: "failed", cause: "platform-error", detail };
}
