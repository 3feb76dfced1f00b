import { simpleParser } from "mailparser";
import { beforeAll, describe, expect, inject, it, test } from "vitest";
import postgres from "postgres";
import { Redis } from "ioredis";
import type { DemoOutcome } from "../../src/demo/story.ts";
import { buildWorld } from "../../src/demo/world.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_ORGANISATIONS } from "../../src/settings/organisations.ts";
import { readHtml } from "../digest/reading.ts";
import { queueBackends, startRedis } from "../support/redis.ts";
import { STANDING, VERDICTS } from "./planted.ts";
import { bytesOf, FILES, play, runCommand } from "./play.ts";

/** Machines that run other tests beside this one are slow: what it takes of a processor is the same. */
const PATIENCE_MS = 600_000;
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

test("eight nights of about 40 accounts and their mails are cheap for the machine", () => {
  expect(outcome.nights).toHaveLength(8);
  expect(outcome.nights.at(-1)?.accounts).toBe(45);
  expect(processorSeconds).toBeLessThan(MOST_PROCESSOR_SECONDS);
});

const verdictOn = (handle: string, rule: string) => {
  const found = outcome.verdicts.find((one) => one.handle === handle && one.rule === rule);
  return found?.cause ?? found?.result;
};
const findingOn = (handle: string, rule: string) =>
  outcome.findings.find((one) => one.handle === handle && one.ruleId === rule);

describe("what is planted is found in the last night", () => {
  it.each(VERDICTS)("%s: %s, %s", (_, handle, rule, expected) => {
    expect(verdictOn(handle, rule)).toBe(expected);
  });

  it.each(RULES.map(({ id }) => id))("%s has each of its results", (rule) => {
    const counts = outcome.nights.at(-1)?.coverage.rules[rule];
    expect(counts?.pass).toBeGreaterThan(0);
    expect(counts?.fail).toBeGreaterThan(0);
    // The last night reaches every account, so that the audit's own rule has an answer for each.
    const asked = rule === "unaudited-account" ? outcome.nights : outcome.nights.slice(-1);
    const causes = asked.flatMap(({ coverage }) => Object.keys(coverage.rules[rule]?.couldNotCheck ?? {}));
    expect(causes).not.toEqual([]);
    expect(counts?.notApplicable).toBeGreaterThan(0);
  });
});

describe("nights and lists", () => {
  const causesOf = (night: DemoOutcome["tryOut"] | undefined, rule = "learner-followed") =>
    night?.coverage.rules[rule]?.couldNotCheck ?? {};
  it("without a learner list, nothing can be said", () => {
    expect(Object.keys(causesOf(outcome.tryOut))).toEqual(["no-learner-list"]);
  });
  it("with a few of many learners, nobody passes; with more than half, many do", () => {
    expect(causesOf(outcome.nights[0])["low-share"]).toBeGreaterThan(20);
    expect(outcome.nights[0]?.coverage.rules["learner-followed"]?.pass).toBe(0);
    expect(causesOf(outcome.nights.at(-1))["low-share"]).toBeLessThan(10);
  });
  it("in the night in which YouTube's quota was used up, ten channels are told as that, and cost nothing", () => {
    const [before, night, after] = [2, 3, 4].map((at) => outcome.nights[at]);
    expect(causesOf(night, "dormant-account")["quota-used-up"]).toBe(10);
    expect(causesOf(before, "dormant-account")["quota-used-up"]).toBeUndefined();
    expect(causesOf(after, "dormant-account")["quota-used-up"]).toBeUndefined();
    expect(night?.youtube.paid).toBe(0);
    expect(after?.youtube.paid).toBeGreaterThan(0);
  });
  it("reading with a memory costs a small part of reading everything again", () => {
    const last = outcome.nights.at(-1);
    expect((last?.x.naive ?? 0) / (last?.x.paid ?? 1)).toBeGreaterThan(30);
    expect((last?.youtube.naive ?? 0) / (last?.youtube.paid ?? 1)).toBeGreaterThan(1.5);
  });
});

describe("findings", () => {
  it.each(STANDING)("%s: %s, %s is %s and %s", (_, handle, rule, severity, status) => {
    expect(findingOn(handle, rule)).toMatchObject({ severity, status });
  });

  it("one came back after it was fixed", () => {
    expect(findingOn("demo_ci_art", "untagged-posts")?.reopenedCount).toBe(1);
  });

  it("one says that its handle is somebody else's now", () => {
    expect(findingOn("demo_ccct_care", "vanished-account")?.evidence.figures["taken_over"]).toBe("yes");
  });

  it("all are planted: there is no other", () => {
    const failing = VERDICTS.filter(([, , , said]) => said === "fail");
    const planted = [...STANDING, ...failing].map(([, handle, rule]) => `${handle} ${rule}`);
    const found = outcome.findings.map(({ handle, ruleId }) => `${handle} ${ruleId}`);
    expect(found.toSorted()).toEqual([...new Set(planted)].toSorted());
  });
});

