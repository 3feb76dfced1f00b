import http from "node:http";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createXConnector } from "../../connectors/x/index.ts";
import { type Connector, PlatformError } from "../../src/core/connector.ts";
import { NOW, account, callContext, tagContext } from "./scene.ts";

const SEED = 20261123;
const own = account({ platformId: "12" });

const reply = { status: 200, contentType: "application/json", text: "{}" };
let server: http.Server;
let connector: Connector;

beforeAll(async () => {
  server = http.createServer((_request, response) => {
    response.writeHead(reply.status, { "content-type": reply.contentType, "x-rate-limit-reset": "NaN" });
    response.end(reply.text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const apiUrl = `http://127.0.0.1:${port}`;
  connector = createXConnector({ bearerToken: "token", apiUrl, backoffMs: [], timeoutMs: 2_000 });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Sound bodies, to be poisoned in one or more places. */
const POSTS = {
  data: [
    {
      id: "1346889436626259968",
      text: "Visit @conel",
      created_at: "2026-11-20T10:00:00.000Z",
      entities: { mentions: [{ start: 6, end: 12, username: "conel" }] },
      note_tweet: { text: "Visit @conel at length", entities: { mentions: [{ username: "conel" }] } },
      referenced_tweets: [{ type: "quoted", id: "1" }],
      edit_history_tweet_ids: ["1346889436626259968"],
    },
    { id: "1346889436626259967", text: "", created_at: "2026-11-19T10:00:00Z", referenced_posts: [] },
  ],
  errors: [{ type: "about:blank", title: "a", detail: "b", resource_type: "tweet", section: "includes" }],
  meta: { result_count: 2, next_token: "abcdefghijklmnop" },
};
const USERS = {
  data: [
    {
      id: "12",
      username: "conel_library",
      name: "Library",
      protected: false,
      created_at: "2015-01-01T00:00:00.000Z",
      public_metrics: { followers_count: 1, following_count: 2, tweet_count: 3, listed_count: 0 },
      most_recent_tweet_id: "1346889436626259968",
    },
  ],
  errors: [
    { type: "https://api.x.com/2/problems/resource-not-found", title: "Not Found Error", resource_id: "13" },
  ],
  meta: { result_count: 1 },
};

const FOLLOWS = {
  data: ["12", "13", "14"].map((id) => ({ id, username: `user_${id}`, name: "a" })),
  meta: { result_count: 3, next_token: "abcdefghijklmnop" },
};

const poison = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    -1,
    1e308,
    0.5,
    true,
    [],
    {},
    [null],
    [[]],
    "\ud800",
    "\u0000",
    "NaN",
    "unheard_of",
  ),
  fc.constant("9".repeat(400)),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Replaces the n-th place of a value (in depth-first order) by a poison; `undefined` removes it. */
function replaceAt(value: unknown, place: { left: number }, by: unknown): unknown {
  if (place.left-- === 0) return by;
  if (Array.isArray(value)) return value.map((item) => replaceAt(item, place, by));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceAt(item, place, by)]));
}

const poisonings = fc.array(fc.tuple(fc.nat(45), fc.option(poison, { nil: undefined })), { maxLength: 3 });

function bodyOf(sound: unknown): fc.Arbitrary<string> {
  return fc
    .tuple(poisonings, fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 8 }))
    .map(([places, cut]) => {
      const spoilt = places.reduce<unknown>((body, [left, by]) => replaceAt(body, { left }, by), sound);
      const text = JSON.stringify(spoilt) ?? "";
      return cut === null ? text : text.slice(0, Math.floor(text.length * cut));
    });
}
const statuses = fc.constantFrom(200, 200, 200, 200, 204, 302, 400, 404, 429, 500);
const contentTypes = fc.constantFrom("application/json", "application/problem+json", "text/html", "");

/** "facts" or the cause: anything else that is thrown fails the test. */
async function outcomeOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return "facts";
  } catch (error) {
    if (error instanceof PlatformError) return error.failure;
    throw error;
  }
}

async function readPosts(): Promise<void> {
  const page = await connector.postsPage(
    own,
    { wanted: { read: "first", from: NOW }, cursor: null },
    callContext(),
  );
  const { posts } = connector.normalise(page, tagContext(own));
  for (const post of posts) {
    expect(post.id).toMatch(/^\d{1,19}$/);
    expect(post.at.getTime()).not.toBeNaN();
    expect(["original", "quote", "reply", "repost"]).toContain(post.kind);
  }
}

async function readFollows(): Promise<void> {
  const page = await connector.followPage(own, { rows: 5, cursor: null, rowsLeft: 0 }, callContext());
  for (const row of page.rows) expect(row.id).toMatch(/^\d{1,19}$/);
}

async function survey(): Promise<void> {
  const [surveyed] = await connector.survey([own], callContext());
  expect(["seen", "failed"]).toContain(surveyed?.status);
}

describe(`poisoned answers of X (seed ${SEED})`, () => {
  it.each([
    ["posts", POSTS, readPosts],
    ["follows", FOLLOWS, readFollows],
    ["a survey", USERS, survey],
  ] as const)("%s give facts or a typed failure, never anything else", async (_what, sound, read) => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(bodyOf(sound), statuses, contentTypes, async (text, status, contentType) => {
        Object.assign(reply, { text, status, contentType });
        const outcome = await outcomeOf(read);
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      }),
      { seed: SEED, numRuns: 300 },
    );
    // The grammar must reach both sides, or the claim is empty.
    expect(seen.get("facts") ?? 0).toBeGreaterThan(10);
    expect(seen.get("platform-error") ?? 0).toBeGreaterThan(10);
  });

  it("any value at all handed to normalise gives facts or a typed failure", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          poison,
          bodyOf(POSTS).map((text) => ({ items: [text], withheld: 0 })),
        ),
        async (raw) => {
          const outcome = await outcomeOf(async () =>
            connector.normalise({ raw, nextCursor: null }, tagContext(own)),
          );
          expect(["facts", "platform-error"]).toContain(outcome);
        },
      ),
      { seed: SEED, numRuns: 1_000 },
    );
  });
});
