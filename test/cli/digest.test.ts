import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { mails } from "../../src/store/schema/index.ts";
import { startScripted, startSmtp, type TestSmtp } from "../mail/smtp-server.ts";
import { seedAccount } from "../support/seed.ts";
import { openWorkplace, type Workplace } from "./support.ts";

const SETTINGS = `
organisations:
  - { id: group, name: Example College Group, short_name: ECG }
  - { id: north, name: North College, short_name: NOR }
group: group
mail:
  from: Audit <audit@college.ac.uk>
  reply_to: marketing@college.ac.uk
`;
const WITH_RECIPIENTS = `${SETTINGS}  digest_to: [head@college.ac.uk]\n`;

let smtp: TestSmtp;
let workplace: Workplace;
beforeEach(async () => {
  smtp = await startSmtp();
  workplace = await openWorkplace(WITH_RECIPIENTS);
  workplace.env["SMTP_URL"] = smtp.url;
});
afterEach(async () => {
  await smtp.close();
  await workplace.close();
});

test("preview writes four files for their owner's eyes, sends nothing, and works before go-live", async () => {
  const { code, stdout } = await workplace.run(["digest", "preview", "--out", "monday"]);
  expect(code).toBe(EXIT.ok);
  expect(stdout).toContain("Social media audit, ");
  for (const name of ["digest.html", "digest.txt", "digest.eml", "findings.csv"]) {
    expect(stdout).toContain(join("monday", name));
    expect(statSync(join(workplace.cwd, "monday", name)).mode & 0o077).toBe(0);
  }
  const mail = await simpleParser(readFileSync(join(workplace.cwd, "monday", "digest.eml")));
  expect(mail.text).toContain("Can you trust this week?");
  expect(smtp.received).toEqual([]);
});

test("a folder that cannot be written is a clear error", async () => {
  workplace.file("taken", "");
  const { code, stderr } = await workplace.run(["digest", "preview", "--out", "taken"]);
  expect(code).toBe(EXIT.usage);
  expect(stderr).toMatch(/cannot be written to taken \(EEXIST\)\n→ /u);
});

test("before go-live nothing is sent but a test", async () => {
  const refused = await workplace.run(["digest", "send", "--now"]);
  expect(refused.code).toBe(EXIT.usage);
  expect(refused.stderr).toContain("no mail leaves before go-live");
  const tried = await workplace.run(["digest", "test", "--to", "me@college.ac.uk"]);
  expect([tried.code, tried.stdout]).toEqual([
    EXIT.ok,
    expect.stringContaining("accepted by the mail server"),
  ]);
  expect(smtp.received.map(({ to }) => to)).toEqual(["me@college.ac.uk"]);
  expect((await simpleParser(smtp.received[0]?.bytes ?? "")).subject).toMatch(/^Test: Social media audit/u);
});

test("go-live shows who gets what, asks, and is refused without a yes, a recipient or a mail server", async () => {
  const silent = await workplace.run(["go-live"]);
  expect([silent.code, silent.stderr]).toEqual([EXIT.usage, expect.stringContaining("add --yes")]);
  expect(silent.stdout).toContain("head@college.ac.uk");
  const no = await workplace.run(["go-live"], { isTty: true, promptHidden: () => Promise.resolve("no") });
  expect([no.code, no.stderr]).toEqual([EXIT.usage, expect.stringContaining("nothing was changed")]);
  delete workplace.env["SMTP_URL"];
  const serverless = await workplace.run(["go-live", "--yes"]);
  expect(serverless.stderr).toContain("SMTP_URL is not set");
  workplace.file("account-audit.yaml", SETTINGS);
  const nobody = await workplace.run(["go-live", "--yes"]);
  expect(nobody.stderr).toContain("mail.digest_to is empty");
});

