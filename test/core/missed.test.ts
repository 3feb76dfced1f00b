import { expect, it } from "vitest";
import { missedInWords, type NightGroup } from "../../src/core/missed.ts";

const seen = (platform: NightGroup["platform"], accounts: number): NightGroup => ({
  platform,
  seen: true,
  cause: null,
  accounts,
});
const unseen = (
  platform: NightGroup["platform"],
  accounts: number,
  cause: NightGroup["cause"],
): NightGroup => ({ platform, seen: false, cause, accounts });

it.each<[string, NightGroup[], string | null]>([
  ["a whole night missed nothing", [seen("x", 40), seen("youtube", 6)], null],
  [
    "one platform of two",
    [seen("x", 40), unseen("youtube", 6, "no-permission")],
    "YouTube not read (the platform refused us permission), the rest was",
  ],
  [
    "some accounts of one",
    [seen("x", 1200), unseen("x", 3, "not-audited")],
    "X, 3 of 1,203 accounts, not read (the account was not reached), the rest was",
  ],
  [
    "the commonest cause of several",
    [unseen("x", 2, "no-credit"), unseen("x", 5, "platform-error"), seen("youtube", 1)],
    "X not read (the platform gave errors or no answer, and other causes), the rest was",
  ],
  [
    "everything",
    [unseen("youtube", 6, "platform-error"), unseen("x", 40, "not-connected")],
    "X not read (the platform is not connected), YouTube not read (the platform gave errors or no answer)",
  ],
  ["what nobody can read was not missed", [seen("x", 40), unseen("flickr", 2, "no-connector")], null],
])("says what a night missed: %s", (_, night, words) => expect(missedInWords(night)).toBe(words));
