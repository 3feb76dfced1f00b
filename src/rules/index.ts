import type { Rule } from "../core/rule.ts";
import { barelyUsedAccount } from "./barely-used-account.ts";
import { dormantAccount } from "./dormant-account.ts";
import { learnerContacted } from "./learner-contacted.ts";
import { learnerFollowed } from "./learner-followed.ts";
import { officialAccountUnfollowed } from "./official-account-unfollowed.ts";
import { unauditedAccount } from "./unaudited-account.ts";
import { untaggedPosts } from "./untagged-posts.ts";
import { vanishedAccount } from "./vanished-account.ts";

/** Every rule, in the order in which people read them. A rule is one file and one line here. */
export const RULES: readonly Rule[] = [
  learnerFollowed,
  learnerContacted,
  vanishedAccount,
  dormantAccount,
  barelyUsedAccount,
  untaggedPosts,
  officialAccountUnfollowed,
  unauditedAccount,
];
