import { examples, type CliCommand } from "./command.ts";
import {
  buildAcknowledge,
  buildAssign,
  buildDismiss,
  buildWaive,
  buildWithdraw,
} from "./findings/decisions.ts";
import { buildList } from "./findings/list.ts";
import { buildShow } from "./findings/show.ts";

const INNER = [buildList, buildShow, buildAcknowledge, buildWaive, buildDismiss, buildAssign, buildWithdraw];

export const command: CliCommand = {
  name: "findings",
  summary: "What is wrong, its story, and what was decided",
  build(command, io, exit) {
    command.addHelpText("after", examples("findings list", "findings show 3kq8"));
    for (const build of INNER) build(command, io, exit);
  },
};
