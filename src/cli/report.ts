import { join, resolve } from "node:path";
import { createConnectors } from "../../connectors/index.ts";
import { currentWeek } from "../compose/digest.ts";
import { makeReport, makeTermPaper, REPORT_FILE, writeWhole } from "../compose/report.ts";
import { UserError } from "../errors.ts";
import { systemCode } from "../system-code.ts";
import { examples, type CliCommand, type CommandIo } from "./command.ts";
import { writeJson } from "./json.ts";
import { withStore, type CommandStore } from "./with-store.ts";

interface Options {
  out: string;
  term?: true;
  json?: true;
}

interface Written {
  summary: readonly string[];
  files: Readonly<Record<string, string>>;
  figures: Readonly<Record<string, unknown>>;
}

export const command: CliCommand = {
  name: "report",
  summary: "Every account with its story, as one file; the paper of the term",
  build(command, io) {
    command
      .description(
        "Write the report: one HTML file that holds everything, loads nothing, and can be searched, sorted and printed. " +
          "Made from the database alone: no platform is asked, nothing is sent.",
      )
      .option("--out <folder>", "where the files go; files of an earlier report are replaced", ".")
      .option("--term", "write the paper for senior management instead: two to four pages, HTML and text")
      .option("--json", "print JSON for machines")
      .addHelpText("after", examples("report", "report --out monday", "report --term --out autumn"))
      .action(async (options: Options) => {
        const made = await withStore(io, options.term ? termPaper : report);
        const files = await writeFiles(io, options.out, made.files);
        if (options.json) writeJson(io, { ...made.figures, files });
        else
          io.stdout(
            `${made.summary.map((line) => `${line}\n`).join("")}\n${files.map((file) => `  ${file}\n`).join("")}`,
          );
      });
  },
};

async function report(store: CommandStore): Promise<Written> {
  const reporting = reportingOf(store);
  const { model, html } = await makeReport(reporting, currentWeek(reporting));
  return {
    summary: [`${model.title}, ${model.dateline}`, ...model.headline.sentences.map(({ words }) => words)],
    files: { [REPORT_FILE]: html },
    figures: {
      date: model.date,
      figures: Object.fromEntries(model.headline.figures.map(({ label, value }) => [label, value])),
      coverage: model.coverage.map(({ rule, pass, fail, unknown, none, share }) => ({
        rule: rule.id,
        pass,
        fail,
        couldNotCheck: unknown,
        notApplicable: none,
        learnersKnown: share,
      })),
    },
  };
}

async function termPaper(store: CommandStore): Promise<Written> {
  const reporting = reportingOf(store);
  const { model, html, text } = await makeTermPaper(reporting, currentWeek(reporting));
  return {
    summary: [`${model.title}, ${model.dateline}`],
    files: { "term-report.html": html, "term-report.txt": text },
    figures: { date: model.date },
  };
}

function reportingOf(store: CommandStore) {
  const connectors = createConnectors(store.config);
  return { ...store, connectors: new Map(connectors.map((connector) => [connector.platform, connector])) };
}

async function writeFiles(
  io: CommandIo,
  folder: string,
  contents: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  try {
    for (const [name, content] of Object.entries(contents)) {
      await writeWhole(resolve(io.cwd, folder), name, content);
    }
  } catch (error) {
    throw new UserError(
      "usage",
      `the report cannot be written to ${folder} (${systemCode(error)})`,
      "name a folder that you may write to: `account-audit report --out FOLDER`",
    );
  }
  return Object.keys(contents).map((name) => join(folder, name));
}
