import { examples, type CliCommand } from "./command.ts";
import { buildList } from "./connections/list.ts";

export const command: CliCommand = {
  name: "connections",
  summary: "How each platform is connected, and who must do what",
  build(command, io, exit) {
    command.addHelpText("after", examples("connections list"));
    buildList(command, io, exit);
  },
};
