import { expect, test } from "vitest";
import { parseUrl, platformOf } from "../../src/register/handle-book.ts";
import { BOOK } from "./book.ts";

test.each([
  ["https://x.com/UniFAU", "x", "UniFAU"],
  ["https://twitter.com/UniFAU/", "x", "UniFAU"],
  ["x.com/UniFAU", "x", "UniFAU"],
  ["https://www.youtube.com/channel/UCeH4whDP6cyiWjDPCpMVjuw", "youtube", "UCeH4whDP6cyiWjDPCpMVjuw"],
  ["https://www.youtube.com/@ExampleArt/videos", "youtube", "ExampleArt"],
  ["https://www.youtube.com/user/exampleart", "youtube", "user/exampleart"],
  ["https://www.facebook.com/TU.Berlin", "facebook", "TU.Berlin"],
  ["https://www.facebook.com/profile.php?id=100064", "facebook", "100064"],
  ["https://www.facebook.com/pages/Some-Name/165110576869963", "facebook", "165110576869963"],
  ["https://en-gb.facebook.com/exampleart?ref=1", "facebook", "exampleart"],
  ["https://www.instagram.com/uni_fau/?hl=en", "instagram", "uni_fau"],
  ["https://www.tiktok.com/@tu_berlin", "tiktok", "tu_berlin"],
  ["https://www.linkedin.com/school/example-college/", "linkedin", "example-college"],
  ["https://de.linkedin.com/company/universit%C3%A4t-vechta", "linkedin", "universität-vechta"],
  ["https://www.pinterest.co.uk/exampleart/", "pinterest", "exampleart"],
  ["https://www.flickr.com/photos/12345678@N01/", "flickr", "12345678@N01"],
  ["https://g.page/example-college", "google-business", "example-college"],
  ["https://maps.google.com/maps?cid=123456", "google-business", "123456"],
  ["https://www.snapchat.com/add/example.art", "snapchat", "example.art"],
  ["https://bsky.app/profile/kit.bsky.social", "bluesky", "kit.bsky.social"],
  ["https://bawü.social/@phludwigsburg", "mastodon", "phludwigsburg@bawü.social"],
  ["https://mastodon.social/users/FAU", "mastodon", "FAU@mastodon.social"],
])("%s is an account on %s", (url, platform, handle) => {
  expect(parseUrl(BOOK, url)).toEqual({ platform, handle });
});

test.each([
  "https://x.com/UniFAU/status/1",
  "https://x.com/home",
  "https://www.linkedin.com/company//school/fachhochschule-kiel/",
  "https://www.linkedin.com/in/somebody",
  "https://www.instagram.com/p/Cabc/",
  "https://www.facebook.com/groups/123/",
  "https://medium.com/@somebody",
  "https://www.youtube.com/watch?v=abc",
  "https://www.facebook.com/%E0%A4%A",
  "https://example.ac.uk/contact",
  "javascript:alert(1)",
  "exampleart",
])("%s is no account's address", (url) => {
  expect(parseUrl(BOOK, url)).toBeNull();
});

test("handles are compared without case, but for what a platform tells apart by case", () => {
  expect(BOOK.instagram.normaliseHandle("Uni_FAU")).toBe("uni_fau");
  expect(BOOK.youtube.normaliseHandle("UCeH4whDP6cyiWjDPCpMVjuw")).toBe("UCeH4whDP6cyiWjDPCpMVjuw");
  expect(BOOK.youtube.normaliseHandle("ExampleArt")).toBe("exampleart");
  expect(BOOK.mastodon.normaliseHandle("FAU@Bawü.Social")).toBe("fau@xn--baw-joa.social");
});

test("platforms are known by the words that people use", () => {
  expect(
    ["X", "Twitter", "YOUTUBE", "Google Business Profile", "x (twitter)", "myspace"].map(platformOf),
  ).toEqual(["x", "x", "youtube", "google-business", "x", null]);
});
