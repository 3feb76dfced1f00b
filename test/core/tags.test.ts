import { describe, expect, it } from "vitest";
import type { OfficialHandle } from "../../src/core/policy.ts";
import type { Platform } from "../../src/core/platform.ts";
import { tagsOf } from "../../src/core/tags.ts";
import { accountWith, daysAgo, handleOf, HANDLES, NOW, policyWith } from "./made-up.ts";

function tagged(
  text: string,
  options: { native?: string[]; handles?: OfficialHandle[]; platform?: Platform; at?: Date } = {},
) {
  const { native = [], handles = HANDLES, platform = "x", at = NOW } = options;
  const context = { account: accountWith({ platform }), officialHandles: handles, policy: policyWith() };
  return tagsOf({ text, nativeTags: native, at }, context).organisations;
}

describe("an @mention of an official handle tags its organisation", () => {
  it.each([
    ["in the middle of a sentence", "Well done @capitalccg today", ["group"]],
    ["in any case", "@CapitalCCG", ["group"]],
    ["with a full-width at sign", "at ＠capitalccg", ["group"]],
    ["two of them", "@northcollege and @capitalccg", ["group", "north"]],
    ["after a full stop, as people do to be seen by all", ".@capitalccg", ["group"]],
    ["in brackets", "(@capitalccg)", ["group"]],
    ["before a full stop", "Thanks to @capitalccg.", ["group"]],
    ["before a possessive", "@capitalccg's day", ["group"]],
    ["before a hyphen, where handles hold none", "a @capitalccg-led project", ["group"]],
    ["amid Japanese", "今日は@capitalccgさん", ["group"]],
    ["after a web address", "https://t.co/abc @capitalccg", ["group"]],
    ["on a line of its own", "line\n@capitalccg\nline", ["group"]],
  ])("%s", (_, text, organisations) => expect(tagged(text)).toEqual(organisations));
});

describe("what only looks like a mention is no tag", () => {
  it.each([
    ["the beginning of a longer handle", "@capitalccgfans"],
    ["a handle that goes on with an underscore", "@capitalccg_fans"],
    ["an e-mail address", "write to info@capitalccg.ac.uk"],
    ["a bare address that holds the handle", "https://x.com/capitalccg"],
    ["an address with an at sign", "https://www.tiktok.com/@capitalccg"],
    ["an address without a scheme", "see youtube.com/@capitalccg/videos"],
    ["an address that begins with www", "www.tiktok.com/@capitalccg"],
    ["the handle without a sign", "capitalccg"],
    ["a doubled sign", "@@capitalccg"],
    ["a name on another server", "@capitalccg@mastodon.social"],
    ["a hashtag that nobody mapped", "#capitalccg"],
    ["nothing", ""],
  ])("%s", (_, text) => expect(tagged(text)).toEqual([]));

  it("a longer handle, where handles hold dots", () => {
    const handles = [handleOf("capitalccg", "group", { platform: "instagram" })];
    expect(tagged("@capitalccg.fans", { platform: "instagram", handles })).toEqual([]);
    expect(tagged("by @capitalccg.", { platform: "instagram", handles })).toEqual(["group"]);
  });

  it("an official handle of another platform", () => {
    expect(tagged("@capitalccg", { platform: "instagram" })).toEqual([]);
  });
});

describe("mapped hashtags", () => {
  it.each([
    ["in any case", "#WeAreGroup", ["group"]],
    ["with a full-width sign", "＃southcollege", ["south"]],
    ["not as a part of a longer one", "#southcolleges", []],
    ["not behind a word", "no#southcollege", []],
    ["not as the fragment of an address", "https://example.org/#southcollege", []],
    ["beside a mention", "@capitalccg #southcollege", ["group", "south"]],
  ])("%s", (_, text, organisations) => expect(tagged(text)).toEqual(organisations));
});

