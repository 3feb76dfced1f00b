import { SEVERITIES } from "../../core/policy.ts";
import type { FindingStatus } from "../../core/finding.ts";
import type { NamedFinding } from "../../demo/outcome.ts";
import { RULES } from "../../rules/index.ts";
import type { CommandIo } from "../command.ts";
import { renderTable } from "../table.ts";
import { dayOf, lines, underTitle } from "./lines.ts";

export function findings(io: CommandIo, all: readonly NamedFinding[]): string {
  const first = all.map(({ openedOn }) => openedOn).toSorted()[0];
  const rows = RULES.map(({ id, title }) => {
    const mine = all.filter(({ ruleId }) => ruleId === id);
    const open = mine.filter(({ status }) => status === "open");
    const bySeverity = SEVERITIES.map((severity) => ({
      severity,
      number: open.filter((finding) => finding.severity === severity).length,
    })).filter(({ number }) => number > 0);
    const numbers = [
      mine.filter(({ openedOn }) => openedOn === first).length,
      mine.filter(({ openedOn }) => openedOn !== first).length,
      mine.filter(({ closing }) => closing === "fixed").length,
    ];
    return [
      title,
      ...numbers.map((number, at) => underTitle(number, STORY[at])),
      bySeverity.map(({ severity, number }) => `${number} ${severity}`).join(", "),
    ];
  });
  return `${renderTable(io, ["Findings", ...STORY, "Open now"], rows)}${decided(all)}`;
}

const STORY = ["First look", "New since", "Fixed"] as const;

export function fixed(all: readonly NamedFinding[]): string {
  const titles = new Map(RULES.map(({ id, title }) => [id, title]));
  const said = all
    .filter(({ closing }) => closing === "fixed")
    .map(({ handle, ruleId, closedOn }) => `@${handle}: ${titles.get(ruleId)}, ${dayOf(closedOn ?? "")}`);
  return `Fixed in the week:\n${lines(said)}`;
}

const DECIDED: readonly (readonly [FindingStatus, string])[] = [
  ["acknowledged", "acknowledged"],
  ["waived", "waived"],
  ["dismissed", "dismissed as wrong"],
];

/** What people made of those that are not fixed and not open. */
function decided(all: readonly NamedFinding[]): string {
  const said = DECIDED.map(([status, words]) => {
    const number = all.filter((finding) => finding.status === status).length;
    return `${number} ${words}`;
  });
  return `Beside these, by people: ${said.join(", ")}.\n`;
}
