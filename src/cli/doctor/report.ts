import { access, constants, stat } from "node:fs/promises";
import { join } from "node:path";
import { REPORT_FILE } from "../../compose/report.ts";
import { HOUR_MS } from "../../core/time.ts";
import { newestDigestAt } from "../../store/delivery-views.ts";
import { systemCode } from "../../system-code.ts";
import { onDatabase, ok, problem, warning } from "./check.ts";

/** Written just before the e-mail is frozen; clocks of two machines may differ. */
const SLACK_MS = HOUR_MS;

/** Whether the report that each weekly e-mail writes lies where the settings say, and is not older than that e-mail. */
export const report = onDatabase("Report", "work", async (db, { mail }) => {
  const folder = mail.reportFolder;
  if (folder === null) {
    return mail.reportUrl === null
      ? ok("not written by the e-mail; `account-audit report` writes it")
      : warning(
          "the e-mail links to a report that it does not write",
          "name its folder under mail.report_folder in the settings",
        );
  }
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    if (systemCode(error) === "ENOENT") {
      const next = "the next e-mail makes it if the service's user may; or make it yourself";
      return warning(`${folder} is not there yet`, next);
    }
    return problem(
      `cannot be written to ${folder} (${systemCode(error)})`,
      "let the service's user write there, or change mail.report_folder",
    );
  }
  const sentAt = await newestDigestAt(db);
  const writtenAt = await stat(join(folder, REPORT_FILE)).then(
    ({ mtime }) => mtime,
    () => null,
  );
  if (sentAt === null) return ok(`${folder} can be written; the next e-mail writes the report`);
  if (writtenAt === null || writtenAt.getTime() < sentAt.getTime() - SLACK_MS) {
    return problem(
      `${REPORT_FILE} in ${folder} is ${writtenAt === null ? "missing" : "older than the last e-mail"}`,
      `\`account-audit report --out ${folder}\` writes it now; the service's log says what went wrong`,
    );
  }
  return ok(`written to ${folder}`);
});
