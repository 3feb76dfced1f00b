import { UserError } from "../../errors.ts";
import { slipOf } from "../../slip.ts";
import { dropLearnerList, standingOn, type StandingList } from "../../store/learner-list-drop.ts";
import { listLearnerLists } from "../../store/learner-lists.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import { writeJson } from "../json.ts";
import { counted } from "../problems.ts";
import { systemUser } from "../system-user.ts";
import { withStore, type CommandStore } from "../with-store.ts";

interface Options {
  yes?: true;
  json?: true;
}

export const buildDrop: BuildInner = (parent, io) => {
  parent
    .command("drop")
    .description(
      "Drop a list that should never have been imported, with the subject and the sealed evidence of the findings that " +
        "stand on it alone; open ones close as `no longer applies`. What a list should say instead is imported over it.",
    )
    .argument("<list>", "the list's name, as `learners list` shows it")
    .option("--yes", "do not ask")
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("learners drop conel", "learners drop conel --yes"))
    .action(async (name: string, options: Options) => {
      const dropped = await withStore(io, async (store) => {
        const list = await standingOn(store.db, name);
        if (list === null) throw await noList(store, name);
        if (!options.yes) await agree(io, list);
        const by = systemUser();
        const done = await dropLearnerList(store.db, name, { now: store.clock.now(), by });
        if (done === null) throw await noList(store, name);
        return done;
      });
      if (options.json) return writeJson(io, dropped);
      io.stdout(
        `Dropped list ${dropped.list}: ${counted(dropped.entries, "entry", "entries")}, ` +
          `${counted(dropped.findings, "finding")} without subject and seal.\n`,
      );
      io.stdout(
        "→ tell the safeguarding leads if they were written to about it; `learners list` keeps a record\n",
      );
    });
};

/** The list's own name is typed, so that a yes by habit drops nothing. */
async function agree(io: CommandIo, list: StandingList): Promise<void> {
  const says =
    `list ${list.name} as of ${list.asOf} has ${counted(list.entries, "entry", "entries")}; ` +
    `${counted(list.openFindings, "open finding")} on it`;
  if (!io.isTty) {
    throw new UserError("usage", `${says}, and there is no terminal to ask on`, "add --yes to drop it");
  }
  io.stderr(`${says}.\n`);
  const answer = await io.promptHidden("Type the list's name to drop it (not shown): ");
  if (answer.trim() === list.name) return;
  throw new UserError("usage", "nothing was dropped", "run it again and type the list's name");
}

/** What was given may be a handle by mistake: it is not repeated. */
async function noList({ db, today }: CommandStore, name: string): Promise<UserError> {
  const names = (await listLearnerLists(db, today)).map((list) => list.name);
  const meant = slipOf(name, names);
  return new UserError(
    "usage",
    "there is no list of that name",
    names.length === 0
      ? "nothing was imported yet: `account-audit learners list`"
      : `${meant === null ? "" : `did you mean ${meant}? `}\`account-audit learners list\` shows all`,
  );
}
