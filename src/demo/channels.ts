import { member, official, type Member } from "./member.ts";

const ON_YOUTUBE = { platform: "youtube" } as const;

/** The YouTube channels of the made-up college group. Two of the colleges have no official one: their hashtag stands for them. */
export const CHANNELS: readonly Member[] = [
  official("demo_cccg_tv", "cccg", 2840, { ...ON_YOUTUBE, follows: 24, posts: { every: 5 } }),
  official("demo_ci_tv", "ci", 1310, { ...ON_YOUTUBE, follows: 31, posts: { every: 6 } }),
  official("demo_wkc_tv", "wkc", 1760, { ...ON_YOUTUBE, follows: 28, posts: { every: 4 } }),

  // In order; untagged; dormant by YouTube's 180 days; without a single upload.
  member("demo_ci_film", "ci", "Film and photography", 64, 420, { ...ON_YOUTUBE, posts: { every: 9 } }),
  member("demo_conel_music", "conel", "Music", 38, 260, {
    ...ON_YOUTUBE,
    posts: { every: 8, tags: "none" },
    followsNoOfficial: true,
  }),
  member("demo_conel_stage", "conel", "Performing arts", 42, 190, {
    ...ON_YOUTUBE,
    posts: { every: 12, last: "2026-03-30" },
  }),
  member("demo_ccct_shop", "ccct", "Construction apprenticeships", 17, 24, {
    ...ON_YOUTUBE,
    created: "2025-02-03",
  }),

  // Private subscriptions; a learner among those that it subscribes to; gone in the week.
  member("demo_ci_lectures", "ci", "Science", 52, 610, {
    ...ON_YOUTUBE,
    posts: { every: 7 },
    hidesFollows: true,
  }),
  member("demo_wkc_games", "wkc", "Media and games", 118, 730, {
    ...ON_YOUTUBE,
    posts: { every: 6, tags: "hashtags" },
  }),
  member("demo_wkc_film", "wkc", "Film", 33, 150, { ...ON_YOUTUBE, posts: { every: 11 } }),
];
