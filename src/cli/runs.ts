import { examples, type CliCommand } from "./command.ts";
import { buildList } from "./runs/list.ts";
import { buildShow } from "./runs/show.ts";

export const command: CliCommand = {
  name: "runs",
  summary: "Nights and scans",
  build(command, io, exit) {
    command.addHelpText("after", examples("runs list", "runs show last"));
    for (const build of [buildList, buildShow]) build(command, io, exit);
  },
};
