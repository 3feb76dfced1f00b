import { buildExport } from "./accounts/export.ts";
import { buildImport } from "./accounts/import.ts";
import { buildLeaver } from "./accounts/leaver.ts";
import { buildList } from "./accounts/list.ts";
import { buildPause, buildResume } from "./accounts/pause.ts";
import { buildShow } from "./accounts/show.ts";
import { buildSimilar } from "./accounts/similar.ts";
import { buildTodo } from "./accounts/todo.ts";
import { examples, type CliCommand } from "./command.ts";

export const command: CliCommand = {
  name: "accounts",
  summary: "The register of accounts",
  build(command, io, exit) {
    command.addHelpText(
      "after",
      examples("accounts list --platform x", "accounts import register.csv --dry-run"),
    );
    for (const build of [
      buildImport,
      buildList,
      buildShow,
      buildExport,
      buildPause,
      buildResume,
      buildTodo,
      buildLeaver,
      buildSimilar,
    ]) {
      build(command, io, exit);
    }
  },
};
