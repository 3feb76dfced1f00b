import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { RULES } from "../../src/rules/index.ts";
import { defaultSettings, policyOf } from "../../src/settings/policy.ts";
import { readSettings } from "../../src/settings/read.ts";
import { SettingsSchema } from "../../src/settings/schema.ts";
import { settingsTemplate } from "../../src/settings/template.ts";
import { complaintOf } from "./complaint.ts";

/** What the YAML says, as it stands. */
function sections(content: string): Record<string, unknown> {
  return parse(content);
}

test("what is left out has its default: an empty file, and a section with nothing in it", () => {
  expect(readSettings("", "f")).toEqual(defaultSettings());
  expect(readSettings("mail:\n  # from: x\nbudgets:\n", "f")).toEqual(defaultSettings());
});

test("the file that init writes holds every default and nothing else", () => {
  expect(readSettings(settingsTemplate(), "f")).toEqual(defaultSettings());
  expect(Object.keys(sections(settingsTemplate()))).toEqual(Object.keys(SettingsSchema.shape));
});

test("every section and key of the file is explained, but for a platform's own name", () => {
  const lines = settingsTemplate().split("\n");
  const unexplained = lines.filter((line, index) => {
    const key = /^( *)[a-z_]+:/.exec(line);
    return key !== null && !line.startsWith("    ") && !lines[index - 1]?.trimStart().startsWith("#");
  });
  expect(unexplained).toEqual([]);
});

test("every example in the file would be accepted if its marks were taken away", () => {
  const examples = settingsTemplate()
    .split(/^ *# For example:$/m)
    .slice(1);
  expect(examples.length).toBeGreaterThan(4);
  for (const each of examples) {
    const lines = each.split("\n").slice(1);
    const example = lines.slice(
      0,
      lines.findIndex((line) => !/^ *# {3}/.test(line)),
    );
    const value = sections(example.map((line) => line.replace(/^ *# {3}/, "")).join("\n"));
    const key = Object.keys(value)[0] ?? "";
    const whole = key in SettingsSchema.shape ? value : { mail: value };
    expect(readSettings(stringify(whole), "f")).toMatchObject(whole);
  }
});

test("the defaults are the policy's", () => {
  const policy = policyOf(defaultSettings());
  expect(policy.organisations.map((each) => each.id)).toEqual(["cccg", "ccct", "ci", "conel", "wkc"]);
  expect(policy).toMatchObject({
    timezone: "Europe/London",
    groupId: "cccg",
    dormantHighAfterMoreDays: 60,
    dormantGraceDays: 30,
    taggedWindowDays: 28,
    taggedShareLow: 0.8,
    judgeReplies: false,
    judgeReposts: false,
    repostsCountAsPosts: false,
    learnerShareForPass: 0.5,
    learnerRulesAuthorised: false,
    severities: {},
    dueAfterDays: { high: 10, medium: 20, low: null },
  });
  const long = ["youtube", "pinterest", "flickr", "google-business", "snapchat"];
  expect(Object.entries(policy.dormantAfterDays).map(([platform, days]) => [platform, days])).toEqual(
    Object.keys(policy.dormantAfterDays).map((platform) => [platform, long.includes(platform) ? 180 : 60]),
  );
  expect(Object.keys(policy.dormantAfterDays)).toHaveLength(12);
});

test("a closure of all stands in every organisation's calendar, in order, beside its own", () => {
  const policy = policyOf(
    readSettings(
      "group: a\nclosures:\n  - { from: 2026-12-24, to: 2027-01-01, name: Christmas }\n" +
        "organisations:\n  - { id: a, name: A, short_name: A }\n  - id: b\n    name: B\n    short_name: B\n" +
        "    closures: [{ from: 2026-10-26, to: 2026-10-30, name: Half-term }]\n",
      "f",
    ),
  );
  expect(policy.organisations.map((each) => each.closures.map(({ name }) => name))).toEqual([
    ["Christmas"],
    ["Half-term", "Christmas"],
  ]);
});

test("the learner rules are authorised by a filled privacy section, and by nothing less", () => {
  const filled = "privacy: { dpia_reference: DPIA-7, lawful_basis: public task, contact: dpo@college.ac.uk }";
  expect(policyOf(readSettings(filled, "f")).learnerRulesAuthorised).toBe(true);
  expect(complaintOf('privacy: { dpia_reference: "", lawful_basis: a, contact: b }')).toContain(
    "dpia_reference",
  );
});

test("every key has a default, so that no file is needed", () => {
  const { required = [] } = z.toJSONSchema(SettingsSchema, { io: "input" });
  expect(required).toEqual([]);
});

test("the severity of every rule can be set, and of nothing else", () => {
  expect(Object.keys(SettingsSchema.shape.severities.unwrap().shape).toSorted()).toEqual(
    RULES.map((rule) => rule.id).toSorted(),
  );
});
