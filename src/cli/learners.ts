import { UserError } from "../errors.ts";
import { slipOf } from "../slip.ts";
import { examples, type CliCommand } from "./command.ts";
import { buildDrop } from "./learners/drop.ts";
import { buildErase, buildFind, handleInArgv } from "./learners/find.ts";
import { buildImport } from "./learners/import.ts";
import { buildList } from "./learners/list.ts";

export const command: CliCommand = {
  name: "learners",
  summary: "The learner index (keyed hashes only)",
  build(command, io, exit) {
    command.allowUnknownOption(); // what is unknown is not repeated: it may be a handle
    command.addHelpText("after", examples("learners list", "learners find"));
    for (const build of [buildImport, buildList, buildFind, buildErase, buildDrop]) build(command, io, exit);
    command.on("command:*", ([word = ""]: string[]) => {
      const meant = slipOf(
        word,
        command.commands.map((inner) => inner.name()),
      );
      if (meant === null) throw handleInArgv("there is no such command of learners (--help)");
      throw new UserError("usage", "there is no such command of learners", `did you mean ${meant}?`);
    });
  },
};
