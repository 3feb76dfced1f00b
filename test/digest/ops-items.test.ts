import { expect, test } from "vitest";
import { CAUSES_IN_WORDS } from "../../src/core/causes.ts";
import { CAUSES } from "../../src/core/facts.ts";
import type { OpsInput } from "../../src/core/ops-input.ts";
import { opsItems } from "../../src/digest/ops-items.ts";
import { renderOps } from "../../src/digest/ops.ts";
import { NOW, POLICY } from "./made-up.ts";

const CAUSES_OF_IT = CAUSES.filter((cause) => CAUSES_IN_WORDS[cause].mender === "IT");

test.each(CAUSES_OF_IT)("what IT mends has a command: %s", (cause) => {
  const [item] = opsItems(opsInput({ unread: [{ platform: "x", cause, accounts: 2 }] }));
  expect(item?.command).toMatch(/^account-audit \w/u);
  expect(item?.words).toContain(CAUSES_IN_WORDS[cause].sentence);
});

export const opsInput = (more: Partial<OpsInput> = {}): OpsInput => ({
  now: NOW,
  policy: POLICY,
  missedNights: [],
  lastNight: { date: "2026-11-23", status: "done", accounts: [] },
  unread: [],
  spend: [],
  mails: [],
  isDigestOverdue: false,
  skippedDigests: [],
  learnerLists: [],
  learnerListsWarnAfterDays: 60,
  untold: 0,
  unheard: 0,
  failingMailParts: [],
  ...more,
});

test("a part of the mail that fails is told under one name, with where to look: no command knows of it", () => {
  const items = opsItems(opsInput({ failingMailParts: ["keepers", "escalation", "tell-keepers"] }));
  const where = "/healthz of account-audit serve is red while that stands; its log names the error.";
  expect(items.map(({ words, command }) => [words, command])).toEqual([
    [`The mails to keepers failed when last tried: keepers and tell-keepers. ${where}`, null],
    [`The mails that tell safeguarding points again failed when last tried: escalation. ${where}`, null],
  ]);
  const { html, text } = renderOps(items, "2026-11-24");
  expect(html).not.toContain("null");
  expect(text).not.toContain("null");
});

test("a night that missed one platform names it", () => {
  const accounts = [
    { platform: "x" as const, seen: true, cause: null, accounts: 40 },
    { platform: "youtube" as const, seen: false, cause: "no-permission" as const, accounts: 6 },
  ];
  const [item] = opsItems(opsInput({ lastNight: { date: "2026-11-22", status: "incomplete", accounts } }));
  expect(item?.words).toBe(
    "The night of 22 November ended incomplete: YouTube not read (the platform refused us permission), the rest was.",
  );
});

const spend = (week: number, month: number) => [
  { platform: "x" as const, weekMicroUsd: week, monthMicroUsd: month, monthCapMicroUsd: 100 },
];
const calendarTo = (to: string) => ({
  ...POLICY,
  organisations: POLICY.organisations.map((one) => ({
    ...one,
    closures: [{ from: "2026-11-01", to, name: "Half-term" }],
  })),
});
const listAsOf = (asOf: string) => ({ learnerLists: [{ name: "autumn", asOf }] });

const IMPORT = "account-audit learners import FILE --list NAME --as-of DATE --enrolled N";

test.each<[string, Partial<OpsInput>, readonly (readonly [string, string])[]]>([
  ["a good week has nothing for IT", {}, []],
  [
    "a night that ended incomplete is shown by its command",
    { lastNight: { date: "2026-11-22", status: "incomplete", accounts: [] } },
    [["broke", "account-audit runs show 2026-11-22"]],
  ],
  [
    "a platform that refuses is IT's",
    { unread: [{ platform: "youtube", cause: "no-permission", accounts: 12 }] },
    [["broke", "account-audit doctor --live"]],
  ],
  [
    "a cause that Marketing mends, or nobody can, is not IT's",
    {
      unread: [
        { platform: "x", cause: "account-suspended", accounts: 1 },
        { platform: "x", cause: "low-share", accounts: 9 },
        { platform: "x", cause: "platform-error", accounts: 1 },
      ],
    },
    [],
  ],
  ["a budget that lasts is no news", { spend: spend(7, 20) }, []],
  [
    "a budget that ends within the month is told before",
    { spend: spend(70, 60) },
    [["soon", "account-audit plan"]],
  ],
  ["a budget that is used up broke", { spend: spend(70, 100) }, [["broke", "account-audit plan"]]],
  ["a new month's budget is another one", { spend: spend(35, 40) }, []],
  ["closures known for more than 14 days are enough", { policy: calendarTo("2026-12-07") }, []],
  [
    "closures that end within 14 days are told before",
    { policy: calendarTo("2026-12-06") },
    [["soon", "account-audit doctor"]],
  ],
  ["a learner list of 45 days is young enough", listAsOf("2026-10-09"), []],
  [
    "a learner list that will be too old within 14 days is told before",
    listAsOf("2026-10-08"),
    [["soon", IMPORT]],
  ],
  ["a learner list of 61 days is too old", listAsOf("2026-09-23"), [["broke", IMPORT]]],
  [
    "while the learner rules are off, their list is no matter",
    { ...listAsOf("2026-09-23"), policy: { ...POLICY, learnerRulesAuthorised: false } },
    [],
  ],
  [
    "each mail that did not arrive has its command",
    {
      mails: [
        { kind: "digest", about: "2026-W48", state: "unclear", recipients: 1 },
        { kind: "safeguarding", about: "f0und", state: "refused", recipients: 2 },
      ],
    },
    [
      ["broke", "account-audit digest resend --unclear --week 2026-W48"],
      ["broke", "account-audit doctor"],
    ],
  ],
  [
    "a safeguarding point that nobody may hear of comes first",
    { untold: 1 },
    [["broke", "account-audit doctor"]],
  ],
  [
    "a digest that does not get out is told",
    { isDigestOverdue: true },
    [["broke", "account-audit digest send --now"]],
  ],
])("%s", (_claim, more, expected) => {
  expect(opsItems(opsInput(more)).map(({ when, command }) => [when, command])).toEqual(expected);
});

test("each missed night is told once: another one is news, the same ones are not", () => {
  const keysOf = (missedNights: readonly string[]) =>
    opsItems(opsInput({ missedNights })).flatMap(({ keys }) => keys);
  expect(keysOf(["2026-11-21"])).toEqual(["missed 2026-11-21"]);
  expect(keysOf(["2026-11-21", "2026-11-22"])).toEqual(["missed 2026-11-21", "missed 2026-11-22"]);
});
