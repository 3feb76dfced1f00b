import { markup, NOTHING, type Html } from "../digest/html-template.ts";
import { badge, link, paragraph, small } from "./html-parts.ts";
import type { AccountEntry, FindingStory, ResultLine } from "./model.ts";

/** What is told of one account. */
export function storyBody(entry: AccountEntry, profile: Html): Html {
  const { story } = entry;
  if (entry.isBrief) return briefBody(entry, profile);
  const facts = story.facts.map(({ name, words }) => markup`<dt>${name}<dd>${words}`);
  return markup`<dl><dt>Profile<dd class="ev">${profile}${facts}</dl>
    <h3>What each rule says</h3>${results(story.results)}
    <h3>Findings</h3>${story.findings.length === 0 ? small("None in the last 13 months.") : story.findings.map(finding)}${small(story.earlierFindings)}`;
}

function results(lines: readonly ResultLine[]): Html {
  const rows = lines.map(
    ({ rule, cell, since, why }) =>
      markup`<tr><th scope="row">${rule.title}<td>${cell.sign} ${cell.words}<td>${since}<td>${why}
        `,
  );
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="What each rule says"><table class="says"><thead><tr><th scope="col">Rule<th scope="col">Result<th scope="col">Since<th scope="col">Why<tbody>
    ${rows}</table></div>`;
}

function finding(story: FindingStory): Html {
  const { state, title, sentence, ask, evidence, moreEvidence, steps, earlierSteps } = story;
  const links = evidence.map(({ words, url }, at) => markup`${at === 0 ? "" : "; "}${link(words, url)}`);
  const evidenceLine =
    links.length === 0
      ? NOTHING
      : markup`<p class="ev">Evidence: ${links}${moreEvidence === null ? "" : ` ${moreEvidence}`}</p>`;
  const earlier = earlierSteps === null ? NOTHING : markup`<li>${earlierSteps}</li>`;
  return markup`<div class="find ${state.tone}"><p><b>${title}</b> ${badge(state)}</p>${paragraph(sentence)}${ask === null ? NOTHING : paragraph(`What to do: ${ask}`)}${evidenceLine}<ol>${earlier}${steps.map(
    ({ day, words }) => markup`<li>${day}: ${words}</li>`,
  )}</ol></div>`;
}

/** The same in a few lines: what passed is left to the table above. */
function briefBody({ story }: AccountEntry, profile: Html): Html {
  const facts = story.facts.map(({ name, words }) => `${name}: ${words}`).join(". ");
  const asked = story.results.filter(({ cell }) => cell.kind === "fail" || cell.kind === "unknown");
  const results = asked.map(
    ({ rule, cell, since }) =>
      `${rule.title}: ${cell.sign} ${cell.words}${since === "" ? "" : ` since ${since}`}`,
  );
  return markup`<p class="ev">${profile}. ${facts}.</p>${paragraph(results.join("; "))}${story.findings.map(briefFinding)}`;
}

function briefFinding({ state, title, sentence, evidence, steps }: FindingStory): Html {
  const links = evidence.map(({ words, url }) => markup` ${link(words, url)}`);
  const told = steps.map(({ day, words }) => `${day}: ${words}`).join("; ");
  return markup`<p class="ev"><b>${title}</b> (${state.words}). ${sentence} ${told}.${links}</p>`;
}
