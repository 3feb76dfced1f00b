import { describe, expect, it } from "vitest";
import { isHandle, normaliseHandle, parseProfileUrl } from "../../connectors/x/profile-url.ts";

describe("addresses of profiles on X", () => {
  it.each([
    ["https://x.com/ConelLibrary", "ConelLibrary"],
    ["http://twitter.com/conel/", "conel"],
    ["https://www.twitter.com/conel?lang=en", "conel"],
    ["HTTPS://MOBILE.X.COM/conel#top", "conel"],
    ["x.com/conel", "conel"],
    ["www.twitter.com/@conel", "conel"],
    [" @conel ", "conel"],
    ["https://x.com//conel//", "conel"],
  ])("%s names %s", (url, handle) => {
    expect(parseProfileUrl(url)).toBe(handle);
  });

  it.each([
    ["", "an empty word"],
    ["conel", "a bare word: it may be a handle, but is no address"],
    ["https://x.com/", "the front page"],
    ["https://x.com/home", "a page of X's own"],
    ["https://x.com/I/user/12", "a page of X's own, in capitals"],
    ["https://twitter.com/intent/user?screen_name=conel", "an intent"],
    ["https://x.com/search?q=conel", "a search"],
    ["https://x.com/hashtag/conel", "a hashtag"],
    ["https://x.com/share", "a share button"],
    ["https://x.com/conel/status/12", "a post"],
    ["https://x.com/conel/with_replies", "a tab of a profile"],
    ["https://x.com/a_handle_that_is_too_long", "a word too long to be a handle"],
    ["https://x.com/conel%20library", "a word with a space"],
    ["https://x.com.evil.example/conel", "another host"],
    ["https://x.com@evil.example/conel", "another host behind an @"],
    ["https://user@x.com/conel", "an address with a login"],
    ["https://x.com:8080/conel", "another port"],
    ["https://notx.com/conel", "a host that ends alike"],
    ["ftp://x.com/conel", "another scheme"],
    ["javascript:alert(1)//x.com/conel", "a script"],
    ["@home", "a reserved word"],
    ["@", "an @ alone"],
  ])("%s is refused: %s", (url) => {
    expect(parseProfileUrl(url)).toBeNull();
  });
});

describe("handles on X", () => {
  it.each(["a", "A_1", "a".repeat(15)])("%s can be one", (word) => {
    expect(isHandle(word)).toBe(true);
  });
  it.each(["", "a".repeat(16), "a-b", "a b", "ä", "@a", "a\n"])("%j cannot", (word) => {
    expect(isHandle(word)).toBe(false);
  });
  it("are compared in lower case, without the @", () => {
    expect(normaliseHandle(" @CapitalCCG ")).toBe("capitalccg");
  });
});
