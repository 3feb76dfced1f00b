import type { Account } from "../../core/account.ts";
import type { Finding } from "../../core/finding.ts";
import { RULES } from "../../rules/index.ts";
import { readAccount } from "../../store/accounts.ts";
import { liveSinceOf } from "../../store/digest-input.ts";
import { revealsOf, sealsOf } from "../../store/finding-views.ts";
import { eventsOf } from "../../store/findings.ts";
import { examples, type BuildInner } from "../command.ts";
import { writeJson } from "../json.ts";
import { profileLink } from "../profile-link.ts";
import { withStore, type CommandStore } from "../with-store.ts";
import { chooseFinding, nameOfAccount } from "./choose.ts";
import { dueOn } from "./due.ts";
import { isAboutLearner, whyNotSealed } from "./sealed.ts";
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
  const { db, config } = store;
  const finding = await chooseFinding(db, text);
  const account = await readAccount(db, finding.accountId);
  const context = { policy: config.policy, liveSince: await liveSinceOf(db) };
  return {
    finding,
    rule: ruleOf(finding.ruleId),
    account,
    link: account === null ? null : profileLink(config, account),
    due: account === null ? null : dueOn(finding, account, context),
    events: await eventsOf(db, finding.id),
    sealed: isAboutLearner(finding) ? await sealedOf(store, finding, account) : null,
    zone: config.policy.timezone,
  };
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
function asJson({ finding, rule, account, link, due, events, sealed }: Shown) {
  const { subject: _subject, fingerprint: _fingerprint, ruleId: _ruleId, accountId, ...rest } = finding;
  const owner =
    account === null
      ? { id: accountId }
      : {
          id: account.id,
          name: nameOfAccount(account),
          url: link,
          organisations: account.organisations,
          department: account.department,
          keepers: account.keepers,
        };
  const steps = events.map(({ findingId: _id, ...event }) => event);
  return { ...rest, rule, account: owner, due, events: steps, sealed };
}
