import { examples, type CliCommand } from "./command.ts";
import { buildDrop } from "./learners/drop.ts";
import { buildErase, buildFind } from "./learners/find.ts";
import { buildImport } from "./learners/import.ts";
import { buildList } from "./learners/list.ts";

export const command: CliCommand = {
  name: "learners",
  summary: "The learner index (keyed hashes only)",
  build(command, io, exit) {
    command.addHelpText("after", examples("learners list", "learners find"));
    for (const build of [buildImport, buildList, buildFind, buildErase, buildDrop]) build(command, io, exit);
  },
};
