import { expect, test } from "vitest";
import { buildDigest } from "../../src/digest/build.ts";
import { accountNamed, daysAgo, dormant } from "./made-up.ts";
import { week } from "./weeks.ts";

test.each<[string, { mapped: string[]; official?: string[] }, string]>([
  ["where nothing can be tagged, no share is told", { mapped: [] }, "none"],
  ["where the Group alone can be, its tag is enough", { mapped: ["ccg"] }, "100%"],
  ["where both can be, both are asked for", { mapped: ["ccg", "conel"] }, "0%"],
  ["an official account there can be", { mapped: ["ccg"], official: ["conel"] }, "0%"],
])("posts with the Group's tag alone: %s, as untagged-posts has it", (_, { mapped, official }, tagged) => {
  const owner = accountNamed("A", "conel", "Maths");
  const theirs = (official ?? []).map((id) => accountNamed("B", id, "", { kind: "official" }));
  const posts = [
    { accountId: owner.account.id, kind: "original" as const, organisations: ["ccg"], count: 3 },
  ];
  const input = week({ accounts: [owner, ...theirs], findings: [], changes: [], posts });
  const organisations = input.policy.organisations.map((one) => ({
    ...one,
    hashtags: mapped.includes(one.id) ? [one.id] : [],
  }));
  const { total } = buildDigest({ ...input, policy: { ...input.policy, organisations } }).table;
  expect(total).toMatchObject({ posts: 3, tagged });
});

test.each<[string, Parameters<typeof accountNamed>[3], [todo: number, closures: number]]>([
  ["an official one is not to be closed, but stands under what to do", { kind: "official" }, [1, 0]],
  ["one that was to be closed by now does so too", { closeBy: "2026-11-22" }, [1, 0]],
  ["one that is to be closed later is decided", { closeBy: "2026-11-23" }, [0, 0]],
  ["one that is paused asks nothing", { status: "paused", pausedReason: "rest" }, [0, 0]],
  ["any other is to be closed or kept", {}, [0, 1]],
])("of dormant accounts, %s", (_, more, expected) => {
  const owner = accountNamed("A", "conel", "Maths", more);
  const findings = [dormant(owner, 90, { openedAt: daysAgo(1), lastOpenedAt: daysAgo(1) })];
  const { todo, closures } = buildDigest(week({ accounts: [owner], findings, changes: [] }));
  expect([todo.items.length, closures.items.length]).toEqual(expected);
});
