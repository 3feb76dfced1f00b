import { afterEach, beforeEach, expect, test } from "vitest";
import { createLeadKeys } from "../../src/secrets.ts";
import { seedAccount } from "../support/seed.ts";
import { ORGANISATIONS, patientOf, PRIVACY, said } from "./doctor-patient.ts";
import { openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

test("an organisation that accounts have and the settings do not is a problem, with the id that it may have become", async () => {
  const { db } = place.database;
  await seedAccount(db);
  await seedAccount(db, { status: "paused", organisations: ["group", "north"] });
  await seedAccount(db, { status: "closed", organisations: ["gone"] });
  const organisations = (settings: string) => said("Organisations", patientOf(place, { settings }));
  expect(await organisations(ORGANISATIONS)).toMatch(/^ok: 2 in the settings/u);
  expect(await organisations(ORGANISATIONS.replace("id: north", "id: norths"))).toMatch(
    /^problem: the settings do not have north \(2 accounts\) → was it renamed to norths\? .*`account-audit accounts export`/u,
  );
  expect(await organisations(ORGANISATIONS.replace("id: north", "id: harrow"))).toMatch(
    /^problem: .* north \(2 accounts\) → give it back its id/u,
  );
});

const contact = (name: string, email: string, key: string | null) =>
  `{ name: ${name}, email: ${email}, public_key: ${key} }`;
const ofGroup = (lead: string, deputy: string) =>
  `${ORGANISATIONS}${PRIVACY}safeguarding:\n  group:\n    lead: ${lead}\n    deputy: ${deputy}\n`;

test("a lead and a deputy with one address are one person, in any case, and that is what is said", async () => {
  const same = ofGroup(
    contact("Gwen", "gwen@north.example", null),
    contact("Dee", "Gwen@North.example", null),
  );
  const words = await said("Safeguarding", patientOf(place, { settings: same }));
  expect(words).toMatch(
    /^problem: .*at GRP, NOR: lead and deputy of GRP have the same address → give the deputy an address/u,
  );
  const north = contact("Nell", "nell@north.example", null);
  const enough = `${ofGroup(contact("Gwen", "gwen@north.example", null), "null")}  north: { lead: ${north}, deputy: ${north} }\n`;
  expect(await said("Safeguarding", patientOf(place, { settings: enough }))).toMatch(
    /^problem: .*hear of what they find at GRP → name a safeguarding lead and a deputy/u,
  );
});

test("one public key for several people is warned of; one person in two places has theirs twice", async () => {
  const { publicKey } = await createLeadKeys("four or five words");
  const gwen = contact("Gwen", "gwen@north.example", publicKey);
  const dee = (key: string | null) => contact("Dee", "dee@north.example", key);
  const north = `  north:\n    lead: ${gwen}\n`;
  const contacts = (settings: string) => said("Safeguarding", patientOf(place, { settings }));
  expect(await contacts(ofGroup(gwen, dee(publicKey)) + north)).toMatch(
    /^warning: .*\(lead of GRP, deputy of GRP, lead of NOR\).* → let each make a key of their own/u,
  );
  expect(await contacts(ofGroup(gwen, dee(null)) + north)).toMatch(/^ok: /u);
});

test.each([
  ["03:30", "06:45", /^ok: from 03:30 to 06:45$/u],
  ["22:00", "06:45", /^ok: from 22:00 to 06:45 the next day$/u],
  ["03:30", "02:00", /^warning: from 03:30 to 02:00 the next day, 22 h 30 min → .*nightly_deadline/u],
  ["03:30", "03:30", /^warning: .* the next day, 24 h → /u],
])("a night from %s to %s", async (at, deadline, words) => {
  const settings = `schedule: { nightly_at: "${at}", nightly_deadline: "${deadline}" }\n`;
  expect(await said("Night hours", patientOf(place, { settings }))).toMatch(words);
  await seedAccount(place.database.db);
  const { stdout } = await place.run(["plan"]);
  const isNextDay = deadline <= at;
  expect(stdout.replaceAll(/\s+/gu, " ")).toContain(
    `ends by ${deadline}${isNextDay ? " the next day" : ""}.`,
  );
});
