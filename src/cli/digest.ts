import { examples, type CliCommand } from "./command.ts";
import { buildPreview } from "./digest/preview.ts";
import { buildResend } from "./digest/resend.ts";
import { buildSend } from "./digest/send.ts";
import { buildTest } from "./digest/test.ts";

export const command: CliCommand = {
  name: "digest",
  summary: "The weekly e-mail",
  build(command, io, exit) {
    command.addHelpText("after", examples("digest preview", "digest test --to me@college.ac.uk"));
    for (const build of [buildPreview, buildSend, buildResend, buildTest]) build(command, io, exit);
  },
};
