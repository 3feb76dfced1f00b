import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
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
  workplace.env["SMTP_URL"] = smtp.url;
  await workplace.run(["digest", "resend"]);
  expect(smtp.received).toEqual([]);
  const again = await workplace.run(["digest", "resend", "--unclear"]);
  expect([again.code, smtp.received.length]).toEqual([EXIT.ok, 1]);
});

test("resend without a digest, and a test to no address, are clear errors", async () => {
  expect((await workplace.run(["digest", "resend"])).stderr).toContain("there is no weekly e-mail of");
  expect((await workplace.run(["digest", "test", "--to", "nobody"])).stderr).toContain(
    "--to is not an e-mail address",
  );
});
