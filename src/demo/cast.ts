import type { Platform } from "../core/platform.ts";
import type { LocalDate } from "../core/time.ts";

/**
 * The accounts of the made-up college group, as data. Every handle begins with `demo_` and is nobody's; no person is
 * named. What is planted in each is said beside it; what happens in the week is week.ts.
 */

/** What a post names: Group and college, by hashtags instead, one of the two, or neither. */
export type Tags = "both" | "hashtags" | "group" | "college" | "none";

/** When an account posts, by the calendar. */
export interface Rhythm {
  every: number;
  /** The last post of its history; left out, it goes on. */
  last?: LocalDate;
  tags?: Tags;
  /** Days with other tags. */
  except?: Readonly<Record<LocalDate, Tags>>;
  /** Days on which it posts out of its rhythm. */
  also?: readonly LocalDate[];
}

export interface Member {
  handle: string;
  /** Organisation ids, by semicolons. */
  organisations: string;
  department: string;
  follows: number;
  followers: number;
  posts?: Rhythm;
  kind?: "official";
  /** X where left out; no other platform is connected. */
  platform?: Platform;
  /** Accounts that its count includes and its list omits, such as suspended ones. */
  gap?: number;
  created?: LocalDate;
  state?: "protected" | "missing";
  /** In the register four weeks before the others. */
  isPilot?: true;
  ownLimit?: { days: number; reason: string };
  pausedReason?: string;
}

const official = (handle: string, organisations: string, followers: number): Member => ({
  handle,
  organisations,
  department: "Marketing",
  kind: "official",
  follows: 90,
  followers,
  posts: { every: 1 },
});

export const CAST: readonly Member[] = [
  official("demo_cccg", "cccg", 5210),
  official("demo_ccct", "ccct", 1480),
  official("demo_ci", "ci", 3970),
  official("demo_conel", "conel", 3120),
  official("demo_wkc", "wkc", 4060),

  // In order.
  member("demo_ci_science", "ci", "Science", 140, 610, { posts: { every: 3 } }),
  member("demo_hub", "ci;conel", "Library and study skills", 75, 480, { posts: { every: 4 }, gap: 1 }),
  member("demo_careers", "cccg", "Careers service", 160, 1130, { posts: { every: 2, tags: "group" } }),
  member("demo_wkc_chefs", "wkc", "Hospitality and culinary arts", 170, 1890, {
    posts: { every: 7 },
    gap: 2,
    isPilot: true,
  }),

  // Dormant: medium, high, never used, under its own limit and over it, too young, worse and new in the week, used again.
  member("demo_conel_pe", "conel", "Sport", 95, 260, {
    posts: { every: 6, last: "2026-08-20" },
    isPilot: true,
  }),
  member("demo_ci_history", "ci", "History and politics", 60, 140, {
    posts: { every: 9, last: "2026-03-02" },
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
  member("demo_conel_hair", "conel", "Hair and beauty", 85, 410, { posts: { every: 8, last: "2026-07-18" } }),
  member("demo_wkc_travel", "wkc", "Travel and tourism", 70, 205, {
    posts: { every: 6, last: "2026-09-15" },
  }),
  member("demo_ccct_trade", "ccct", "Construction apprenticeships", 80, 290, {
    posts: { every: 9, last: "2026-08-14", also: ["2026-11-18"] },
  }),

  // Untagged: no tag at all, one of two (mostly and seldom), new in the week, fixed in the week.
  member("demo_wkc_media", "wkc", "Media and games", 110, 540, { posts: { every: 2, tags: "none" } }),
  member("demo_ci_maths", "ci", "Mathematics", 65, 180, {
    posts: { every: 1, except: { "2026-11-12": "group" } },
  }),
  member("demo_ccct_jobs", "ccct", "Employer partnerships", 120, 350, {
    posts: { every: 2, except: { "2026-11-10": "group", "2026-11-12": "college", "2026-11-16": "group" } },
  }),
  member("demo_wkc_lab", "wkc", "Applied science", 90, 230, {
    posts: { every: 3, tags: "hashtags", except: { "2026-11-18": "none" } },
  }),
  member("demo_conel_esol", "conel", "English for speakers of other languages", 100, 640, {
    posts: { every: 1, except: { "2026-11-20": "college" } },
  }),
  member("demo_ci_art", "ci", "Art and design", 150, 870, {
    posts: { every: 7, except: { "2026-10-22": "none" } },
    isPilot: true,
  }),

  // Learners followed: since before the first night (known by handle), unfollowed in the week, new in the week.
  member("demo_wkc_fashn", "wkc", "Fashion", 135, 760, { posts: { every: 3 } }),
  member("demo_conel_site", "conel", "Construction", 80, 300, { posts: { every: 4 } }),
  member("demo_ci_music", "ci", "Music", 125, 510, { posts: { every: 3 } }),

  // What cannot be checked, and why.
  member("demo_conel_law", "conel", "Law", 55, 120, { posts: { every: 5 }, state: "protected" }),
  member("demo_wkc_psych", "wkc", "Psychology", 0, 0, { state: "missing" }),
  member("demo_ci_dance", "ci", "Dance", 60, 270, { posts: { every: 3 } }),
  member("demo_conel_it", "conel", "Computing", 90, 310, { posts: { every: 1 } }),
  member("demo_wkc_biz", "wkc", "Business", 6_400, 880, { posts: { every: 2 } }),
  member("demo_ccct_care", "ccct", "Health and social care", 70, 190, { posts: { every: 1 } }),
  member("demo_ci_english", "ci", "English", 14, 150, { posts: { every: 4 } }),
  member("demo_conel_bus", "conel", "Business and accounting", 85, 240, { posts: { every: 3 } }),
  member("demo_wkc_film", "wkc", "Film", 0, 0, { platform: "youtube" }),
  member("demo_conel_style", "conel", "Hair and beauty", 0, 0, { platform: "instagram" }),

  member("demo_ci_choir", "ci", "Choir", 45, 95, {
    posts: { every: 6, last: "2026-06-30" },
    pausedReason: "the choir rests this year",
  }),
];

type Rest = Partial<Omit<Member, "handle" | "organisations" | "department" | "follows" | "followers">>;

function member(
  handle: string,
  organisations: string,
  department: string,
  follows: number,
  followers: number,
  rest: Rest,
): Member {
  return { handle, organisations, department, follows, followers, ...rest };
}
