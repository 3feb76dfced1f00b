/** What the e-mail asks for, of whom and by when; and that what does not fit is never what counts most. */
import { expect, test } from "vitest";
import { buildDigest } from "../../src/digest/build.ts";
import { barelyUsedAccount } from "../../src/rules/barely-used-account.ts";
import { learnerFollowed } from "../../src/rules/learner-followed.ts";
import { unauditedAccount } from "../../src/rules/unaudited-account.ts";
import { untaggedPosts } from "../../src/rules/untagged-posts.ts";
import { accountNamed, daysAgo, dormant, evaluationOf, findingOf } from "./made-up.ts";
import { week } from "./weeks.ts";

test("an account that is not audited is for Marketing where Marketing can mend it, without a letter; else it waits, and who mends it is said", () => {
  const owners = ["Mine", "Theirs", "Late", "Nobodys"].map((name) => accountNamed(name, "conel", "Maths"));
  const causes = ["account-protected", "no-permission", "over-budget", "rate-limited"];
  const findings = owners.map((owner, at) =>
    findingOf(owner, unauditedAccount, {
      evidence: { figures: { cause: causes[at] ?? "" }, posts: [] },
      ...(owner.account.handle === "Late" ? { openedAt: daysAgo(60), lastOpenedAt: daysAgo(60) } : {}),
    }),
  );
  const model = buildDigest(
    week({
      accounts: owners,
      findings,
      rules: [unauditedAccount],
      changes: [],
      baselineAt: daysAgo(90),
    }),
  );
  expect(model.subject).toContain(": 1 to do");
  expect(model.todo.items).toMatchObject([
    { account: { handle: "@Mine" }, section: "The audit itself", letter: null },
  ]);
  expect(model.waiting).toMatchObject({
    heading: "Waiting",
    items: [
      "2 accounts are not audited: @Late and @Theirs. You need do nothing: IT mends that. It is late for @Late.",
      "1 account is not audited: @Nobodys. You need do nothing: it is tried again every night.",
    ],
  });
  expect(model.kept.open).toBe(4);
  expect(new Set(model.rows.map(({ section }) => section))).toEqual(new Set(["the audit itself"]));
});

test("of a learner finding the date says by when to hear from the lead, never by when to do nothing", () => {
  const owner = accountNamed("A", "conel", "Maths");
  const dueAfter = (days: number) => {
    const at = daysAgo(days);
    const finding = findingOf(owner, learnerFollowed, { openedAt: at, lastOpenedAt: at });
    return buildDigest(week({ accounts: [owner], findings: [finding], changes: [] })).todo.items[0]?.due;
  };
  expect(dueAfter(2)).toBe("Not heard by Friday 4 December? Ask the lead.");
  expect(dueAfter(20)).toBe("The lead's word was due on Tuesday 17 November: ask for it.");
});

test("where there is only a closure to decide, the subject does not call that nothing to do", () => {
  const owner = accountNamed("A", "conel", "Maths");
  const evaluations = [evaluationOf(owner, "dormant-account", "fail")];
  const findings = [dormant(owner, 70)];
  const { subject } = buildDigest(week({ accounts: [owner], findings, evaluations, changes: [] }));
  expect(subject).toBe("Social media audit, 23 Nov: 1 closure to decide");
});

test("an idle account that is nothing to close is to do: an official one, and one of which only the other idle rule is waived", () => {
  const official = accountNamed("Official", "conel", "Marketing", { kind: "official" });
  const waived = accountNamed("Waived", "conel", "Maths");
  const ending = accountNamed("Ending", "conel", "Art", { closeBy: "2026-12-31" });
  const few = findingOf(waived, barelyUsedAccount, { status: "waived", waivedUntil: daysAgo(-90) });
  const owners = [official, waived, ending];
  const model = buildDigest(
    week({
      accounts: owners,
      findings: [...owners.map((owner) => dormant(owner, 70)), few],
      evaluations: owners.map((owner) => evaluationOf(owner, "dormant-account", "fail")),
      changes: [],
    }),
  );
  expect(model.closures.items).toEqual([]);
  expect(model.todo.items.map(({ account }) => account.handle)).toEqual(["@Official", "@Waived"]);
  expect(model.subject).toContain(": 2 to do");
});

test("Close or keep says how many of its entries the subject counts, where it holds more", () => {
  const { closures, figures } = buildDigest(week());
  expect(closures.items).toHaveLength(4);
  expect(figures[1]?.value).toBe("3");
  expect(closures.intro).toContain("3 to decide now, at the top; the rest can wait.");
});

test("of many waivers those that end first are named", () => {
  const owners = Array.from({ length: 12 }, (_, at) => accountNamed(`A${at}`, "conel", "Maths"));
  const findings = owners.map((owner, at) =>
    findingOf(owner, untaggedPosts, { status: "waived", waivedUntil: daysAgo(at - 15) }),
  );
  const { items, more } = buildDigest(week({ accounts: owners, findings, changes: [] })).ending;
  expect(items[0]).toMatchObject({
    account: { handle: "@A11" },
    words: "Untagged posts: accepted until 27 November",
  });
  expect(items.map(({ account }) => account.handle)).not.toContain("@A0");
  expect(more).toBe("and 2 more");
});

test("of many changes an account that was taken over is never what is left out", () => {
  const owner = accountNamed("A", "conel", "Maths");
  const bio = { accountId: owner.account.id, kind: "bio" as const, from: null, to: null, on: daysAgo(2) };
  const changes = [...Array.from({ length: 11 }, () => bio), { ...bio, kind: "taken-over" as const }];
  const { items } = buildDigest(week({ accounts: [owner], findings: [], changes })).changed;
  expect(items[0]?.words).toContain("its handle is somebody else's");
});
