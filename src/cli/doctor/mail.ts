import { createTransport } from "nodemailer";
import { localDateOf } from "../../core/calendar.ts";
import { smtpServerOf } from "../../mail/smtp.ts";
import { readInstallation } from "../../store/installation.ts";
import { onDatabase, onSettings, ok, problem, warning, type Found } from "./check.ts";

/** Connects, says EHLO, logs in where there is a login, and leaves: no mail is sent. */
export const smtp = onSettings("Mail server", "needs", async ({ mail }, { db, waitMs }) => {
  if (mail.smtpUrl === null) {
    const isLive = db !== null && (await readInstallation(db, "live_since")) !== null;
    const next = "put SMTP_URL into the environment";
    return (isLive ? problem : warning)("SMTP_URL is not set: no mail can leave", next);
  }
  const server = smtpServerOf(mail.smtpUrl);
  const isLoopback = server.host === "localhost" || server.host === "::1" || server.host.startsWith("127.");
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.user !== null && !server.secure && !isLoopback,
    connectionTimeout: waitMs,
    dnsTimeout: waitMs,
    greetingTimeout: waitMs,
    socketTimeout: waitMs,
    ...(server.user === null ? {} : { auth: { user: server.user, pass: server.password ?? "" } }),
  });
  const where = `${server.host}:${server.port}`;
  try {
    await transport.verify();
    return ok(`${where} answers${server.user === null ? "" : " and takes the login"}`);
  } catch (error) {
    return refused(where, error);
  } finally {
    transport.close();
  }
});

/** In our words: a server's own may quote a login. */
function refused(where: string, error: unknown): Found {
  const code = error instanceof Error && "code" in error ? String(error.code) : "no answer";
  if (code === "EAUTH") return problem(`${where} refuses the login`, "mend user and password in SMTP_URL");
  if (code === "ETLS")
    return problem(`${where} offers no safe connection`, "write smtps:// in SMTP_URL, or another port");
  return problem(
    `${where} does not answer as a mail server does (${code})`,
    "mend SMTP_URL, or let the firewall pass it",
  );
}

export const recipients = onDatabase("Recipients", "settings", async (db, { mail }) => {
  const isLive = (await readInstallation(db, "live_since")) !== null;
  if (mail.digestTo.length === 0) {
    const next = "name them under mail.digest_to in the settings";
    const says = "nobody gets the weekly e-mail";
    return isLive ? problem(says, next) : warning(says, next);
  }
  const weekly = `${mail.digestTo.length} get the weekly e-mail`;
  if (mail.opsTo.length > 0) return ok(`${weekly}; answers to safeguarding mails go to IT`);
  return warning(
    `${weekly}; answers to safeguarding mails do not go to IT, who can take a mistake off`,
    "name IT under mail.ops_to in the settings",
  );
});

export const live = onDatabase("Live", "settings", async (db, { policy }) => {
  const since = await readInstallation(db, "live_since");
  if (since !== null) return ok(`mail leaves since ${localDateOf(new Date(since), policy.timezone)}`);
  return warning(
    "no mail leaves yet",
    "`account-audit go-live` shows who would get what, and switches it on",
  );
});

export const heartbeat = onSettings("Heartbeat", "settings", ({ heartbeatUrl }) =>
  heartbeatUrl === null
    ? warning(
        "no outside monitor hears when the nights stop",
        "let HEARTBEAT_URL name an address of a monitor that shouts when it is not pinged for 26 hours",
      )
    : ok(`pinged after each night at ${new URL(heartbeatUrl).host}`),
);