test("go-live --json prints one value: who gets what without a yes, and since when with one", async () => {
  const { db } = workplace.database;
  await seedAccount(db, { keepers: ["ann@capitalccg.ac.uk", "ben@mail.example"] });
  const whoGetsWhat = {
    digestTo: ["head@college.ac.uk"],
    answersTo: "marketing@college.ac.uk",
    keepers: { told: ["ann@capitalccg.ac.uk"], notOnStaffDomains: ["ben@mail.example"], withoutAddress: 0 },
    safeguarding: null,
  };
  const asked = await workplace.run(["go-live", "--json"]);
  expect([asked.code, asked.stderr]).toEqual([EXIT.usage, expect.stringContaining("add --yes")]);
  expect(JSON.parse(asked.stdout)).toMatchObject({ liveSince: null, already: false, whoGetsWhat });
  const typed = await workplace.run(["go-live", "--json"], {
    isTty: true,
    promptHidden: () => Promise.resolve("yes"),
  });
  expect(typed.stderr).toContain("head@college.ac.uk");
  expect(JSON.parse(typed.stdout)).toMatchObject({ already: false, whoGetsWhat });
  const again = await workplace.run(["go-live", "--json", "--yes"]);
  expect(JSON.parse(again.stdout)).toMatchObject({
    liveSince: expect.any(String),
    already: true,
    whoGetsWhat,
  });
});

test("go-live says which keepers are left out, and why", async () => {
  const { db } = workplace.database;
  await seedAccount(db, { keepers: ["ann@capitalccg.ac.uk", "ben@mail.example", "the night porter"] });
  const { stdout } = await workplace.run(["go-live", "--yes"]);
  const said = stdout.replaceAll(/\s+/gu, " ");
  expect(said).toContain("ann@capitalccg.ac.uk, in weeks when something is theirs");
  expect(said).toContain("left out, not on staff_domains (capitalccg.ac.uk): ben@mail.example");
  expect(said).toContain("left out, no e-mail address: 1 name in the register");
});

test("send --now sends once, however often it is called", async () => {
  await workplace.run(["go-live", "--yes"]);
  expect((await workplace.run(["go-live", "--yes"])).stdout).toContain("It was live already");
  const first = await workplace.run(["digest", "send", "--now"]);
  expect([first.code, first.stderr]).toEqual([EXIT.ok, ""]);
  const second = await workplace.run(["digest", "send", "--now", "--json"]);
  expect(second.code).toBe(EXIT.ok);
  expect(JSON.parse(second.stdout)).toMatchObject({
    kind: "digest",
    deliveries: [{ state: "accepted", attempts: 1 }],
  });
  expect(smtp.received).toHaveLength(1);
});

test("an unclear delivery is said, and repeated only when asked, with the same bytes", async () => {
  const dropping = await startScripted({ dot: "drop" });
  workplace.env["SMTP_URL"] = dropping.url;
  await workplace.run(["go-live", "--yes"]);
  const sent = await workplace.run(["digest", "send", "--now"]);
  expect(sent.code).toBe(EXIT.incomplete);
  expect(sent.stdout).toContain("digest resend --unclear");
  await dropping.close();
  const second = await workplace.run(["digest", "send"]);
  expect(second.stdout).toContain("was written before, and is not written anew. How it stands:");
  expect(second.stdout).toContain("unclear: the connection was lost");
  workplace.env["SMTP_URL"] = smtp.url;
  await workplace.run(["digest", "resend"]);
  expect(smtp.received).toEqual([]);
  const again = await workplace.run(["digest", "resend", "--unclear"]);
  expect([again.code, smtp.received.length]).toEqual([EXIT.ok, 1]);
  const [frozen] = await workplace.database.db.select({ bytes: mails.bytes }).from(mails);
  expect(frozen?.bytes).toBeDefined();
  expect(smtp.received[0]?.bytes).toEqual(frozen?.bytes);
});

