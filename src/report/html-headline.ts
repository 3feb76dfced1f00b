import { markup, NOTHING, type Html } from "../digest/html-template.ts";
import { chapter, list, notice, paragraph } from "./html-parts.ts";
import type { ReportModel } from "./model.ts";

/** The answer for who has one minute. */
export function headlineSection({ headline, unread }: ReportModel): Html {
  const [urgent, ...others] = headline.sentences;
  const tiles = headline.figures.map(
    ({ value, label }) => markup`<li><b>${value}</b><span class="sm">${label}</span></li>`,
  );
  const notRead =
    unread.length === 0
      ? paragraph("Every question that applies got an answer.")
      : markup`<h3>What could not be checked</h3>${list(unread)}`;
  return chapter("short", "In short", [
    markup`<ul class="tiles">${tiles}</ul>`,
    urgent === undefined ? NOTHING : notice(urgent),
    ...headline.alerts.map(notice),
    ...others.map(({ words }) => paragraph(words)),
    notRead,
  ]);
}
