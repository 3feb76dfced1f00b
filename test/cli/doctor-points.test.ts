/** Safeguarding points of which nobody may hear: IT's mail sends people to the doctor for them. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { installation, mails } from "../../src/store/schema/index.ts";
import { seedAccount, seedDelivery, seedFinding } from "../support/seed.ts";
import { NOW, patientOf, said } from "./doctor-patient.ts";
import { openWorkplace, type Workplace } from "./support.ts";

const settingsWith = (lead: string) => `
organisations:
  - { id: group, name: Example College Group, short_name: ECG }
  - { id: north, name: North College, short_name: NOR }
group: group
safeguarding:
  group: { lead: { name: G. Group, email: ${lead} } }
`;
const SHARED = settingsWith("lead@north.example");
const MENDED = settingsWith("other@north.example");

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace(SHARED);
});
afterEach(() => place.close());

async function seedPoint() {
  const { db } = place.database;
  const account = await seedAccount(db, { handle: "north_art", keepers: ["lead@north.example"] });
  return seedFinding(db, { accountId: account.id, ruleId: "learner-followed", severity: "safeguarding" });
}

const points = (settings: string) => said("Safeguarding points", patientOf(place, { settings }));

test("a point that could be told to nobody is a problem until somebody is named who does not share the account", async () => {
  expect(await points(SHARED)).toBe("ok: somebody may hear of each");
  await seedPoint();
  const words = await points(SHARED);
  expect(words).toMatch(
    /^problem: 1 point could be told to nobody: .* → under safeguarding in the settings, name a lead and a deputy of the Group/u,
  );
  expect(words).not.toContain("north_art");
  expect((await place.run(["status"])).stdout).toContain("Safeguarding points: 1 point could be told");
  expect(await points(MENDED)).toBe("ok: somebody may hear of each");
});

test("a point that nobody has acknowledged, and nobody is left to be told again of, is a problem", async () => {
  const { db } = place.database;
  const value = "2026-11-16T07:00:00.000Z";
  await db.insert(installation).values({ name: "live_since", value, setAt: NOW });
  const { id } = await seedPoint();
  await seedDelivery(db, { kind: "safeguarding", about: id, state: "accepted", at: new Date(value) });
  expect(await points(SHARED)).toMatch(
    /^problem: of 1 point that nobody has acknowledged nobody is left to be told again: /u,
  );
  expect(await points(MENDED)).toBe("ok: somebody may hear of each");
  await db.update(mails).set({ sendAfter: NOW });
  expect(await points(SHARED)).toBe("ok: somebody may hear of each");
});
