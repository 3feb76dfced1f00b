import { simpleParser } from "mailparser";
import { beforeAll, describe, expect, inject, it, test } from "vitest";
import postgres from "postgres";
import { Redis } from "ioredis";
import type { Cause } from "../../src/core/facts.ts";
import type { DemoOutcome } from "../../src/demo/story.ts";
import { RULES } from "../../src/rules/index.ts";
import { queueBackends, startRedis } from "../support/redis.ts";
import { bytesOf, FILES, play, runCommand } from "./play.ts";

/** Machines that run other tests beside this one are slow: what it takes of a processor is the same. */
const PATIENCE_MS = 240_000;
const MOST_PROCESSOR_SECONDS = 60;
const MOST_MEGABYTES = 200;

let outcome: DemoOutcome;
let processorSeconds: number;
beforeAll(async () => {
  const before = process.cpuUsage();
  outcome = await play({ ACCOUNT_AUDIT_CONCURRENCY: "1" });
  const { user, system } = process.cpuUsage(before);
  processorSeconds = (user + system) / 1_000_000;
}, PATIENCE_MS);

test("eight nights and their e-mails are cheap for the machine", () => {
  expect(outcome.nights).toHaveLength(8);
  expect(processorSeconds).toBeLessThan(MOST_PROCESSOR_SECONDS);
});

const verdictOn = (handle: string, rule: string) => {
  const found = outcome.verdicts.find((one) => one.handle === handle && one.rule === rule);
  return found?.cause ?? found?.result;
};
const findingOn = (handle: string, rule: string) =>
  outcome.findings.find((one) => one.handle === handle && one.ruleId === rule);

describe("what is planted is found in the last night", () => {
  it.each<[string, string, string, Cause | "pass" | "fail" | "not-applicable"]>([
    ["an account in order passes", "demo_wkc_chefs", "dormant-account", "pass"],
    ["with hashtags or handles", "demo_wkc_chefs", "untagged-posts", "pass"],
    ["suspended follows that the list omits are no hindrance", "demo_wkc_chefs", "learner-followed", "pass"],
    ["an account of two colleges needs to tag one of them", "demo_hub", "untagged-posts", "pass"],
    ["an account of the Group needs the Group's tag alone", "demo_careers", "untagged-posts", "pass"],
    ["an official account has nobody to tag", "demo_cccg", "untagged-posts", "not-applicable"],
    ["a renamed account is followed by its id", "demo_ci_stem", "dormant-account", "pass"],
    ["a quiet account under its own limit passes", "demo_wkc_stage", "dormant-account", "pass"],
    ["one over its own limit does not", "demo_ci_open", "dormant-account", "fail"],
    ["one in its first 30 days is not judged", "demo_conel_tots", "dormant-account", "not-applicable"],
    ["one that never posted is dormant", "demo_ci_physics", "dormant-account", "fail"],
    ["one that posts again is not", "demo_ccct_trade", "dormant-account", "pass"],
    ["without a post there is nothing to judge", "demo_ci_history", "untagged-posts", "nothing-to-judge"],
    ["a private account", "demo_conel_law", "learner-followed", "account-protected"],
    ["a missing one", "demo_wkc_psych", "dormant-account", "account-missing"],
    ["a suspended one", "demo_ci_dance", "dormant-account", "account-suspended"],
    ["a rate limit that outlasts the night", "demo_conel_it", "dormant-account", "rate-limited"],
    ["a list that the budget does not reach", "demo_wkc_biz", "learner-followed", "over-budget"],
    ["HTML for an answer", "demo_ccct_care", "untagged-posts", "platform-error"],
    ["a list whose pages go in circles", "demo_ci_english", "learner-followed", "incomplete"],
    ["a refusal", "demo_conel_bus", "learner-followed", "no-permission"],
    ["a platform that is not connected", "demo_wkc_film", "dormant-account", "not-connected"],
  ])("%s: %s, %s", (_, handle, rule, expected) => {
    expect(verdictOn(handle, rule)).toBe(expected);
  });

  it.each(RULES.map(({ id }) => id))("%s passes for some and fails for some", (rule) => {
    const counts = outcome.nights.at(-1)?.coverage.rules[rule];
    expect(counts?.pass).toBeGreaterThan(0);
    expect(counts?.fail).toBeGreaterThan(0);
  });
});

describe("learner lists", () => {
  const causesOf = (night: DemoOutcome["tryOut"] | undefined) =>
    Object.keys(night?.coverage.rules["learner-followed"]?.couldNotCheck ?? {});
  it("without one, nothing can be said", () => {
    expect(causesOf(outcome.tryOut)).toEqual(["no-learner-list"]);
  });
  it("with a few of many learners, nobody passes; with more than half, many do", () => {
    expect(causesOf(outcome.nights[0])).toContain("low-share");
    expect(outcome.nights[0]?.coverage.rules["learner-followed"]?.pass).toBe(0);
    expect(causesOf(outcome.nights.at(-1))).not.toContain("low-share");
  });
});