describe("handles beyond ASCII, where the platform has them", () => {
  const tube = (handle: string) => handleOf(handle, "group", { platform: "youtube" });
  const on = (text: string, handle: string) =>
    tagged(text, { platform: "youtube", handles: [tube(handle.normalize("NFC").toLowerCase())] });

  it.each([
    ["an accent", "by @écoleart today", "écoleart"],
    ["an accent at the end", "(@artcafé)", "artcafé"],
    ["an accent that is written as a sign of its own", "@artcafe\u0301", "artcafé"],
    ["a handle registered with such a sign", "@artcafé", "artcafe\u0301"],
    ["capitals", "@ÉCOLEART", "écoleart"],
    ["another script", "см. @колледж.искусств", "колледж.искусств"],
    ["capitals of another script", "@КОЛЛЕДЖ", "колледж"],
    ["a capital sigma at the end", "@ΤΈΧΝΕΣ", "τέχνες"],
    ["a capital sigma that is final in small letters alone", "@ΤΈΧΝΕΣ.ART", "τέχνες.art"],
    ["behind an emoji", "❤\uFE0F@écoleart", "écoleart"],
    ["before an emoji", "@écoleart❤\uFE0F", "écoleart"],
    ["a capital with a dot", "@İSTANBULCOLLEGE", "İstanbulCollege"],
    ["marks that letters need", "@कला", "कला"],
    ["a middle dot", "@col·legi", "col·legi"],
    ["a full-width sign", "＠écoleart", "écoleart"],
    ["before a full stop", "by @artcafé.", "artcafé"],
    ["ASCII as before", "@CapitalCCG!", "capitalccg"],
    ["ASCII amid Japanese", "今日は@capitalccgさん", "capitalccg"],
  ])("%s", (_, text, handle) => expect(on(text, handle)).toEqual(["group"]));

  it.each([
    ["the end of a longer handle", "@écoleart", "coleart"],
    ["the beginning of one", "@écolearté", "écoleart"],
    ["the beginning of one that goes on with a mark of its own", "@artcafe\u0301", "artcafe"],
    ["the beginning of one with a sign that has no letter of its own", "@artx\u030C", "artx"],
    ["the beginning of one behind a dot", "@колледж.искусств", "колледж"],
    ["another accent", "@ecoleart", "écoleart"],
    ["an e-mail address", "é@écoleart.fr", "écoleart"],
    ["an e-mail address with such a sign", "cafe\u0301@capitalccg", "capitalccg"],
    ["an address", "https://www.youtube.com/@écoleart", "écoleart"],
  ])("%s is no tag", (_, text, handle) => expect(on(text, handle)).toEqual([]));

  it("a hashtag is the same with its accents written either way, in any case", () => {
    const organisations = policyWith().organisations.map((one) => ({ ...one, hashtags: ["écolegroupe"] }));
    const context = {
      account: accountWith(),
      officialHandles: [],
      policy: policyWith({ organisations: organisations.slice(0, 1) }),
    };
    const of = (text: string) => tagsOf({ text, nativeTags: [], at: NOW }, context).organisations;
    expect(of("#ÉcoleGroupe")).toEqual(["group"]);
    expect(of("#E\u0301COLEGROUPE")).toEqual(["group"]);
    expect(of("#ecolegroupe")).toEqual([]);
  });
});

it("what the platform marks as a tag counts, with or without its sign, in any case", () => {
  expect(tagged("", { native: ["@CapitalCCG", "NorthCollege"] })).toEqual(["group", "north"]);
});

describe("handles are judged by the post's date", () => {
  const renamed = [
    handleOf("oldname", "north", { validTo: daysAgo(10) }),
    handleOf("newname", "north", { validFrom: daysAgo(10) }),
  ];
  it.each([
    ["the old one before the change", "@oldname", 11, ["north"]],
    ["not the new one before the change", "@newname", 11, []],
    ["the new one from the change on", "@newname", 10, ["north"]],
    ["not the old one after the change", "@oldname", 9, []],
  ])("%s", (_, text, days, organisations) =>
    expect(tagged(text, { handles: renamed, at: daysAgo(days) })).toEqual(organisations),
  );
});

it.each([
  ["dots", "a.".repeat(1_000_000)],
  ["one long word", "a".repeat(2_000_000)],
  ["at signs", "@".repeat(2_000_000)],
  ["an endless handle", `@${"a".repeat(2_000_000)}@`],
  ["handles of another script", `${"@я".repeat(700_000)}://`],
  ["an endless address", `https://${"a/".repeat(1_000_000)}`],
  ["lone surrogates", "\uD800@capitalccg\uDC00".repeat(50_000)],
])(
  "two megabytes of %s are read in seconds: the time does not grow as the square of the length",
  (_, text) => {
    for (const platform of ["x", "youtube"] as const) {
      const started = performance.now();
      tagged(text, { platform });
      expect(performance.now() - started).toBeLessThan(10_000);
    }
  },
);
