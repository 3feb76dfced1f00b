import { buildExport } from "./accounts/export.ts";
import { buildImport } from "./accounts/import.ts";
import { buildList } from "./accounts/list.ts";
import { buildPause, buildResume } from "./accounts/pause.ts";
import { buildShow } from "./accounts/show.ts";
import { buildSimilar } from "./accounts/similar.ts";
import type { CliCommand } from "./command.ts";

export const command: CliCommand = {
  name: "accounts",
  summary: "The register of accounts",
  build(command, io, exit) {
    for (const build of [
      buildImport,
      buildList,
      buildShow,
      buildExport,
      buildPause,
      buildResume,
      buildSimilar,
    ]) {
      build(command, io, exit);
    }
  },
};
