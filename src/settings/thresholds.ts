import type { Platform } from "../core/platform.ts";
import * as field from "./fields.ts";
import { section } from "./sections.ts";

const days = (fallback: number) => field.whole("days", 1, 3650).default(fallback);

const dormantAfterDays: Record<Platform, ReturnType<typeof days>> = {
  x: days(60),
  youtube: days(180),
  facebook: days(60),
  instagram: days(60),
  tiktok: days(60),
  linkedin: days(60),
  pinterest: days(180),
  flickr: days(180),
  "google-business": days(180),
  snapchat: days(180),
  bluesky: days(60),
  mastodon: days(60),
};

/** Where the rules draw their lines; the unit stands in each name. */
export const thresholds = section({
  dormant_after_days: section(dormantAfterDays)
    .prefault({})
    .describe("Open days (closures left out) without a post before an account is called dormant."),
  dormant_high_after_more_days: days(60).describe("Further open days without a decision: then it is severe."),
  dormant_grace_days: days(30).describe("An account this young is not called dormant."),
  barely_used_grace_days: days(90).describe("An account younger than this is not called barely used."),
  barely_used_window_days: field
    .whole("days", 1, 180)
    .default(180)
    .describe("How far back posts are counted: 180 days at most."),
  barely_used_under_posts: field
    .whole("posts", 1, 1000)
    .default(5)
    .describe("With fewer posts than this in that time an account is called barely used."),
  unaudited_after_days: days(7).describe("Days without a reading before that is a finding of its own."),
  contact_window_days: field
    .whole("days", 1, 180)
    .default(90)
    .describe("An answer in a learner's thread is a finding for so long; it cannot be undone, only lapse."),
  tagged_window_days: field
    .whole("days", 1, 180)
    .default(28)
    .describe("How far back posts are held against the tagging rule: 180 days at most."),
  tagged_share_low_percent: field
    .percent()
    .default(80)
    .describe("With fewer tagged posts than this, untagged posts are medium instead of low."),
  judge_replies: field.yesNo().default(false).describe("Whether replies must carry tags."),
  judge_reposts: field.yesNo().default(false).describe("Whether pure reposts must carry tags."),
  reposts_count_as_posts: field
    .yesNo()
    .default(false)
    .describe("Whether a pure repost shows that an account is in use."),
  learner_share_for_pass_percent: field
    .percent()
    .default(50)
    .describe("Share of learners whose handles must be known before `follows no learner` can be said."),
  waiver_longest_days: days(365).describe("A waiver of a finding ends after so many days at the latest."),
  waiver_warn_days: days(14).describe("So many days before its end a waiver is warned of."),
  learner_lists_warn_after_days: days(60).describe("A learner list older than this is warned of."),
});
