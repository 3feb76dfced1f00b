import { examples, type CliCommand } from "./command.ts";
import { buildList } from "./findings/list.ts";
import { buildShow } from "./findings/show.ts";

export const command: CliCommand = {
  name: "findings",
  summary: "What is wrong, and its story",
  build(command, io, exit) {
    command.addHelpText("after", examples("findings list", "findings show 3kq8"));
    for (const build of [buildList, buildShow]) build(command, io, exit);
  },
};
