import type { Platform } from "../core/platform.ts";
import type { LocalDate } from "../core/time.ts";

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

/** An account of the made-up register, and what its platform has of it before the first night. */
export interface Member {
  handle: string;
  /** Organisation ids, by semicolons. */
  organisations: string;
  department: string;
  follows: number;
  followers: number;
  posts?: Rhythm;
  kind?: "official";
  /** X where left out. */
  platform?: Platform;
  /** Accounts that its count includes and its list omits, such as suspended ones. */
  gap?: number;
  created?: LocalDate;
  /** It follows no official account. Left out: those of the Group and of its college, as far as they are there. */
  followsNoOfficial?: true;
  /** YouTube: nobody may see whom it subscribes to. */
  hidesFollows?: true;
  /** In the register four weeks before the others. */
  isPilot?: true;
  ownLimit?: { days: number; reason: string };
  pausedReason?: string;
  /** The register says that it is closed. */
  isClosed?: true;
}

type Rest = Partial<Omit<Member, "handle" | "organisations" | "department" | "follows" | "followers">>;

export function member(
  handle: string,
  organisations: string,
  department: string,
  follows: number,
  followers: number,
  rest: Rest,
): Member {
  return { handle, organisations, department, follows, followers, ...rest };
}

export function official(
  handle: string,
  organisations: string,
  followers: number,
  rest: Partial<Member> = {},
): Member {
  const department = "Marketing";
  const posts = { every: 1 };
  return { handle, organisations, department, kind: "official", follows: 90, followers, posts, ...rest };
}
