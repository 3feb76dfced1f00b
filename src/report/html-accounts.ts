import { markup, NOTHING, type Html } from "../digest/html-template.ts";
import { badge, chapter, handle, list, scrolling, small } from "./html-parts.ts";
import { storyBody } from "./html-story.ts";
import type { AccountEntry, Cell, Choice, ReportModel } from "./model.ts";

/** What the table is sorted by at first, and in which direction each column begins. */
const COLUMNS = [
  { words: "Account", first: "ascending" },
  { words: "Organisation", first: "ascending" },
  { words: "Platform", first: "ascending" },
  { words: "Open findings", first: "descending", sorted: "descending" },
  { words: "Last post", first: "ascending" },
  { words: "Posts, 180 days", first: "ascending", isNumber: true },
  { words: "Followers", first: "descending", isNumber: true },
] as const;

export function accountsSection(model: ReportModel): Html {
  const heads = COLUMNS.map((column) => {
    const sorted = "sorted" in column ? markup` data-sorted="${column.sorted}"` : NOTHING;
    const right = "isNumber" in column ? markup` class="n"` : NOTHING;
    return markup`<th scope="col" data-first="${column.first}"${sorted}${right}>${column.words}</th>`;
  });
  return chapter("accounts", "Every account", [
    filter(model),
    markup`<p class="sm"><span id="count" role="status" aria-live="polite">All ${model.accounts.length.toLocaleString("en-GB")} accounts are shown.</span> <span id="sorted" role="status" aria-live="polite">The worst open findings first.</span> A name leads to the account's story.</p>`,
    scrolling(
      "Every account, table",
      markup`<table id="list"><caption>Every account</caption><thead><tr>${heads}</tr></thead><tbody>
        ${model.accounts.map(row)}</tbody></table>`,
    ),
  ]);
}

/** Shown by the script, which it needs. */
function filter({ choices, accounts }: ReportModel): Html {
  const isLong = accounts.some(({ isBrief }) => isBrief);
  const limit = isLong ? accounts.filter(({ isBrief }) => !isBrief).length : 0;
  return markup`<form id="filter" data-limit="${limit}" hidden role="search" aria-label="Accounts">
    <div class="q"><label for="q">Search accounts, departments, keepers</label><input id="q" name="q" type="search" autocomplete="off" spellcheck="false"></div>
    ${choice("o", "Organisation", choices.organisations)}${choice("p", "Platform", choices.platforms)}${choice("v", "Open findings", choices.severities)}
    <div><button type="reset">Clear</button> <button type="button" id="more" hidden>Show every match</button></div></form>`;
}

function choice(name: string, label: string, choices: readonly Choice[]): Html {
  const options = choices.map(({ value, words }) => markup`<option value="${value}">${words}</option>`);
  return markup`<div><label for="f-${name}">${label}</label><select id="f-${name}" name="${name}"><option value="">All</option>${options}</select></div>`;
}

/** With scripts, the many accounts of a long report are laid out when they are asked for. */
function later({ isBrief }: Pick<AccountEntry, "isBrief">): Html {
  return isBrief ? { markup: ' class="m"' } : NOTHING;
}

function row(entry: AccountEntry): Html {
  const { anchor, label, organisations, platform, severities, open, lastPost, posts, followers } = entry;
  const has = severities.length === 0 ? "None" : severities.join("|");
  return markup`<tr${later(entry)} data-o="${organisations.join(" ")}" data-p="${platform}" data-v="${has}" data-k="${keepersOf(entry)}"><th scope="row"><a class="name" href="#${anchor}">${label.handle}</a><span class="where">${entry.department}${stateAside(entry)}</span><td data-l="Organisation">${entry.organisationNames}<td data-l="Platform">${platform}<td class="o" data-s="${open.by}"><span class="b ${open.tone}">${open.words}</span>${unknownAside(entry)}<td data-l="Last post" data-s="${lastPost.by}">${lastPost.words}<td class="n" data-l="Posts, 180 days" data-s="${posts.by}">${posts.words}<td class="n" data-l="Followers" data-s="${followers.by}">${followers.words}
    `;
}

