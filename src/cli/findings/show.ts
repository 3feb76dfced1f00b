import type { Account } from "../../core/account.ts";
import type { Finding } from "../../core/finding.ts";
import { inForce } from "../../core/in-force.ts";
import { RULES } from "../../rules/index.ts";
import { decisionsOf } from "../../store/decisions.ts";
import { liveSinceOf } from "../../store/digest-input.ts";
import { mailsSince } from "../../store/finding-mails.ts";
import { revealsOf, sealsOf } from "../../store/finding-views.ts";
import { eventsOf } from "../../store/findings.ts";
import { examples, type BuildInner } from "../command.ts";
import { writeJson } from "../json.ts";
import { profileLink } from "../profile-link.ts";
import { withStore, type CommandStore } from "../with-store.ts";
import { chooseFinding } from "./choose.ts";
import { decisionAsJson, eventAsJson, toldBy, type History } from "./history.ts";
import { isAboutLearner, whyNotSealed } from "./sealed.ts";
import { standingAsJson, standingsOf } from "./standing.ts";
import { storyOf, type Shown } from "./story.ts";

export const buildShow: BuildInner = (parent, io) => {
  parent
    .command("show")
    .description("Show one finding: what is wrong, why it matters, what to do, and all that happened to it.")
    .argument("<finding>", "its id, or so much of its beginning as is unambiguous")
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("findings show 4k2m9x0c", "findings show 4k2 --json"))
    .action(async (text: string, options: { json?: true }) => {
      const shown = await withStore(io, (store) => read(store, text));
      if (options.json) writeJson(io, asJson(shown));
      else io.stdout(storyOf(io, shown));
    });
};

async function read(store: CommandStore, text: string): Promise<Shown> {
  const { config, today } = store;
  const finding = await chooseFinding(store.db, text);
  const [standing] = await standingsOf(store, [finding]);
  if (standing === undefined) throw new Error("one finding has one standing");
  const { owner } = standing;
  const history = await historyIn(store, finding);
  return {
    ...standing,
    ...history,
    rule: ruleOf(finding.ruleId),
    link: owner && profileLink(config, owner),
    holds: inForce(finding, history.decisions),
    sealed: isAboutLearner(finding) ? await sealedOf(store, finding, owner) : null,
    today,
    zone: config.policy.timezone,
  };
}

async function historyIn({ db, config }: CommandStore, finding: Finding): Promise<History> {
  const events = await eventsOf(db, finding.id);
  const decisions = (await decisionsOf(db, [finding.id])).get(finding.id) ?? [];
  // With this setting no digest says a word of a learner finding.
  const isUnsaid = isAboutLearner(finding) && config.mail.learnerFindingsTo === "safeguarding_only";
  const mails = (await mailsSince(db, finding)).filter(({ kind }) => kind !== "digest" || !isUnsaid);
  const isLive = (await liveSinceOf(db)) !== null;
  return { events, decisions, mails: toldBy(mails, { events, decisions }), isLive };
}

/** A rule that an earlier release had is known by its id alone. */
function ruleOf(id: string): Shown["rule"] {
  const known = RULES.find((rule) => rule.id === id);
  if (known === undefined) {
    const gone = "This release has no such rule any more.";
    return { id, title: id, why: gone, remedy: "-", section: "-" };
  }
  const { title, why, remedy, section } = known;
  return { id, title, why, remedy, section };
}

async function sealedOf(
  { db, config }: CommandStore,
  finding: Finding,
  account: Account | null,
): Promise<Shown["sealed"]> {
  const seals = await sealsOf(db, finding.id);
  const reveals = await revealsOf(db, finding.id);
  return { seals, reveals, whyNone: seals.length > 0 ? null : whyNotSealed(finding, account, config) };
}

/** Without subject and fingerprint: that of a learner finding stands for a learner. */
function asJson(shown: Shown) {
  const { rule, owner, account, link, events, decisions, mails, sealed } = shown;
  const { accountId, rule: _ruleId, ...rest } = standingAsJson(shown);
  return {
    ...rest,
    rule,
    account: owner === null ? { id: accountId } : ownerAsJson(owner, account, link),
    events: events.map(eventAsJson),
    decisions: decisions.map(decisionAsJson),
    mails,
    sealed,
  };
}

function ownerAsJson({ id, organisations, department, keepers }: Account, name: string, url: string | null) {
  return { id, name, url, organisations, department, keepers };
}
