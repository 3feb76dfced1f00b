import { expect, test } from "vitest";
import { startSmtp } from "../mail/smtp-server.ts";
import { openWorkplace } from "./support.ts";

const SETTINGS = `
organisations:
  - { id: group, name: Example College Group, short_name: ECG }
group: group
mail: { from: Audit <audit@college.ac.uk>, digest_to: [head@college.ac.uk] }
`;

test("status says at once that the last try failed, where, and what to run; never an address or the server's words", async () => {
  const smtp = await startSmtp();
  const workplace = await openWorkplace(SETTINGS);
  const slow = await startSmtp({
    onRcptTo: ({ address }, _session, done) =>
      done(Object.assign(new Error(`${address} is greylisted`), { responseCode: 450 })),
  });
  const status = async () => (await workplace.run(["status"])).stdout.replaceAll(/\s+/gu, " ");
  workplace.env["SMTP_URL"] = slow.url;
  await workplace.run(["go-live", "--yes"]);
  await workplace.run(["digest", "send", "--now"]);
  await slow.close();
  const said = await status();
  expect(said).toMatch(
    /E-mail \S+ taken for 0 of 1, 1 queued; the last try failed: at the recipient, answer 450; next /u,
  );
  expect(said).toMatch(
    /Deliveries: not taken by the mail server yet: digest \S+ to 1 recipient \(the last try failed: at the recipient, answer 450\) → the line Mail server of `account-audit doctor`/u,
  );
  expect(said).not.toMatch(/greylisted|@/u);
  await workplace.run(["digest", "resend"], { env: { ...workplace.env, SMTP_URL: smtp.url } });
  expect(await status()).not.toMatch(/the last try|Deliveries:/u);
  expect(smtp.received).toHaveLength(1);
  await smtp.close();
  await workplace.close();
});
