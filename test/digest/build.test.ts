import { expect, test } from "vitest";
import { buildDigest } from "../../src/digest/build.ts";
import { renderCsv } from "../../src/digest/csv.ts";
import { renderHtml } from "../../src/digest/html.ts";
import { renderText } from "../../src/digest/text.ts";
import { learnerFollowed } from "../../src/rules/learner-followed.ts";
import { untaggedPosts } from "../../src/rules/untagged-posts.ts";
import {
  accountNamed,
  BASELINE,
  daysAgo,
  dormant,
  evaluationOf,
  findingOf,
  NOW,
  untagged,
} from "./made-up.ts";
import { crowd, week } from "./weeks.ts";

const everything = (input: ReturnType<typeof week>): string => {
  const model = buildDigest(input);
  return [model.subject, renderHtml(model), renderText(model), renderCsv(model), JSON.stringify(model)].join(
    "\n",
  );
};

test("the subject puts the numbers first, with the date", () => {
  expect(buildDigest(week()).subject).toBe(
    "Social media audit, 23 Nov: 3 to do, 3 closures to decide, 3 fixed",
  );
  expect(buildDigest(week({ findings: [] })).subject).toBe("Social media audit, 23 Nov: nothing to do");
  expect(buildDigest(week({ runs: [] })).subject).toBe("Social media audit, 23 Nov: the audit could not run");
});

test("a night that missed a platform says which and why; nights that missed the same are told together", () => {
  const x = { platform: "x" as const, seen: true, cause: null, accounts: 40 };
  const tube = { platform: "youtube" as const, seen: false, cause: "no-permission" as const, accounts: 6 };
  const night = (day: number, accounts: (typeof x | typeof tube)[]) => ({
    localDate: `2026-11-${day}`,
    status: "incomplete" as const,
    accounts,
  });
  const done = { localDate: "2026-11-23", status: "done" as const, accounts: [] };
  const runs = [night(18, []), night(19, [x, tube]), night(20, [x, tube]), done];
  expect(buildDigest(week({ runs })).trust.intro).toBe(
    "1 of 4 nights finished; 18 Nov not finished; 19 Nov and 20 Nov: YouTube not read (the platform refused us permission), the rest was.",
  );
});

test("nothing in subject and preheader alarms whoever sees a locked telephone", () => {
  const { subject, preheader } = buildDigest(week());
  expect(`${subject} ${preheader}`).not.toMatch(/safeguard|learner|urgent|@/iu);
});

test("what was there before the first e-mail is a backlog, never new", () => {
  const baselineAt = new Date("2026-11-23T06:45:00Z");
  const model = buildDigest(week({ previous: null, baselineAt, liveSince: baselineAt, since: baselineAt }));
  expect(new Set(model.todo.items.map(({ state }) => state.words))).toEqual(new Set(["First look"]));
  expect(model.subject).toContain("first look");
  expect(model.todo.intro).toContain("found these");
});

test("before go-live everything is a backlog, and the e-mail says that it is a preview", () => {
  const model = buildDigest(week({ previous: null, baselineAt: null, liveSince: null }));
  expect(new Set([...model.todo.items, ...model.closures.items].map(({ state }) => state.words))).toEqual(
    new Set(["First look"]),
  );
  expect(model.dateline).toContain("preview");
});

test("in the first e-mail after a week what opened since go-live is new beside the backlog", () => {
  const owner = accountNamed("A", "conel", "Maths");
  const other = accountNamed("B", "conel", "Music");
  const old = untagged(other, 1, { openedAt: daysAgo(10), lastOpenedAt: daysAgo(10) });
  const since = daysAgo(7);
  const model = buildDigest(
    week({
      accounts: [owner, other],
      findings: [old, untagged(owner, 1)],
      previous: null,
      baselineAt: since,
      since,
      changes: [],
    }),
  );
  expect(model.todo.items.map(({ account, state }) => [account.handle, state.words])).toEqual([
    ["@A", "New"],
    ["@B", "First look"],
  ]);
  expect(model.todo.intro).toContain("found the ones marked “First look”");
});

test("after the first e-mail the backlog waits in time, until it is overdue", () => {
  const owner = accountNamed("A", "conel", "Maths");
  const backlog = untagged(owner, 1, { openedAt: daysAgo(60), lastOpenedAt: daysAgo(60) });
  const at = (baselineAt: Date) =>
    buildDigest(week({ accounts: [owner], findings: [backlog], baselineAt, changes: [] }));
  expect(at(BASELINE).todo.items).toEqual([]);
  expect(at(BASELINE).waiting.items).toEqual(["1 finding, none of them late: CONEL 1."]);
  expect(at(daysAgo(50)).todo.items.map(({ state, due }) => [state.words, due])).toEqual([
    ["Overdue", "It was due on Friday 30 October."],
  ]);
});

test("due dates count working days from the day on which people could know, and leave out closures", () => {
  const owner = accountNamed("A", "conel", "Maths");
  const finding = untagged(owner, 1, { openedAt: daysAgo(1), lastOpenedAt: daysAgo(1) });
  const { items } = buildDigest(week({ accounts: [owner], findings: [finding], changes: [] })).todo;
  // 20 working days after Sunday 22 November end on 18 December, before the Christmas closure.
  expect(items[0]?.due).toBe("By Friday 18 December.");
  const later = untagged(owner, 1, { openedAt: NOW, lastOpenedAt: NOW });
  const after = buildDigest(week({ accounts: [owner], findings: [later], changes: [] })).todo.items;
  expect(after[0]?.due).toBe("By Monday 4 January 2027.");
});

