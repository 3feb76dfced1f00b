/**
 * Made-up learners, each planted in one way alone, so that a hit tells how it leaked. No such account can be mistaken for
 * another word: every handle begins with one stem, every id with another.
 *
 * Fair is what reaches the product by itself or as somebody's honest mistake. Left out, because it is the admin's own doing
 * and the register's business: a handle that an accepted row of the register writes into a free column (department,
 * reasons, approvals), the words of a command line, file names, and the reason given to `reveal`.
 */
/** The letters alone come about by chance in the base64 of a hash, once in some hundred runs; _ is no letter of base64. */
export const HANDLE_STEM = "Zwyxkq_";
export const ID_STEM = "9021077345";

/** Shown by X and, where named so, by YouTube, about accounts of ours and those that they follow. */
const SHOWN = [
  "byhandle", // a learner known by handle, followed
  "byid", // a learner known by id, followed
  "byurl", // a learner known by the address of the profile, followed
  "stranger", // followed, and on no list
  "token", // the last row of a page: X's own token for the next page holds its id
  "newone", // a learner followed on the second night, unfollowed on the third
  "reply", // our reply to a learner, who started the thread
  "starter", // a learner known by id, who started a thread that we answered further down in
  "thread", // the id of that thread's first post
  "mention",
  "fullwide", // behind a full-width ＠
  "longpost", // beyond the 280th character
  "quote",
  "repost",
  "posturl", // the address of a learner's post in a post of ours
  "ourname", // display name of an account of ours
  "ourbio",
  "itsname", // display name of a followed account
  "itsbio",
  "ytlisted", // a learner known by the channel's id, subscribed to
  "ytother", // subscribed to, and on no list
  "ytname", // the title of a channel of ours
  "ytabout", // its description
  "ytits", // the title of a channel that it subscribes to
  "ytvideo",
  "yttext", // the description of a video
] as const;

/** In what X sends instead of an answer, or beside one. */
const REFUSED = [
  "e302",
  "ehtml",
  "e500",
  "e401",
  "e402",
  "e403",
  "e429",
  "eprob",
  "eheld",
  "esurvey",
  "escan",
  "ytplay", // YouTube's own words, of a list of uploads
  "ytsubs", // of a private list of subscriptions
  "yt500",
  "ythtml",
] as const;

/** Rows of a list of learners that are refused. */
const LEARNER_ROWS = [
  "cform",
  "cdate",
  "corder",
  "cid",
  "cpost",
  "celse",
  "cboth",
  "cwide",
  "cquote",
  "chead",
] as const;

/** Rows of a register that are refused. */
const REGISTER_ROWS = [
  "rorg",
  "rkind",
  "rkeeper",
  "rlogin",
  "rdate",
  "rpost",
  "rform",
  "rdays",
  "rwide",
] as const;

/** Given to `learners find` and `erase` by standard input. */
const TYPED = ["find", "odd", "erase"] as const;

/** What the product was at work on when something inside it failed. */
const FAILED = ["vfind", "vimport", "vjob"] as const;

/** Put where it must be found: what proves that the search sees. */
export const CONTROLS = [
  "xdept",
  "xtable",
  "xbytes",
  "xwal",
  "xsqllog",
  "xlog",
  "xstderr",
  "xmail",
  "xqueue",
  "xfile",
] as const;

export type Control = (typeof CONTROLS)[number];
export type Planted =
  | (typeof SHOWN)[number]
  | (typeof REFUSED)[number]
  | (typeof LEARNER_ROWS)[number]
  | (typeof REGISTER_ROWS)[number]
  | (typeof TYPED)[number]
  | (typeof FAILED)[number];
export type Way = Planted | Control;

export const PLANTED: readonly Planted[] = [
  ...SHOWN,
  ...REFUSED,
  ...LEARNER_ROWS,
  ...REGISTER_ROWS,
  ...TYPED,
  ...FAILED,
];

export interface Plant {
  way: Way;
  /** At most 15 characters, as X has it. */
  handle: string;
  /** 18 digits. */
  id: string;
}

export const PLANTS: readonly Plant[] = [...PLANTED, ...CONTROLS].map((way, index) => ({
  way,
  handle: `${HANDLE_STEM}${way}`,
  id: `${ID_STEM}${String(index + 10)}413207`,
}));

const byWay = new Map(PLANTS.map((plant) => [plant.way, plant]));

export function plant(way: Way): Plant {
  const found = byWay.get(way);
  if (found === undefined) throw new Error(`nothing is planted by way of ${way}`);
  return found;
}

/** A channel's id: it holds the id of the plant. */
export const channelIdOf = (way: Way): string => `UC${plant(way).id}aaaa`;

/** The handle of a plant. */
export const handle = (way: Way): string => plant(way).handle;