describe("findings", () => {
  it.each([
    ["dormant for long", "demo_ci_history", "dormant-account", "high", "open"],
    ["dormant", "demo_conel_pe", "dormant-account", "medium", "open"],
    ["dormant and worse in the week", "demo_conel_hair", "dormant-account", "high", "open"],
    ["new in the week", "demo_wkc_travel", "dormant-account", "medium", "open"],
    ["posting again", "demo_ccct_trade", "dormant-account", "medium", "resolved"],
    ["no tag at all", "demo_wkc_media", "untagged-posts", "medium", "open"],
    ["often one tag of two", "demo_ccct_jobs", "untagged-posts", "medium", "open"],
    ["seldom one tag of two", "demo_ci_maths", "untagged-posts", "low", "open"],
    ["an untagged post that is past", "demo_ci_art", "untagged-posts", "medium", "resolved"],
    ["a learner known by handle", "demo_wkc_fashn", "learner-followed", "safeguarding", "open"],
    ["a learner known by id, new", "demo_ci_music", "learner-followed", "safeguarding", "open"],
    ["a learner unfollowed", "demo_conel_site", "learner-followed", "safeguarding", "resolved"],
  ])("%s: %s, %s is %s and %s", (_, handle, rule, severity, status) => {
    expect(findingOn(handle, rule)).toMatchObject({ severity, status });
  });

  it("all are planted: there is no other", () => {
    const planted = /^demo_(ci_(history|physics|open|maths|art|music)|conel_(pe|hair|esol|site)|wkc_|ccct_)/u;
    expect(outcome.findings.map(({ handle }) => handle).filter((handle) => !planted.test(handle))).toEqual(
      [],
    );
    expect(outcome.findings).toHaveLength(16);
  });

  it("reading with a memory costs a small part of reading everything again", () => {
    const last = outcome.nights.at(-1);
    expect((last?.naive ?? 0) / (last?.paid ?? 1)).toBeGreaterThan(30);
  });
});

describe("the e-mails", () => {
  const text = (name: string) => String(outcome.files[name]);
  it("Monday's speaks of what is new, fixed and waiting", () => {
    expect(outcome.subject).toMatch(
      /^Social media audit, 23 Nov: \d to do, \d closures to decide, 3 fixed$/u,
    );
    for (const heading of ["To do", "Close or keep?", "Fixed, thank you", "Waiting, in time", "Changed"]) {
      expect(text("digest.txt")).toContain(`\n${heading}\n`);
    }
  });

  it("what the mail server got is what lies in the folder", async () => {
    const taken = outcome.mails.map(({ bytes }) => bytes.toString("latin1").trimEnd());
    for (const name of ["digest.eml", "safeguarding.eml"]) {
      expect(taken).toContain(Buffer.from(text(name)).toString("latin1").trimEnd());
    }
    const mail = await simpleParser(text("digest.eml"));
    expect(mail.subject).toBe(outcome.subject);
    expect(mail.attachments.map((one) => one.content.toString())).toEqual([text("findings.csv")]);
  });

  it("safeguarding mail goes to lead and deputy of the college, unanswered to the Group's lead, never to Marketing, and names no learner", () => {
    const others = outcome.mails.filter(({ to }) => to.startsWith("safeguarding."));
    const [above, first] = [others.filter(({ to }) => to.endsWith("@cccg.example")), others.length];
    const colleges = new Set(others.map(({ to }) => to.split("@")[1]));
    expect(first - above.length).toBe(6);
    expect(above.map(({ to }) => to)).toEqual(Array(2).fill("safeguarding.lead@cccg.example"));
    expect(colleges).toEqual(new Set(["ci.example", "conel.example", "wkc.example", "cccg.example"]));
    expect(Object.values(outcome.files).filter((content) => /demo_lrnr/u.test(String(content)))).toEqual([]);
  });
});

describe("the same bytes", () => {
  test.each(queueBackends().filter((backend) => backend === "redis"))(
    "at concurrency 8, with the queue in %s, which is left empty",
    async () => {
      const redis = await startRedis();
      try {
        const env = { REDIS_URL: redis?.url ?? "", ACCOUNT_AUDIT_CONCURRENCY: "8" };
        const again = await play(env);
        expect(bytesOf(again.files)).toEqual(bytesOf(outcome.files));
        expect(again.nights).toEqual(outcome.nights);
        expect(await keysOf(env.REDIS_URL)).toEqual([]);
      } finally {
        await redis?.stop();
      }
    },
    PATIENCE_MS,
  );

  test(
    "as a command at concurrency 8 on its own Postgres, in another zone and language",
    async () => {
      const ran = await runCommand({
        ACCOUNT_AUDIT_CONCURRENCY: "8",
        TZ: "Asia/Tokyo",
        LANG: "de_DE.UTF-8",
        LC_ALL: "de_DE.UTF-8",
      });
      expect(ran).toMatchObject({ code: 0, stderr: "", left: ["demo-out"] });
      expect(bytesOf(ran.files)).toEqual(bytesOf(outcome.files));
      expect(ran.peakMegabytes).toBeLessThan(MOST_MEGABYTES);
      expect(longestLine(ran.stdout)).toBeLessThanOrEqual(80);
      for (const name of FILES) expect(ran.stdout).toContain(`demo-out/${name}`);
    },
    PATIENCE_MS,
  );
});

test("nothing is left behind in the database server", async () => {
  const sql = postgres(inject("postgresUrl"), { max: 1 });
  try {
    const left = await sql`select datname from pg_database where datname like 'account_audit_demo_%'`;
    expect([...left]).toEqual([]);
  } finally {
    await sql.end();
  }
});

async function keysOf(url: string): Promise<string[]> {
  const redis = new Redis(url);
  try {
    return await redis.keys("*");
  } finally {
    redis.disconnect();
  }
}

function longestLine(text: string): number {
  return Math.max(...text.split("\n").map((line) => Array.from(line).length));
}
