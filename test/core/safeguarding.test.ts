import { expect, test } from "vitest";
import { safeguardingRecipients, type Contact } from "../../src/core/safeguarding.ts";

const person = (name: string): Contact => ({ name, email: `${name}@college.example`, publicKey: null });
const CONTACTS = {
  group: { lead: person("group.lead"), deputy: person("group.deputy") },
  north: { lead: person("north.lead"), deputy: person("north.deputy") },
  south: { lead: person("south.lead"), deputy: null },
};

const namesFor = (organisations: string[], keepers: string[] = [], loginAddress: string | null = null) =>
  safeguardingRecipients({ organisations, keepers, loginAddress }, CONTACTS, "group").map(({ name }) => name);

test("lead and deputy of the account's organisation hear", () => {
  expect(namesFor(["north"])).toEqual(["north.lead", "north.deputy"]);
});

test("somebody who shares the account is never told, and the Group's lead is in their place", () => {
  expect(namesFor(["north"], [" North.Lead@College.example"])).toEqual(["north.deputy", "group.lead"]);
  expect(namesFor(["north"], [], "north.deputy@college.example")).toEqual(["north.lead", "group.lead"]);
});

test("where an organisation has no deputy or nobody at all, the Group's lead hears", () => {
  expect(namesFor(["south"])).toEqual(["south.lead", "group.lead"]);
  expect(namesFor(["elsewhere"])).toEqual(["group.lead"]);
});

test("if the Group's lead shares the account, its deputy hears", () => {
  expect(namesFor(["elsewhere"], ["group.lead@college.example"])).toEqual(["group.deputy"]);
  expect(namesFor(["elsewhere"], ["group.lead@college.example", "group.deputy@college.example"])).toEqual([]);
});

test("an account of two organisations has the contacts of both, each once", () => {
  expect(namesFor(["north", "south"])).toEqual(["north.lead", "north.deputy", "south.lead", "group.lead"]);
  expect(namesFor(["group", "elsewhere"])).toEqual(["group.lead", "group.deputy"]);
});