test("at most ten things to do, the worst first, the rest counted and attached", () => {
  const model = buildDigest(crowd(200));
  expect(model.todo.items).toHaveLength(10);
  expect(model.todo.items[0]?.title).toBe("With the safeguarding lead");
  expect(model.todo.more).toMatch(/\d+ more are in the attached findings\.csv/u);
  expect(model.rows.length).toBe(model.kept.open);
});

test("fixed counts what passed, not what no longer applies", () => {
  const model = buildDigest(week());
  expect(model.fixed.items.map(({ account }) => account.handle)).toEqual([
    "@CANDIPlumbing",
    "@CCCTMusic",
    "@CCCTPlumbing",
  ]);
});

test("Marketing is told the account and the section of a learner finding: no evidence, no link, no letter, no sentence of the rule", () => {
  const owner = accountNamed("A", "conel", "Maths");
  const finding = findingOf(owner, learnerFollowed, {
    subject: "entry-9f3",
    sentence: "It follows @a_learner.",
    evidence: {
      figures: { who: "a_learner" },
      posts: [{ url: "https://x.com/a_learner/status/1", at: NOW.toISOString(), note: "a_learner" }],
    },
  });
  const input = week({ accounts: [owner], findings: [finding], changes: [] });
  expect(everything(input)).not.toMatch(/a_learner|entry-9f3/u);
  const [item] = buildDigest(input).todo.items;
  expect(item).toMatchObject({ section: "Policy, section 3", evidence: [], letter: null });
  expect(item?.ask).toContain("Unfollow after the safeguarding lead has said so");
});

test("with safeguarding_only the e-mail is the same byte by byte whether or not there are learner findings", () => {
  const owner = accountNamed("A", "conel", "Maths");
  const other = accountNamed("B", "conel", "Music");
  const input = {
    accounts: [owner, other],
    changes: [],
    learnerFindingsTo: "safeguarding_only" as const,
  };
  const finding = findingOf(owner, learnerFollowed, { subject: "entry-1" });
  const fixed = findingOf(other, learnerFollowed, {
    subject: "entry-2",
    status: "resolved",
    closing: "fixed",
    closedAt: daysAgo(1),
  });
  const failing = [evaluationOf(owner, learnerFollowed.id, "fail")];
  const unknown = [evaluationOf(owner, learnerFollowed.id, "could-not-check", "low-share")];
  const backlog = [{ ruleId: untaggedPosts.id, severity: "medium" as const, total: 4 }];
  const ofLearners = [
    { ruleId: learnerFollowed.id, severity: "safeguarding" as const, total: 2 },
    { ruleId: "named-in-the-settings", severity: "safeguarding" as const, total: 1 },
  ];
  const withFindings = everything(
    week({
      ...input,
      findings: [finding, fixed],
      evaluations: failing,
      backlog: [...ofLearners, ...backlog],
      wrong: [{ ruleId: learnerFollowed.id, wrong: 1, opened: 2 }],
      learners: [{ platform: "x", known: 2, enrolled: 9 }],
    }),
  );
  const without = week({ ...input, findings: [], evaluations: unknown, backlog, wrong: [], learners: [] });
  expect(withFindings).toBe(everything(without));
  expect(withFindings).toContain("Of the first audit's 4 findings");
  expect(withFindings).toContain(
    "The safeguarding leads alone are told, whether or not there is anything to tell.",
  );
});

test("a letter holds recipients, subject and body, and no line of its header can be broken", () => {
  const owner = accountNamed("A\r\nBcc: evil@example.org", "conel", "Maths");
  const { items } = buildDigest(
    week({ accounts: [owner], findings: [untagged(owner, 2)], changes: [] }),
  ).todo;
  const href = items[0]?.letter?.href ?? "";
  expect(href).toMatch(/^mailto:a\.okafor@capitalccg\.example,j\.smith@capitalccg\.example\?subject=/u);
  const url = new URL(href);
  expect(url.searchParams.get("subject")).toBe("@A Bcc: evil@example.org: Untagged posts");
  expect([...url.searchParams.keys()]).toEqual(["subject", "body"]);
});

test("the table adds up: active, quiet, too long and not read are all live accounts", () => {
  const { rows, total } = buildDigest(week()).table;
  for (const row of [...rows, total])
    expect(row.active + row.quiet + row.tooLong + row.notRead).toBe(row.live);
  expect(total.live).toBe(25);
});

test.each([
  ["was registered within the last 28 days, posts before that are not counted, and it says so", 27, true],
  ["has been registered for longer, it says nothing of that", 29, false],
])("where an account %s", (_, days, isSaid) => {
  const accounts = [accountNamed("A", "conel", "Maths", { registeredAt: daysAgo(days) })];
  const { intro } = buildDigest(week({ accounts, findings: [], changes: [] })).table;
  expect(intro.includes("as far as an account was registered then")).toBe(isSaid);
});

test("skipped weeks and deliveries that nobody knows the end of are said", () => {
  const skipped = [{ week: "2026-W46", reason: "the mail server could not be reached" }];
  const { alerts } = buildDigest(week({ skipped, deliveries: { unclear: 2, refused: 1 } }));
  expect(alerts.map(({ words }) => words).join(" ")).toMatch(
    /the week of 9 November:.*2 recipients.*refused/u,
  );
});

test("the least used account stands first under Close or keep", () => {
  const quiet = accountNamed("Quiet", "conel", "Maths");
  const quieter = accountNamed("Quieter", "conel", "Music");
  const model = buildDigest(
    week({
      accounts: [quiet, quieter],
      findings: [dormant(quiet, 70), dormant(quieter, 200)],
      changes: [],
    }),
  );
  expect(model.closures.items.map(({ account }) => account.handle)).toEqual(["@Quieter", "@Quiet"]);
});
