import { expect, test } from "vitest";
import { linkable, mailable } from "../../src/digest/hostile.ts";

test.each([
  ["http://x.com/a", null],
  ["https://x.com@evil.example/a", null],
  ["https://:secret@x.com/a", null],
  ["javascript:alert(1)", null],
  ["x.com/a", null],
  ["https://x.com/a", "https://x.com/a"],
  ['https://x.com/a"><b>', "https://x.com/a%22%3E%3Cb%3E"],
  ["https://ｘ.com/ä", "https://x.com/%C3%A4"],
])("an address is linked to only where it is plain https: %s", (url, linked) => {
  expect(linkable(url)).toBe(linked);
});

test.each([
  ["keeper@north.example", "keeper@north.example"],
  [" first.o'last+x@mail.north.example ", "first.o'last+x@mail.north.example"],
  ["Art Department", null],
  ["a@localhost", null],
  ["a@north.example?bcc=evil@evil.example", null],
  ["a@north.example,evil@evil.example", null],
  ["a@north.example\nBcc: evil@evil.example", null],
  ["a b@north.example", null],
])("a keeper is written to only at one plain address: %j", (keeper, address) => {
  expect(mailable(keeper)).toBe(address);
});
