/** What is made of the pages of one account, read now or kept by an earlier try that was killed. */
import { expect, test } from "vitest";
import { readFollows } from "../../jobs/audit/read-follows.ts";
import { readPosts } from "../../jobs/audit/read-posts.ts";
import type { ScreenAnswers, StagedPage } from "../../jobs/audit/staged.ts";
import { createXConnector } from "../../connectors/x/index.ts";
import { PlatformError, type Connector } from "../../src/core/connector.ts";
import { NEVER_READ } from "../../src/core/follow-list.ts";
import { account, callContext, failureOf, NOW, tagContext } from "../connectors/scene.ts";

const ours = account({ id: "a", platformId: "1" });
const x = createXConnector({ bearerToken: null, apiUrl: null });
const seal = (entryId: string) => ({ ruleId: "learner-followed" as const, entryId, keyId: "k", box: "b" });
const thread = (name: string) => ({ thread: name, starterId: null, starterHandle: null, on: "2026-11-22" });

function postsPage(page: number, nextCursor: string | null, facts: object = {}): StagedPage {
  const id = String(99 - page);
  const post = { id, url: `https://x.com/a/status/${id}`, at: NOW.toISOString(), kind: "original", tags: {} };
  const answers = { threads: [thread(id)], seals: [seal(id)] };
  const all = { posts: [post], unreadable: page + 1, newestId: id, answers, ...facts };
  return { need: "posts", page, nextCursor, facts: all };
}

async function posts(
  staged: readonly StagedPage[],
  { connector = x, screen = null }: { connector?: Connector; screen?: ScreenAnswers | null } = {},
) {
  const kept: StagedPage[] = [];
  const reading = readPosts({
    connector,
    account: ours,
    wanted: { read: "since", postId: "5" },
    timeline: {},
    stored: async () => new Map(),
    staged,
    stage: async (page) => void kept.push(page),
    tags: tagContext(ours),
    screen,
    context: callContext(),
  });
  return { kept, read: await reading };
}

test("what is said of a timeline is said of all its pages", async () => {
  const { read, kept } = await posts([postsPage(0, "next"), postsPage(1, null, { reachesStart: true })]);
  expect(kept).toEqual([]);
  expect(read).toMatchObject({ unreadable: 3, newestId: "99", reachesStart: true });
  expect(read.posts.map(({ id, at }) => [id, at])).toEqual([
    ["99", NOW],
    ["98", NOW],
  ]);
  expect(read.answers).toEqual({ threads: [thread("99"), thread("98")], seals: [seal("99"), seal("98")] });
});

test("where no page reached the start, or one page's answers were not looked at, the whole did not and was not", async () => {
  const { read } = await posts([postsPage(0, "next", { answers: null }), postsPage(1, null)]);
  expect(read).toMatchObject({ reachesStart: false, answers: null });
});

test("answers that wait are asked about with the posts of the pages before, and kept with what was learnt", async () => {
  const asked: unknown[] = [];
  const screen: ScreenAnswers = {
    hold: () => "concealed",
    async screen(held, own) {
      asked.push([held, own]);
      return { threads: [thread("learnt")], seals: [] };
    },
  };
  const waiting = postsPage(1, null, { answers: null, held: "concealed" });
  const { read, kept } = await posts([postsPage(0, "next"), waiting], { screen });
  expect(asked).toEqual([["concealed", ["99", "98"]]]);
  expect(kept).toMatchObject([{ page: 1, facts: { held: null, answers: { threads: [thread("learnt")] } } }]);
  expect(read.answers?.threads).toEqual([thread("99"), thread("learnt")]);
});

test("20: a timeline that never ends is given up after fifty pages", async () => {
  let asked = 0;
  const connector: Connector = {
    ...x,
    async postsPage() {
      asked += 1;
      return { raw: { items: [], withheld: 0 }, nextCursor: `${asked}` };
    },
  };
  expect(await failureOf(posts([], { connector }))).toMatchObject({ failure: "incomplete" });
  expect(asked).toBe(50);
});

async function follows(
  staged: readonly StagedPage[],
  followPage: Connector["followPage"],
  count: number | null = null,
) {
  const kept: StagedPage[] = [];
  const read = await readFollows({
    connector: { ...x, followPage },
    account: ours,
    stored: NEVER_READ,
    count,
    mode: "whole",
    staged,
    stage: async (page) => void kept.push(page),
    screen: async (rows) => ({
      rows: rows.map(({ id }) => ({ row: id ?? "", id, handle: null })),
      seals: rows.map(({ id }) => seal(id ?? "")),
    }),
    known: async () => new Set(),
    failureOf: (error) => ({ cause: "no-permission", detail: String(error) }),
    context: callContext(),
  });
  return { kept, read };
}

const followsPage = (nextCursor: string | null, total?: number): StagedPage => ({
  need: "follows",
  page: 0,
  nextCursor,
  facts: { rows: [{ row: "1", id: "1", handle: null }], seals: [seal("1")], ...(total && { total }) },
});

test("what was sealed of a list stays sealed, from whichever page and try it came, and where the list fails later", async () => {
  const last = async () => ({ rows: [{ id: "2", handle: null }], nextCursor: null });
  expect((await follows([followsPage("next")], last, 2)).read.seals).toEqual([seal("1"), seal("2")]);
  const refused = () => Promise.reject(new PlatformError("x", "no-permission", "said"));
  const { read } = await follows([followsPage("next")], refused, 2);
  expect(read).toMatchObject({ failure: { cause: "no-permission" }, seals: [seal("1")] });
});

test("20: how long a list says that it is counts, and is kept with its page: a shorter one is not whole", async () => {
  const never = () => Promise.reject(new Error("the list was read already"));
  expect((await follows([followsPage(null, 1)], never)).read.reading.outcome).toMatchObject({
    kind: "whole",
  });
  expect((await follows([followsPage(null, 2)], never)).read.reading.outcome?.kind).toBe("incomplete");
  const { kept } = await follows([], async () => ({
    rows: [{ id: "1", handle: null }],
    nextCursor: null,
    total: 1,
  }));
  expect(kept).toMatchObject([{ page: 0, facts: { total: 1 } }]);
});
