import type { Vocabulary } from "../schema.ts";
import type { EndpointName } from "./meter.ts";

/** Why a parameter is refused, as X words it. */
export interface BadParameter {
  name: string;
  value: string;
  message: string;
}

const USER_FIELDS = ["created_at", "description", "id", "name", "protected", "public_metrics", "username"];
const POST_FIELDS = ["created_at", "entities", "id", "text"];

/** The values that each list parameter takes here: those of the documents that the sandbox can answer. */
const LISTS: Readonly<Record<Vocabulary, Readonly<Record<string, readonly string[]>>>> = {
  tweet: {
    "user.fields": [...USER_FIELDS, "most_recent_tweet_id"],
    "tweet.fields": [
      ...POST_FIELDS,
      "author_id",
      "conversation_id",
      "edit_history_tweet_ids",
      "in_reply_to_user_id",
      "note_tweet",
      "referenced_tweets",
    ],
    exclude: ["replies", "retweets"],
  },
  post: {
    "user.fields": USER_FIELDS,
    "post.fields": [...POST_FIELDS, "conversation_id", "note_post"],
    expansions: ["author_id", "edit_history_post_ids", "most_recent_post_id", "referenced_posts"],
    exclude: ["replies", "retweets"],
  },
};

const TIMELINE = [
  "max_results",
  "pagination_token",
  "since_id",
  "until_id",
  "start_time",
  "end_time",
  "exclude",
];
const PARAMETERS: Readonly<Record<EndpointName, readonly string[]>> = {
  users: ["ids"],
  "users/by": ["usernames"],
  "users/tweets": TIMELINE,
  "users/following": ["max_results", "pagination_token"],
  tweets: ["ids"],
};

const PATTERNS: Readonly<Record<string, RegExp>> = {
  ids: /^[0-9]{1,19}(,[0-9]{1,19}){0,99}$/,
  usernames: /^[A-Za-z0-9_]{1,15}(,[A-Za-z0-9_]{1,15}){0,99}$/,
  since_id: /^[0-9]{1,19}$/,
  until_id: /^[0-9]{1,19}$/,
  start_time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  end_time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  pagination_token: /^[0-9a-z]{16,}$/,
};
const ROWS: Readonly<Partial<Record<EndpointName, readonly [least: number, most: number]>>> = {
  "users/tweets": [5, 100],
  "users/following": [1, 1_000],
};
const REQUIRED: Readonly<Partial<Record<EndpointName, string>>> = {
  users: "ids",
  "users/by": "usernames",
  tweets: "ids",
};

/** The first parameter that the documents of this vocabulary do not allow, or null. */
export function refuseParameters(
  endpoint: EndpointName,
  vocabulary: Vocabulary,
  query: URLSearchParams,
): BadParameter | null {
  const names = [...PARAMETERS[endpoint], ...Object.keys(LISTS[vocabulary])];
  const required = REQUIRED[endpoint];
  if (required !== undefined && !query.has(required)) {
    return { name: required, value: "", message: `The \`${required}\` query parameter can not be empty` };
  }
  for (const [name, value] of query) {
    if (!names.includes(name)) {
      return { name, value, message: `The query parameter [${name}] is not one of [${names.join(",")}]` };
    }
    const message = refuseValue(endpoint, name, value, LISTS[vocabulary][name]);
    if (message !== null) return { name, value, message };
  }
  return null;
}

function refuseValue(
  endpoint: EndpointName,
  name: string,
  value: string,
  list: readonly string[] | undefined,
): string | null {
  const stranger = list === undefined ? undefined : value.split(",").find((word) => !list.includes(word));
  if (stranger !== undefined) {
    return `The \`${name}\` query parameter value [${stranger}] is not one of [${list?.join(",")}]`;
  }
  const range = ROWS[endpoint];
  if (name === "max_results" && range !== undefined) {
    const [least, most] = range;
    const isInRange = /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
    return isInRange
      ? null
      : `The \`max_results\` query parameter value [${value}] is not between ${least} and ${most}`;
  }
  const isWellFormed = PATTERNS[name]?.test(value) ?? true;
  return isWellFormed ? null : `The \`${name}\` query parameter value [${value}] is not valid`;
}
