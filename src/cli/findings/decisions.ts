import type { Command } from "commander";
import type { Wish } from "../../core/finding.ts";
import { dateOf, DATE_EXPECTED } from "../../csv/cells.ts";
import { UserError } from "../../errors.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import { writeJson } from "../json.ts";
import { decideAbout } from "./decide.ts";
import { inWords, madeAsJson } from "./decided-words.ts";

interface Options {
  by: string;
  reason?: string;
  evidence?: string;
  until?: string;
  to?: string;
  wrong?: true;
  settled?: true;
  json?: true;
}

export const buildAcknowledge: BuildInner = (parent, io) => {
  decision(
    parent,
    "acknowledge",
    "Say that findings are seen and in hand. They stay due; safeguarding reminders stop.",
  )
    .option("--reason <text>", "what is being done")
    .addHelpText(
      "after",
      examples(
        'findings acknowledge 4k2m9x0c --by "J. Smith"',
        'findings acknowledge 4k2 7b1 --by lead@college.ac.uk --reason "call on Tuesday"',
      ),
    )
    .action((names: string[], options: Options) => act(io, names, options, { kind: "acknowledged" }));
};

export const buildWaive: BuildInner = (parent, io) => {
  decision(
    parent,
    "waive",
    "Accept findings until a day: they are true, and may stay so. They open again after it, and before if worse.",
  )
    .requiredOption("--reason <text>", "why it is accepted")
    .requiredOption("--until <date>", "the last day: 2027-03-31 or 31/03/2027")
    .option("--evidence <reference>", "what it rests on: a link or a reference")
    .addHelpText(
      "after",
      examples(
        'findings waive 4k2m9x0c --until 2027-03-31 --by "J. Smith" --reason "summer course, posts from April" --evidence MKT-112',
      ),
    )
    .action((names: string[], options: Options) =>
      act(io, names, options, { kind: "waived", until: dateIn(options.until ?? "") }),
    );
};

export const buildDismiss: BuildInner = (parent, io) => {
  decision(
    parent,
    "dismiss",
    "Say that findings are wrong (no breach; counted against the rule), or settled (an answer to a learner). It is remembered until the facts change.",
  )
    .option("--wrong", "it is no breach")
    .option("--settled", "an answer to a learner: it is true, and dealt with")
    .requiredOption("--reason <text>", "why it is no breach, or how it was dealt with")
    .option("--evidence <reference>", "what shows it: a link or a reference")
    .addHelpText(
      "after",
      examples(
        'findings dismiss 4k2m9x0c --wrong --by "J. Smith" --reason "the tag is in the picture"',
        'findings dismiss 7b1 --settled --by lead@college.ac.uk --reason "talked to the tutor"',
      ),
    )
    .action(async (names: string[], options: Options) => {
      if (options.wrong === options.settled) throw notSaidWhy();
      await act(io, names, options, { kind: options.wrong ? "wrong" : "settled" });
    });
};

/** Wrong is not waived, nor settled (POLICY.md): they are told apart before anything is written. */
function notSaidWhy(): UserError {
  return new UserError(
    "usage",
    "dismiss is for findings that are no breach (--wrong; the report counts how often the rule was wrong), or for answers to learners that were dealt with (--settled): say which of the two",
    "add --wrong or --settled; if it is true but accepted, `account-audit findings waive`; if it is mended, wait for the next night",
  );
}

export const buildAssign: BuildInner = (parent, io) => {
  decision(parent, "assign", "Give findings to a keeper of their account.")
    .requiredOption("--to <keeper>", "the e-mail address of a current keeper, or nobody")
    .option("--reason <text>", "a word to it")
    .addHelpText(
      "after",
      examples(
        'findings assign 4k2m9x0c --to art@college.ac.uk --by "J. Smith"',
        'findings assign 4k2m9x0c --to nobody --by "J. Smith"',
      ),
    )
    .action((names: string[], options: Options) => {
      const to = oneLine(options.to ?? "");
      return act(io, names, options, { kind: "assigned", assignee: to === "nobody" ? null : to });
    });
};

export const buildWithdraw: BuildInner = (parent, io) => {
  decision(
    parent,
    "withdraw",
    "Take back what was acknowledged, waived or dismissed: the findings are open again.",
  )
    .option("--reason <text>", "why it is taken back")
    .addHelpText(
      "after",
      examples('findings withdraw 4k2m9x0c --by "J. Smith" --reason "the course was cancelled"'),
    )
    .action((names: string[], options: Options) => act(io, names, options, { kind: "withdrawn" }));
};

function decision(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .argument("<finding...>", "ids, or so much of their beginnings as is unambiguous")
    .requiredOption("--by <name>", "who decides: a name or an address of staff; goes on record")
    .option("--json", "print JSON for machines");
}

async function act(
  io: CommandIo,
  names: readonly string[],
  { by, reason, evidence, json }: Options,
  what: Pick<Wish, "kind"> & Partial<Wish>,
): Promise<void> {
  const wish: Wish = {
    until: null,
    assignee: null,
    ...what,
    by: oneLine(by),
    reason: oneLine(reason ?? "") || null,
    evidence: oneLine(evidence ?? "") || null,
  };
  const made = await decideAbout(io, names, wish);
  if (json) writeJson(io, made.map(madeAsJson));
  else io.stdout(inWords(made, wish));
}

function dateIn(word: string) {
  const date = dateOf(word.trim());
  if (date === null)
    throw new UserError("usage", `--until is ${DATE_EXPECTED}`, "the waiver holds for all of that day");
  return date;
}

/** As it is kept and shown: no line breaks, nothing that drives a terminal. */
function oneLine(words: string): string {
  return words.replaceAll(/[\p{Cc}\p{Zs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
}
