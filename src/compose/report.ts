import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildReport } from "../report/build.ts";
import { renderReport } from "../report/html.ts";
import type { ReportModel } from "../report/model.ts";
import type { Config } from "../config.ts";
import type { Connector } from "../core/connector.ts";
import type { Clock } from "../core/time.ts";
import { nameOf, type Log } from "../log.ts";
import type { OutgoingMail } from "../mail/compose.ts";
import type { Database } from "../store/database.ts";
import { buildTermPaper } from "../report/term/build.ts";
import { renderTermPaper } from "../report/term/html.ts";
import type { TermPaper } from "../report/term/model.ts";
import { renderTermText } from "../report/term/text.ts";
import { readReportInput } from "../store/report-input.ts";
import { digestSettings } from "./digest-settings.ts";

export const REPORT_FILE = "report.html";

/** What making a report needs: less than mail does. */
export interface Reporting {
  config: Pick<Config, "policy" | "mail" | "budgets" | "termStart" | "targetAccounts">;
  db: Database;
  clock: Clock;
  connectors: ReadonlyMap<string, Pick<Connector, "profileUrl">>;
}

export interface MadeReport {
  model: ReportModel;
  html: string;
}

/** Reads, builds, renders. Writes nothing and asks no platform. */
export async function makeReport(reporting: Reporting, week: string): Promise<MadeReport> {
  const { db, clock } = reporting;
  const model = buildReport(await readReportInput(db, week, digestSettings(reporting), clock.now()));
  return { model, html: renderReport(model) };
}

/** The paper of the term, in its two forms. */
export async function makeTermPaper(
  reporting: Reporting,
  week: string,
): Promise<{ model: TermPaper; html: string; text: string }> {
  const { db, clock, config } = reporting;
  const input = await readReportInput(db, week, digestSettings(reporting), clock.now());
  const model = buildTermPaper(input, config.targetAccounts);
  return { model, html: renderTermPaper(model), text: renderTermText(model) };
}

/**
 * Writes the report where the settings say, and returns it as an attachment where they want one. Whatever goes wrong here
 * is logged and never stops the e-mail; `doctor` sees that the file is older than the e-mail.
 */
export async function publishReport(
  reporting: Reporting & { log: Log },
  week: string,
): Promise<OutgoingMail["attachments"]> {
  const { reportFolder, attachReport } = reporting.config.mail;
  if (reportFolder === null && !attachReport) return [];
  try {
    const { html } = await makeReport(reporting, week);
    if (reportFolder !== null) await writeWhole(reportFolder, REPORT_FILE, html);
    return attachReport
      ? [{ filename: REPORT_FILE, contentType: "text/html; charset=utf-8", content: html }]
      : [];
  } catch (error) {
    reporting.log.error("report not written", { week, reason: nameOf(error) });
    return [];
  }
}

/**
 * Writes a file whole or not at all: a reader sees the old one or the new one. It names staff, so that its owner and the
 * group alone may read it; the folder says who else.
 */
export async function writeWhole(folder: string, name: string, content: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const file = join(folder, name);
  const beside = join(folder, `.${name}.${randomUUID()}`);
  try {
    await writeFile(beside, content, { mode: 0o640 });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  return file;
}
