import { CHANNELS } from "./channels.ts";
import { member, official, type Member } from "./member.ts";

/**
 * The accounts of the made-up college group, as data. Every handle begins with `demo_` and is nobody's; no person is
 * named. What is planted in each is said beside it; what happens in the week is week.ts, what people decide decide.ts.
 */
const ON_X: readonly Member[] = [
  official("demo_cccg", "cccg", 5210),
  official("demo_ccct", "ccct", 1480),
  official("demo_ci", "ci", 3970),
  official("demo_conel", "conel", 3120),
  official("demo_wkc", "wkc", 4060),

  // In order. One answers in a thread of the Group's; one tags by hashtags, and its list omits suspended accounts.
  member("demo_ci_science", "ci", "Science", 140, 610, { posts: { every: 3 } }),
  member("demo_hub", "ci;conel", "Library and study skills", 75, 480, { posts: { every: 4 }, gap: 1 }),
  member("demo_careers", "cccg", "Careers service", 160, 1130, { posts: { every: 22, tags: "group" } }),
  member("demo_wkc_chefs", "wkc", "Hospitality and culinary arts", 170, 1890, {
    posts: { every: 7, tags: "hashtags" },
    gap: 2,
    isPilot: true,
  }),

  // Dormant: medium, never used, under its own limit and over it, too young, worse and new in the week, used again.
  member("demo_conel_pe", "conel", "Sport", 95, 260, {
    posts: { every: 6, last: "2026-08-20" },
    isPilot: true,
  }),
  member("demo_ci_physics", "ci", "Physics", 12, 9, { created: "2022-02-14" }),
  member("demo_wkc_stage", "wkc", "Performing arts", 130, 720, {
    posts: { every: 5, last: "2026-07-10" },
    ownLimit: { days: 200, reason: "seasonal: the summer show" },
  }),
  member("demo_ci_open", "ci", "Open evenings", 40, 330, {
    posts: { every: 4, last: "2026-06-25" },
    ownLimit: { days: 100, reason: "seasonal: open evenings in spring and autumn" },
  }),
  member("demo_conel_tots", "conel", "Childcare and early years", 18, 11, { created: "2026-11-02" }),
  member("demo_conel_hair", "conel", "Hair and beauty", 85, 410, {
    posts: { every: 8, last: "2026-07-18" },
  }),
  member("demo_wkc_travel", "wkc", "Travel and tourism", 70, 205, {
    posts: { every: 6, last: "2026-09-15" },
  }),
  member("demo_ccct_trade", "ccct", "Construction apprenticeships", 80, 290, {
    posts: { every: 9, last: "2026-08-14", also: ["2026-11-18"] },
  }),

  // Barely used; its list's pages go in circles from the week's end on.
  member("demo_ci_english", "ci", "English", 14, 150, { posts: { every: 45 } }),

  // Untagged: no tag at all, one of two (mostly and seldom), fixed in the week and back again.
  member("demo_wkc_media", "wkc", "Media and games", 110, 540, { posts: { every: 2, tags: "none" } }),
  member("demo_ci_maths", "ci", "Mathematics", 65, 180, {
    posts: { every: 1, except: { "2026-11-12": "group" } },
  }),
  member("demo_ccct_jobs", "ccct", "Employer partnerships", 120, 350, {
    posts: { every: 2, except: { "2026-11-10": "group", "2026-11-12": "college", "2026-11-16": "group" } },
    followsNoOfficial: true,
  }),
  member("demo_ci_art", "ci", "Art and design", 150, 870, {
    posts: { every: 7, except: { "2026-10-22": "none", "2026-11-21": "none" }, also: ["2026-11-21"] },
    isPilot: true,
  }),

  // Learners followed: since before the first night (known by handle), unfollowed in the week, new in the week.
  member("demo_wkc_fashn", "wkc", "Fashion", 135, 760, { posts: { every: 3 } }),
  member("demo_conel_site", "conel", "Construction", 80, 300, { posts: { every: 2 } }),
  member("demo_ci_music", "ci", "Music", 125, 510, { posts: { every: 3 } }),
  // A learner answered, in a thread that the learner started.
  member("demo_conel_esol", "conel", "English for speakers of other languages", 100, 640, {
    posts: { every: 1 },
  }),

  // Vanished: suspended, missing and its handle somebody else's, missing for the first time in the last night.
  member("demo_ci_dance", "ci", "Dance", 60, 270, { posts: { every: 3 } }),
  member("demo_ccct_care", "ccct", "Health and social care", 70, 190, { posts: { every: 2 } }),
  member("demo_wkc_psych", "wkc", "Psychology", 45, 130, { posts: { every: 5 } }),

  // What cannot be checked, and why; two of them for the whole week.
  member("demo_conel_law", "conel", "Law", 55, 120, { posts: { every: 5 } }),
  member("demo_conel_it", "conel", "Computing", 90, 310, { posts: { every: 1 } }),
  member("demo_wkc_biz", "wkc", "Business", 6_400, 880, { posts: { every: 2 } }),
  member("demo_conel_bus", "conel", "Business and accounting", 85, 240, { posts: { every: 3 } }),
  member("demo_conel_style", "conel", "Hair and beauty", 0, 0, { platform: "instagram" }),

  // Not judged: it rests; it is closed in the register, and gone in the last night.
  member("demo_ci_choir", "ci", "Choir", 45, 95, {
    posts: { every: 6, last: "2026-06-30" },
    pausedReason: "the choir rests this year",
  }),
  member("demo_wkc_old", "wkc", "Foundation degrees", 25, 60, {
    posts: { every: 9, last: "2025-09-01" },
    isClosed: true,
  }),
];

export const CAST: readonly Member[] = [...ON_X, ...CHANNELS];
