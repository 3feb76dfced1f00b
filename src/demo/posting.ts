import { addDays, daysBetween, instantOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/time.ts";
import { CAST } from "./cast.ts";
import { FIRST_NIGHT, ZONE } from "./dates.ts";
import type { Member, Rhythm, Tags } from "./member.ts";

/** A day of every rhythm: days are counted from it. */
const BEAT: LocalDate = "2026-11-12";
/** So many days are looked back for an account's history, and at most so many posts are made of it. */
const HISTORY_DAYS = 400;
const HISTORY_POSTS = 40;

/** The days before the first night on which something was posted, oldest first. */
export function daysOfHistory(): readonly LocalDate[] {
  return Array.from({ length: HISTORY_DAYS }, (_, day) => addDays(FIRST_NIGHT, day - HISTORY_DAYS));
}

/** What a member posts on a day, and at what hour. */
export interface DemoPost {
  member: Member;
  at: Date;
  line: string;
  tags: string;
}

/** The posts of one day, in the order of the cast. */
export function postsOf(day: LocalDate): readonly DemoPost[] {
  return CAST.flatMap((member, index) => {
    const { posts } = member;
    if (posts === undefined || !postsOn(posts, day)) return [];
    const time = `${String(11 + (index % 6))}:${String((index * 7) % 60).padStart(2, "0")}`;
    const tags = tagsIn(member, posts.except?.[day] ?? posts.tags ?? "both");
    return [{ member, at: instantOf(day, time, ZONE), line: lineOf(day, index), tags }];
  });
}

function postsOn({ every, last, also }: Rhythm, day: LocalDate): boolean {
  if (also?.includes(day) === true) return true;
  const end = last ?? day;
  const isInHistory = day <= end && daysBetween(day, last ?? FIRST_NIGHT) < every * HISTORY_POSTS;
  return isInHistory && daysBetween(last ?? BEAT, day) % every === 0;
}

const LINES = [
  "Our open evening is this Thursday.",
  "Well done to everybody who showed their work today.",
  "Places are left for January: come and see us.",
  "A morning in the workshop.",
  "Thank you to our visitors for the questions.",
  "The library has new opening times.",
  "What we learnt this week, in three pictures.",
];

function lineOf(day: LocalDate, index: number): string {
  return LINES[(daysBetween(BEAT, day) + HISTORY_DAYS + index) % LINES.length] ?? "";
}

function tagsIn({ organisations, platform }: Member, tags: Tags): string {
  const [own = ""] = organisations.split(";");
  const words: Readonly<Record<Tags, string>> = {
    both: platform === "youtube" ? onYouTube(own) : `@demo_cccg @demo_${own}`,
    hashtags: `#democccg #demo${own}`,
    group: "@demo_cccg",
    college: `@demo_${own}`,
    none: "",
  };
  return words[tags];
}

/** Where the college has no official channel, by its hashtag. */
function onYouTube(own: string): string {
  const isThere = CAST.some(({ handle }) => handle === `demo_${own}_tv`);
  return `@demo_cccg_tv ${isThere ? `@demo_${own}_tv` : `#demo${own}`}`;
}
