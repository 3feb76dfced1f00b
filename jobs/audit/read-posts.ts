import type { Account } from "../../src/core/account.ts";
import type {
  CallContext,
  Connector,
  PostsPageRequest,
  TagContext,
  ThreadAnswer,
} from "../../src/core/connector.ts";
import { PlatformError } from "../../src/core/connector.ts";
import type { Post } from "../../src/core/facts.ts";
import { laterPostId } from "../../src/core/post-ids.ts";
import type { ScreenAnswers, ScreenedAnswers, StagePage, StagedPage } from "./staged.ts";

export interface PostsReading {
  posts: readonly Post[];
  unreadable: number;
  /** The highest id that the pages held, edits included; null: they held none. */
  newestId: string | null;
  /** The threads that these posts answer in; null: nobody looked. */
  answers: ScreenedAnswers | null;
  /** A page went back to the account's first post (PostsFragment). */
  reachesStart: boolean;
}

/** One timeline in one night: 50 pages of 100 are more than any platform's depth. A longer one is a loop. */
const MOST_PAGES = 50;

interface ReadingPosts {
  connector: Connector;
  account: Account;
  wanted: PostsPageRequest["wanted"];
  timeline: Pick<PostsPageRequest, "timelineId" | "counted">;
  stored: NonNullable<PostsPageRequest["stored"]>;
  staged: readonly StagedPage[];
  stage: StagePage;
  tags: TagContext;
  /** null: no learner rule can use the threads. */
  screen: ScreenAnswers | null;
  context: CallContext;
}

/** A page as it is staged. */
interface PostsPage extends PostsReading {
  /** Answers whose threads nobody has asked about yet, concealed. */
  held: string | null;
  nextCursor: string | null;
}

/** Reads the pages of an account's posts that are not staged yet, newest first, and stages each as it comes. */
export async function readPosts(reading: ReadingPosts): Promise<PostsReading> {
  const { connector, account, wanted, timeline, stored, context } = reading;
  const pages = await screened(reading, reading.staged.filter((page) => page.need === "posts").map(postsOf));
  while (pages.length === 0 || pages.at(-1)?.nextCursor !== null) {
    if (pages.length >= MOST_PAGES) {
      throw new PlatformError(
        connector.platform,
        "incomplete",
        "the timeline has more pages than it can have",
      );
    }
    const cursor = pages.at(-1)?.nextCursor ?? null;
    const page = await connector.postsPage(account, { wanted, cursor, ...timeline, stored }, context);
    const { answers: given = [], reachesStart = false, ...facts } = connector.normalise(page, reading.tags);
    const read = { ...facts, reachesStart, ...waiting(reading.screen, given), nextCursor: page.nextCursor };
    // Before anybody asks who started the threads: the page is paid for, whatever becomes of the question.
    await stagePosts(reading.stage, pages.length, read);
    pages.push(await screenPage(reading, [...pages, read], pages.length));
  }
  return {
    posts: pages.flatMap((page) => page.posts),
    unreadable: pages.reduce((sum, page) => sum + page.unreadable, 0),
    newestId: pages.reduce<string | null>((newest, page) => laterPostId(newest, page.newestId), null),
    reachesStart: pages.some(({ reachesStart }) => reachesStart),
    answers: allAnswers(pages),
  };
}

function waiting(
  screen: ScreenAnswers | null,
  given: readonly ThreadAnswer[],
): Pick<PostsPage, "answers" | "held"> {
  if (screen === null) return { answers: null, held: null };
  if (given.length === 0) return { answers: { threads: [], seals: [] }, held: null };
  return { answers: null, held: screen.hold(given) };
}

/** An earlier try may have staged a page, and then been told to wait before the threads' starters were known. */
async function screened(reading: ReadingPosts, staged: readonly PostsPage[]): Promise<PostsPage[]> {
  const pages: PostsPage[] = [];
  for (const number of staged.keys()) pages.push(await screenPage(reading, staged, number));
  return pages;
}

async function screenPage(
  { screen, stage, context }: ReadingPosts,
  pages: readonly PostsPage[],
  number: number,
): Promise<PostsPage> {
  const page = pages[number];
  if (page === undefined) throw new Error(`there is no page ${number}`);
  if (page.held === null || screen === null) return page;
  const own = pages.slice(0, number + 1).flatMap(({ posts }) => posts.map(({ id }) => id));
  const answered = { ...page, answers: await screen.screen(page.held, own, context), held: null };
  await stagePosts(stage, number, answered);
  return answered;
}

function stagePosts(stage: StagePage, number: number, { nextCursor, ...facts }: PostsPage): Promise<void> {
  return stage({ need: "posts", page: number, nextCursor, facts });
}

/** A page whose answers nobody looked at leaves nothing known of the whole. */
function allAnswers(pages: readonly Pick<PostsReading, "answers">[]): ScreenedAnswers | null {
  const screened = pages.flatMap(({ answers }) => answers ?? []);
  if (screened.length < pages.length) return null;
  return {
    threads: screened.flatMap(({ threads }) => threads),
    seals: screened.flatMap(({ seals }) => seals),
  };
}

/** A staged page read back: JSON has made text of the dates. */
function postsOf(page: StagedPage): PostsPage {
  const facts = page.facts as {
    posts: (Omit<Post, "at"> & { at: string | Date })[];
    unreadable: number;
    newestId: string | null;
    answers: ScreenedAnswers | null;
    held?: string | null;
    reachesStart?: boolean;
  };
  return {
    posts: facts.posts.map((post) => ({ ...post, at: new Date(post.at) })),
    unreadable: facts.unreadable,
    newestId: facts.newestId,
    answers: facts.answers,
    held: facts.held ?? null,
    reachesStart: facts.reachesStart === true,
    nextCursor: page.nextCursor,
  };
}
