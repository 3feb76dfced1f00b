import { describe, expect, it } from "vitest";
import { normalise } from "../../connectors/x/normalise.ts";
import type { PostsFragment } from "../../src/core/connector.ts";
import { account, tagContext } from "./scene.ts";

const SOUND = { id: "1346889436626259968", text: "a", created_at: "2026-11-20T10:00:00.000Z" };

function read(item: unknown): PostsFragment {
  const page = { raw: { items: [item], withheld: 0 }, nextCursor: null };
  return normalise(page, tagContext(account({ platformId: "12" })));
}

describe("one post of X", () => {
  it.each([
    ["the cut text", { text: "Hello @conel" }],
    [
      "the full text of a long post (tweet)",
      { text: "Hello…", note_tweet: { text: "Hello at length @conel" } },
    ],
    [
      "the full text of a long post (post)",
      { text: "Hello…", note_post: { text: "Hello at length @conel" } },
    ],
    ["a mention that X marked", { entities: { mentions: [{ start: 0, end: 6, username: "CONEL" }] } }],
    [
      "a mention that X marked in a note",
      { note_tweet: { text: "a", entities: { mentions: [{ username: "conel" }] } } },
    ],
    [
      "a mention beside one that cannot be read",
      { entities: { mentions: [{ start: 1 }, null, { username: "conel" }] } },
    ],
    ["a text with a lone surrogate", { text: "\ud800 @conel \udfff" }],
  ])("a tag is seen in %s", (_where, change) => {
    expect(read({ ...SOUND, ...change }).posts).toMatchObject([{ tags: { organisations: ["conel"] } }]);
  });

  it.each([
    ["no reference", {}, "original"],
    ["no reference, as null", { referenced_tweets: null }, "original"],
    ["a quoted one", { referenced_tweets: [{ type: "quoted", id: "1" }] }, "quote"],
    ["a quoted one (post)", { referenced_posts: [{ type: "quoted", id: "1" }] }, "quote"],
    ["a retweeted one", { referenced_posts: [{ type: "retweeted", id: "1" }] }, "repost"],
    [
      "a quoted one and an answered one",
      {
        referenced_tweets: [
          { type: "quoted", id: "1" },
          { type: "replied_to", id: "2" },
        ],
      },
      "reply",
    ],
  ])("with %s", (_reference, change, kind) => {
    expect(read({ ...SOUND, ...change }).posts).toMatchObject([{ kind }]);
  });

  it.each([
    ["a kind of reference that nobody documents", { referenced_tweets: [{ type: "remixed", id: "1" }] }],
    ["an id that is a number", { id: 1346889436626259968 }],
    ["no time", { created_at: undefined }],
    ["a time that is none", { created_at: "Wed Jan 06 18:40:40 +0000 2021" }],
    ["null instead of a text", { text: null }],
    ["a note without its text", { note_tweet: { text: null } }],
    ["a text longer than any post", { text: "a".repeat(100_001) }],
  ])("is unreadable with %s: never taken for an original", (_what, change) => {
    expect(read({ ...SOUND, ...change })).toMatchObject({ posts: [], unreadable: 1 });
  });

  it("is known by the id of its first version", () => {
    const versions = ["999", "1346889436626259967", SOUND.id];
    expect(read({ ...SOUND, edit_history_tweet_ids: versions }).posts).toMatchObject([
      { id: "999", url: "https://x.com/conel_library/status/999" },
    ]);
  });

  it("does not hide the newest id that X gave it: the edit's, which the next survey shows", () => {
    const versions = ["999", SOUND.id];
    expect(read({ ...SOUND, id: "999", edit_history_tweet_ids: versions }).newestId).toBe(SOUND.id);
    expect(read({ ...SOUND, edit_history_post_ids: versions }).newestId).toBe(SOUND.id);
  });

  it("ignores fields that X adds", () => {
    expect(read({ ...SOUND, invented: { deep: [1] } }).posts).toHaveLength(1);
  });
});

describe("the newest id of a page of X", () => {
  const newestOf = (...items: unknown[]) =>
    normalise({ raw: { items, withheld: 0 }, nextCursor: null }, tagContext(account({ platformId: "12" })))
      .newestId;

  it("is the largest number, not the last word nor the first row", () => {
    const posts = ["999", "1346889436626259968", "1346889436626259970"].map((id) => ({ ...SOUND, id }));
    expect(newestOf(...posts)).toBe("1346889436626259970");
  });

  it("may be an unreadable post's", () => {
    expect(newestOf(SOUND, { id: "1346889436626259969", text: null })).toBe("1346889436626259969");
  });

  it("is null where no row has one", () => {
    expect(newestOf()).toBeNull();
    expect(newestOf({ id: null }, null, { id: 5 }, { id: "x" })).toBeNull();
  });
});
