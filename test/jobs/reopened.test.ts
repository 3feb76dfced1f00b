/** Whole nights over the sandbox: what was fixed and fails again is the same finding, opened again. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { follow, unfollow } from "../../connectors/x/sandbox.ts";
import { addDays } from "../../src/core/calendar.ts";
import { eventsOf } from "../../src/store/findings.ts";
import { FIRST_NIGHT, nightAt, openCollege, postOn, type College, type Name } from "../support/college.ts";
import type { Installation } from "../support/installation.ts";
import { findingsOf } from "../support/findings.ts";
import { inlineAuditor, type InlineAuditor } from "../support/inline.ts";

let college: College;
let installation: Installation;
let auditor: InlineAuditor;

beforeAll(async () => {
  college = await openCollege();
  college.users.art.following.splice(0, 1500); // a long list would only take time
  installation = await college.install();
  auditor = await inlineAuditor(await installation.store(), college.clock);
});
afterAll(() => college.close());

const night = (day: number) => auditor.night(addDays(FIRST_NIGHT, day));

async function storyOf(name: Name, rule: string) {
  const { database, ids } = installation;
  const [finding, ...others] = (await findingsOf(database.db, ids[name])).filter(
    (one) => one.ruleId === rule,
  );
  expect(others).toEqual([]);
  const events = await eventsOf(database.db, finding?.id ?? "");
  return { finding, events: events.map(({ kind }) => kind) };
}

test("an account that was dormant, posted and fell silent again is found once, and told as opened again", async () => {
  await night(0);
  postOn(college.world, college.users.music, 0, "Back again, with @capitalccg and @collegeconel");
  await night(1);
  const fixed = await storyOf("music", "dormant-account");
  expect(fixed).toMatchObject({ finding: { status: "resolved" }, events: ["opened", "fixed"] });
  await night(60);
  const again = await storyOf("music", "dormant-account");
  expect(again).toMatchObject({
    finding: {
      id: fixed.finding?.id,
      status: "open",
      reopenedCount: 1,
      openedAt: nightAt(FIRST_NIGHT),
      lastOpenedAt: nightAt(addDays(FIRST_NIGHT, 60)),
    },
    events: ["opened", "fixed", "reopened"],
  });
});

test("a learner who was followed, unfollowed and followed again is one finding, opened again", async () => {
  const { music } = college.users;
  const [learner] = college.learners;
  unfollow(music, learner);
  await night(61);
  const fixed = await storyOf("music", "learner-followed");
  expect(fixed).toMatchObject({ finding: { status: "resolved" }, events: ["opened", "fixed"] });
  follow(music, learner);
  await night(62);
  expect(await storyOf("music", "learner-followed")).toMatchObject({
    finding: { id: fixed.finding?.id, status: "open", reopenedCount: 1 },
    events: ["opened", "fixed", "reopened"],
  });
});
