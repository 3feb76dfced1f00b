import { afterEach, beforeEach, expect, test } from "vitest";
import { readAccount } from "../../src/store/accounts.ts";
import { findingDecisions, installation } from "../../src/store/schema/index.ts";
import { SEEDED_AT, seedAccount, seedFinding } from "../support/seed.ts";
import { openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

const ANN = "ann@north.example";
const BEN = "ben@north.example";

test("a keeper's to-do has what is wrong, what to do and by when, of their accounts alone", async () => {
  const { db } = place.database;
  const value = "2026-11-01T00:00:00Z";
  await db.insert(installation).values({ name: "live_since", value, setAt: SEEDED_AT });
  const mine = await seedAccount(db, { handle: "north_art", keepers: ["Ann@north.example", BEN] });
  const other = await seedAccount(db, { keepers: [BEN] });
  await seedFinding(db, { accountId: mine.id });
  await seedFinding(db, { accountId: other.id });
  const { stdout } = await place.run(["accounts", "todo", "--keeper", ANN]);
  expect(stdout).toContain(`${ANN} shares 1 account: x:@north_art.`);
  expect(stdout).toMatch(/2026-12-18 +medium +x:@north_art +No post for 71 open days\. \w+/u);
  expect(stdout.match(/No post for/gu)).toHaveLength(1);
  place.clock.set("2026-12-19T09:00:00Z");
  expect((await place.run(["accounts", "todo", "--keeper", ANN])).stdout).toContain("2026-12-18, late");
});

test("a keeper's to-do is the same letter by letter whether or not there is a learner finding, whatever Marketing is told", async () => {
  const { db } = place.database;
  const mine = await seedAccount(db, { keepers: [ANN, BEN] });
  await seedFinding(db, { accountId: mine.id });
  const said = async () => {
    const lines: string[] = [];
    for (const to of ["marketing", "safeguarding_only"]) {
      place.file("account-audit.yaml", `mail: { learner_findings_to: ${to} }\n`);
      for (const flag of [[], ["--json"]])
        lines.push((await place.run(["accounts", "todo", "--keeper", ANN, ...flag])).stdout);
    }
    return lines;
  };
  const before = await said();
  await seedFinding(db, {
    accountId: mine.id,
    ruleId: "learner-followed",
    severity: "safeguarding",
    sentence: "It follows a current learner.",
  });
  expect(await said()).toEqual(before);
  expect(before.join("\n")).not.toMatch(/safeguarding|learner/iu);
});

test("a leaver is taken off every account, and accounts with too few keepers are named", async () => {
  const { db } = place.database;
  const shared = await seedAccount(db, { handle: "shared", keepers: [ANN, BEN, "cat@north.example"] });
  const alone = await seedAccount(db, { handle: "alone", keepers: [ANN] });
  const closed = await seedAccount(db, { status: "closed", keepers: [ANN] });
  const rehearsal = await place.run(["accounts", "leaver", ANN.toUpperCase(), "--dry-run"]);
  expect(rehearsal.stdout).toContain(`${ANN} would leave 2 accounts`);
  expect(rehearsal.stdout).toContain("→ run it with --replace ADDRESS, or name keepers in a file");
  expect((await readAccount(db, alone.id))?.keepers).toEqual([ANN]);
  const { code, stdout } = await place.run(["accounts", "leaver", ANN]);
  expect(code).toBe(3);
  expect(stdout).toContain("1 account then has fewer than two keepers: x:@alone.");
  expect(stdout).toContain("→ name keepers in a file for `account-audit accounts import`");
  expect(stdout).not.toContain("--replace");
  expect(stdout).toContain("change the passwords");
  expect((await readAccount(db, shared.id))?.keepers).toEqual([BEN, "cat@north.example"]);
  expect((await readAccount(db, alone.id))?.keepers).toEqual([]);
  expect((await readAccount(db, closed.id))?.keepers).toEqual([ANN]);
});

test("whoever takes over stands in their place, once", async () => {
  const { db } = place.database;
  const account = await seedAccount(db, { keepers: [ANN, BEN] });
  const other = await seedAccount(db, { keepers: [ANN, "cat@north.example"] });
  const { code } = await place.run(["accounts", "leaver", ANN, "--replace", BEN]);
  expect((await readAccount(db, account.id))?.keepers).toEqual([BEN]);
  expect((await readAccount(db, other.id))?.keepers).toEqual(["cat@north.example", BEN]);
  expect(code).toBe(3);
  expect((await place.run(["accounts", "leaver", ANN, "--replace", ANN])).code).toBe(2);
});

test("logins, findings and settings that still name a leaver are told, and the work is not done until they do not", async () => {
  const { db } = place.database;
  const account = await seedAccount(db, {
    handle: "login",
    keepers: [BEN, "cat@north.example"],
    loginAddress: ANN,
  });
  const finding = await seedFinding(db, { accountId: account.id });
  const decision = { findingId: finding.id, kind: "assigned" as const, at: SEEDED_AT, by: "Marketing" };
  await db.insert(findingDecisions).values({ ...decision, step: 1, assignee: ANN });
  place.file("account-audit.yaml", `mail: { digest_to: [${ANN}] }\n`);
  const { code, stdout } = await place.run(["accounts", "leaver", ANN]);
  expect(code).toBe(3);
  expect(stdout).toContain("Logged into with that address: x:@login.");
  expect(stdout).toContain(`Assigned to them: ${finding.id.slice(0, 8)}.`);
  expect(stdout).toContain("The settings still name them: mail.digest_to.");
  await db.insert(findingDecisions).values({ ...decision, step: 2, assignee: BEN });
  expect((await place.run(["accounts", "leaver", ANN])).stdout).not.toContain("Assigned to them");
});

test("an address that stands nowhere is a mistake in the call, and the one that was meant is named", async () => {
  await seedAccount(place.database.db, { handle: "shared", keepers: [ANN, BEN, "cat@north.example"] });
  const leaver = (address: string) => place.run(["accounts", "leaver", address, "--json"]);
  const slip = await leaver("amn@north.example");
  expect(slip).toMatchObject({ code: 2, stdout: "" });
  expect(slip.stderr).toBe(
    `no account, login, finding or setting names amn@north.example\n→ did you mean ${ANN}? If this one was taken off before, nothing is left to do\n`,
  );
  expect((await leaver("somebody.else@south.example")).stderr).toMatch(/→ check the address;/u);
  expect((await leaver(ANN)).code).toBe(0);
  expect((await leaver(ANN)).code).toBe(2);
  place.file("account-audit.yaml", "mail: { digest_to: [dee@north.example] }\n");
  expect((await leaver("de@north.example")).stderr).toContain("did you mean dee@north.example?");
});

test("an address that is none is a mistake in the call", async () => {
  expect((await place.run(["accounts", "leaver", "ann"])).code).toBe(2);
  expect((await place.run(["accounts", "todo", "--keeper", "ann"])).code).toBe(2);
});

test("a keeper of no account is told apart from a slip", async () => {
  await seedAccount(place.database.db, { keepers: ["Ann@north.example"] });
  const todo = async (address: string) => (await place.run(["accounts", "todo", "--keeper", address])).stdout;
  expect(await todo("amn@north.example")).toMatch(
    /is a keeper of no account\.\n→ did you mean ann@north\.example\?\n$/u,
  );
  expect(await todo("somebody@south.example")).toContain(
    "→ `account-audit accounts list --json` shows who keeps what",
  );
});

test("whoever takes over from outside the domains of staff is warned of", async () => {
  const { db } = place.database;
  await seedAccount(db, { keepers: [ANN, BEN] });
  place.file("account-audit.yaml", "staff_domains: [north.example]\n");
  const leaver = (...words: string[]) => place.run(["accounts", "leaver", ANN, "--replace", ...words]);
  const outside = await leaver("ann@mail.example", "--dry-run");
  expect(outside.stdout).toContain("! ann@mail.example is not on a domain of staff");
  const json = await leaver("ann@mail.example", "--dry-run", "--json");
  expect(JSON.parse(json.stdout)).toMatchObject({ isReplacementOutside: true });
  expect((await leaver("cat@North.example")).stdout).not.toContain("domain of staff");
});