/** Beside what is open stands what nobody could see. */
function unknownAside({ cells }: AccountEntry): Html {
  const unknown = cells.filter(({ kind }) => kind === "unknown").length;
  return unknown === 0 ? NOTHING : markup`<span class="where">${unknown} not checked</span>`;
}

function keepersOf({ story }: AccountEntry): string {
  return story.facts.find(({ name }) => name === "Keepers")?.words ?? "";
}

function stateAside({ status, department }: AccountEntry): string {
  return status.words === "Live" ? "" : `${department === "" ? "" : ", "}${status.words}`;
}

/** Accounts by rules. Each cell says its result in a sign and in words. */
export function matrixSection(model: ReportModel): Html {
  const heads = model.rules.map(({ title }) => markup`<th scope="col">${title}`);
  const key = model.causes.map(
    ({ words, sentence, mender }) =>
      markup`<b>? ${words}</b>: ${sentence}. <span class="mu">What mends it: ${mender}.</span>`,
  );
  const shares = model.coverage.flatMap(({ rule, share }) =>
    share === null ? [] : [`${rule.title}: ${share}`],
  );
  return chapter(
    "results",
    "Account by rule",
    [
      markup`<p class="sm">✓ pass, ✕ fail, ? could not check (with the cause), – not applicable. The choice made above holds here too.</p>`,
      ...inPieces(model.accounts).map((some, at) => matrixPiece(some, heads, at)),
      ...shares.map(small),
      ...(key.length === 0 ? [] : [markup`<h3>What the causes mean</h3>`, list(key)]),
    ],
    "wide",
  );
}

/** So many rows of the matrix make a table: its heads come again, and a browser lays out only those on view. */
const PIECE = 100;

function inPieces(accounts: readonly AccountEntry[]): readonly (readonly AccountEntry[])[] {
  return Array.from({ length: Math.ceil(accounts.length / PIECE) }, (_, at) =>
    accounts.slice(at * PIECE, (at + 1) * PIECE),
  );
}

function matrixPiece(accounts: readonly AccountEntry[], heads: readonly Html[], at: number): Html {
  const words = `Account by rule, from ${(at * PIECE + 1).toLocaleString("en-GB")}`;
  const rows = accounts.map(
    ({ anchor, label, platform, cells, isBrief }) =>
      markup`<tr${later({ isBrief })}><th scope="row"><a href="#${anchor}">${label.handle}</a> <span class="mu">${platform}</span>${cells.map(cell)}
        `,
  );
  return scrolling(
    words,
    markup`<table class="matrix"><caption>${words}</caption><thead><tr><th scope="col">Account${heads}<tbody>
      ${rows}</table>`,
    accounts.length === PIECE ? "piece" : "",
  );
}

const CLASSES: Readonly<Record<Cell["kind"], string>> = { pass: "p", fail: "f", unknown: "u", none: "x" };

function cell({ sign, words, kind }: Cell): Html {
  return markup`<td class="${CLASSES[kind]}">${sign} ${words}`;
}

/** One account after the other, closed at first; printed, all of them are open. */
export function storiesSection({ accounts }: ReportModel): Html {
  const stories = accounts.map(
    (entry) =>
      markup`<details class="s${entry.isBrief ? " m" : ""}" id="${entry.anchor}"><summary><span class="name">${entry.label.handle}</span> <span class="mu">${entry.label.where}</span>${entry.status.words === "Live" ? NOTHING : badge(entry.status)}${badge({ tone: entry.open.tone, words: entry.open.words === "None" ? "Nothing open" : entry.open.words })}</summary><div>${storyBody(entry, handle(entry.label))}</div></details>
        `,
  );
  return chapter("stories", "The story of each account", [
    small(
      "What it is, who keeps it, what each rule says and since when, what was found and what was decided.",
    ),
    markup`<p class="js noprint" hidden><button type="button" id="open-all">Open all shown</button> <button type="button" id="close-all">Close all</button></p>`,
    ...stories,
  ]);
}