test("an address that was refused is mended in the settings, and resend goes to the mended one alone", async () => {
  const strict = await startSmtp({
    onRcptTo: ({ address }, _session, done) =>
      done(
        address === "hed@college.ac.uk" ? Object.assign(new Error("nobody"), { responseCode: 550 }) : null,
      ),
  });
  workplace.env["SMTP_URL"] = strict.url;
  workplace.file("account-audit.yaml", WITH_RECIPIENTS.replace("head@", "hed@"));
  await workplace.run(["go-live", "--yes"]);
  const refused = await workplace.run(["digest", "send", "--now"]);
  expect(refused.stdout).toMatch(
    /→ mend mail\.digest_to in the settings.*then `account-audit digest resend`/u,
  );
  workplace.file("account-audit.yaml", WITH_RECIPIENTS);
  const again = await workplace.run(["digest", "resend", "--json"]);
  expect(again.code).toBe(EXIT.ok);
  expect(JSON.parse(again.stdout)).toMatchObject({
    deliveries: [{ recipient: "head@college.ac.uk", state: "accepted" }],
  });
  await workplace.run(["digest", "resend"]);
  expect(strict.received.map(({ to }) => to)).toEqual(["head@college.ac.uk"]);
  await strict.close();
});

test("a mail server that is away is to be mended; a test that fails does not speak of the weekly e-mail", async () => {
  await workplace.run(["go-live", "--yes"]);
  workplace.env["SMTP_URL"] = "smtp://127.0.0.1:9";
  const sent = await workplace.run(["digest", "send", "--now"]);
  expect(sent.code).toBe(EXIT.incomplete);
  expect(sent.stdout).toMatch(
    /→ mend the mail server: `account-audit doctor`.*`account-audit digest resend` at once/u,
  );
  const tried = await workplace.run(["digest", "test", "--to", "me@college.ac.uk"]);
  expect(tried.stdout).toMatch(
    /`account-audit serve` then sends this test by itself; where none runs, send another test: `account-audit digest test --to ADDRESS`/u,
  );
  expect(tried.stdout).not.toContain("resend");
});

test("of a test that another process is sending no call is said to send nothing twice: each writes a new one", async () => {
  await workplace.database.db.execute(`create function take() returns trigger language plpgsql as $$
    begin new.state := 'sending'; return new; end $$`);
  await workplace.database.db.execute(
    "create trigger taken before insert on deliveries for each row execute function take()",
  );
  const { code, stdout } = await workplace.run(["digest", "test", "--to", "me@college.ac.uk"]);
  expect([code, smtp.received]).toEqual([EXIT.incomplete, []]);
  expect(stdout).toContain("being sent by another process");
  expect(stdout).toMatch(/→ another process, .*, finishes it; if it does not come, send another test: /u);
  expect(stdout).not.toContain("sends nothing twice");
});

test("resend without a digest leads to one by a way that ends, step by step", async () => {
  const before = await workplace.run(["digest", "resend"]);
  expect(before.stderr).toMatch(/no mail leaves before go-live\n→ .*`account-audit go-live`/u);
  await workplace.run(["go-live", "--yes"]);
  const none = await workplace.run(["digest", "resend"]);
  expect(none.stderr).toMatch(/there is no weekly e-mail of .*\n→ `account-audit digest send --now` writes/u);
  expect((await workplace.run(["digest", "send", "--now"])).code).toBe(EXIT.ok);
  expect((await workplace.run(["digest", "resend"])).code).toBe(EXIT.ok);
  const older = await workplace.run(["digest", "resend", "--week", "2020-W01"]);
  expect(older.stderr).toMatch(
    /no weekly e-mail of 2020-W01\n→ the newest is of (\d{4}-W\d\d): .*--week \1`/u,
  );
  expect((await workplace.run(["digest", "resend", "--week", "48"])).stderr).toContain(
    "--week 48 is no week",
  );
  expect((await workplace.run(["digest", "send"])).stdout).toContain(
    "was written before, and is not written anew",
  );
});

test("a test to no address is a clear error", async () => {
  expect((await workplace.run(["digest", "test", "--to", "nobody"])).stderr).toContain(
    "--to is not an e-mail address",
  );
});