describe("the mails and the report", () => {
  const text = (name: string) => String(outcome.files[name]);
  it("Monday's speaks of what is new, fixed and waiting", () => {
    expect(outcome.subject).toMatch(
      /^Social media audit, 23 Nov: \d+ to do, \d closures to decide, 2 fixed$/u,
    );
    const headings = [
      "To do",
      "Close or keep?",
      "Fixed, thank you",
      "Waiting, in time",
      "Ending soon",
      "Changed",
    ];
    for (const heading of headings) expect(text("digest.txt")).toContain(`\n${heading}\n`);
    for (const state of ["New", "Open again", "Worse", "Overdue"]) {
      expect(text("digest.txt")).toContain(`[${state}]`);
    }
    expect(text("digest.txt")).toContain("Untagged posts: 1 of 5 findings called wrong");
  });

  it("handles, names, bios and visibility that changed are listed, and a handle that was taken over", () => {
    for (const words of [
      "was @demo_ci_science",
      "another name",
      "another bio",
      "private since",
      "somebody else's",
    ]) {
      expect(text("digest.txt").replaceAll(/\s+/gu, " ")).toContain(words);
    }
  });

  it("what the mail server got is what lies in the folder", async () => {
    const taken = outcome.mails.map(({ bytes }) => bytes.toString("latin1").trimEnd());
    for (const name of FILES.filter((file) => file.endsWith(".eml"))) {
      expect(taken, name).toContain(Buffer.from(text(name)).toString("latin1").trimEnd());
    }
    const mail = await simpleParser(text("digest.eml"));
    expect(mail.subject).toBe(outcome.subject);
    expect(mail.attachments.map((one) => one.content.toString())).toEqual([text("findings.csv")]);
  });

  it("a keeper is told of their own accounts, and of no learner finding", async () => {
    const mail = await simpleParser(text("keepers.eml"));
    expect(mail.text).toContain("@demo_ci_art");
    expect(mail.text).not.toMatch(/safeguarding|learner/iu);
  });

  it("IT is told what broke, each with its command", async () => {
    const mail = await simpleParser(text("ops.eml"));
    expect(mail.text).toContain("account-audit runs show 2026-11-19");
  });

  it("the report has every account, and the paper of the term every organisation", () => {
    for (const { handle } of outcome.verdicts) expect(text("report.html")).toContain(handle);
    const paper = readHtml(text("term.html"));
    for (const { name } of DEFAULT_ORGANISATIONS) expect(paper).toContain(name);
  });

  it("safeguarding mail goes to lead and deputy of the college, and never to Marketing", async () => {
    const read = await Promise.all(
      outcome.mails.map(async ({ to, bytes }) => ({
        to,
        subject: (await simpleParser(bytes)).subject ?? "",
      })),
    );
    const others = read.filter(({ subject }) => / points? (?:for you|waits?)/u.test(subject));
    expect(others.filter(({ to }) => !to.startsWith("safeguarding."))).toEqual([]);
    const again = others.filter(({ to }) => to.endsWith("@cccg.example"));
    expect(others.length - again.length).toBe(2 * 5);
    const colleges = new Set(others.map(({ to }) => to.split("@")[1]));
    expect(colleges).toEqual(new Set(["ci.example", "conel.example", "wkc.example", "cccg.example"]));
  });

  it("what nobody acknowledges for two open days goes to the Group's lead; what was acknowledged does not", () => {
    const toLead = outcome.mails.filter(({ to }) => to === "safeguarding.lead@cccg.example");
    const about = toLead.map(({ bytes }) => /@demo_\w+/u.exec(bytes.toString("latin1"))?.[0]);
    expect(new Set(about)).toEqual(new Set(["@demo_wkc_fashn", "@demo_wkc_games"]));
    expect(about).toHaveLength(2);
  });

  it("no file and no mail names a learner", async () => {
    const { learners, tube } = buildWorld();
    const names = ["demo_lrnr", ...learners.map(({ id }) => id), ...tube.learnerIds];
    const sent = await Promise.all(outcome.mails.map(({ bytes }) => simpleParser(bytes)));
    const read = sent.flatMap(({ text, html, subject, attachments }) => [
      ...[text, html, subject].map(String),
      ...attachments.map(({ content }) => content.toString()),
    ]);
    const written = [...Object.values(outcome.files).map(String), ...read];
    for (const name of names) expect(written.filter((content) => content.includes(name))).toEqual([]);
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
      for (const { title } of RULES) expect(ran.stdout).toContain(title);
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
