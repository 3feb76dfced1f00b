import type { Rule } from "../core/rule.ts";
import { dormantAccount } from "./dormant-account.ts";
import { learnerFollowed } from "./learner-followed.ts";
import { untaggedPosts } from "./untagged-posts.ts";

/** Every rule, in the order in which people read them. A rule is one file and one line here. */
export const RULES: readonly Rule[] = [learnerFollowed, dormantAccount, untaggedPosts];
