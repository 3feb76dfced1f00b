import { expect, test } from "vitest";
import { cyclesIn, importsOf, textFiles, withoutComments, type Import } from "./support/source-tree.ts";

const files = textFiles();
const sources = files.filter(({ path }) => /^(src|jobs|connectors|bench|test|bin)\/.*\.(ts|js)$/.test(path));
const product = sources.filter(({ path }) => /^(src|jobs|connectors|bin)\//.test(path));
const imports = sources.flatMap(importsOf);
const manifest: {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
} = JSON.parse(files.find(({ path }) => path === "package.json")?.text ?? "{}");

/** Who may import what of ours. The first row that fits a file is its law; a file that fits none is free. */
const LAWS: readonly { who: RegExp; may: readonly RegExp[]; fix: string }[] = [
  {
    who: /^src\/core\//,
    may: [/^src\/core\//],
    fix: "the core imports the core alone: take what you need as an argument",
  },
  {
    who: /^src\/rules\//,
    may: [/^src\/core\//, /^src\/rules\//],
    fix: "a rule imports the core alone: declare the facts it requires",
  },
  {
    who: /^src\/digest\//,
    may: [/^src\/core\//, /^src\/digest\//],
    fix: "the digest imports the core alone: put what it shows into its model",
  },
  {
    who: /^src\/report\//,
    may: [/^src\/core\//, /^src\/(report|digest)\//],
    fix: "the report imports the core and the digest: put what it shows into its input",
  },
  {
    who: /^connectors\/index\.ts$/,
    may: [/^connectors\/[^/]+\/index\.ts$/, /^connectors\/http(\.ts|\/)/, /^src\/core\//],
    fix: "the list of connectors holds one line a platform",
  },
  {
    who: /^connectors\/http(\.ts|\/)/,
    may: [/^connectors\/http(\.ts|\/)/, /^src\/core\//],
    fix: "the transport knows no platform",
  },
  {
    who: /^connectors\//,
    may: [/^connectors\/http(\.ts|\/)/, /^src\/core\//],
    fix: "a connector imports its own folder, the core and connectors/http.ts, never another connector",
  },
  {
    who: /^src\/(csv|register|learners|decisions)\//,
    may: [/^src\/(csv|register|learners|decisions)\//, /^src\/core\//, /^src\/(errors|secrets)\.ts$/],
    fix: "what reads a register or a learner list is a function from text to entries: take the rest as an argument",
  },
  {
    who: /^src\/store\//,
    // The entries of the register and of learner lists are what the store keeps.
    may: [/^src\/(store|csv|register|learners)\//, /^src\/core\//, /^src\/(errors|secrets)\.ts$/],
    fix: "the store imports the core and the entries it keeps: let src/compose.ts hand in the rest",
  },
  {
    who: /^src\/mail\//,
    may: [/^src\/(mail|store)\//, /^src\/core\//, /^src\/(errors|secrets)\.ts$/],
    fix: "mail imports core and store: let src/compose.ts hand in the rest",
  },
  {
    who: /^jobs\/(queue(\.ts|\/)|cron\.ts)/,
    may: [/^jobs\//, /^src\/core\//, /^src\/(errors|log)\.ts$/],
    fix: "the queue and the tick know jobs, errors and the log: let src/compose.ts hand in the rest",
  },
  {
    who: /^jobs\//,
    may: [/^jobs\//, /^src\/core\//, /^src\/errors\.ts$/],
    fix: "a job imports the core and jobs/job.ts: take everything else as an argument, src/compose.ts hands it in",
  },
];

const ownFolder = (path: string) => /^connectors\/[^/]+\//.exec(path)?.[0];

test("who imports whom follows the layout", () => {
  const broken = imports.flatMap(({ from, to, package: foreign }) => {
    const law = LAWS.find(({ who }) => who.test(from));
    const own = ownFolder(from);
    const fine =
      foreign || law === undefined || law.may.some((may) => may.test(to)) || (own && to.startsWith(own));
    return fine ? [] : [`${from} imports ${to}: ${law.fix}`];
  });
  expect(broken).toEqual([]);
});

test("imports form no cycle", () => {
  expect(cyclesIn(imports), "move what both need into a file of its own").toEqual([]);
});

const mayImport = (target: RegExp, who: RegExp, fix: string) =>
  imports
    .filter(({ from, to }) => target.test(to) && !who.test(from))
    .map(({ from, to }) => `${from} imports ${to}: ${fix}`);

test("the main is started, never imported", () => {
  expect(mayImport(/^src\/cli\/main\.ts$/, /^(bin|test)\//, "move what you need out of the main")).toEqual(
    [],
  );
});

test("only the command line and the bin know commands", () => {
  const fix = "a command is called by the table in src/cli/main.ts; move what you need below it";
  expect(mayImport(/^src\/cli\//, /^(src\/cli|bin|test|bench)\//, fix)).toEqual([]);
});

test("one file knows BullMQ, and one knows node-cron", () => {
  const tests = "test|bench";
  expect(mayImport(/^bullmq$/, new RegExp(`^(jobs/queue(\\.ts|/)|${tests})`), "ask jobs/queue.ts")).toEqual(
    [],
  );
  expect(mayImport(/^node-cron$/, new RegExp(`^(jobs/cron\\.ts|${tests})`), "ask jobs/cron.ts")).toEqual([]);
});

test("nothing but tests, benches and the demo imports a sandbox", () => {
  const fix = "a sandbox stands in for a platform: the product speaks to the platform";
  expect(mayImport(/\/sandbox(\.ts|[-/])/, /^(test|bench|src\/demo)\/|\/sandbox(\.ts|[-/])/, fix)).toEqual(
    [],
  );
});

const packagesFor = (from: string) => [
  ...Object.keys(manifest.dependencies),
  ...(/^(test|bench)\//.test(from) ? Object.keys(manifest.devDependencies) : []),
];

test("every package that is imported is a dependency of ours, and the product needs none of the tests'", () => {
  const foreign = imports.filter((each) => each.package && !each.to.startsWith("node:"));
  const unknown = foreign.filter(({ from, to }) => !packagesFor(from).includes(to));
  expect(
    unknown.map(({ from, to }) => `${from} imports ${to}, which package.json does not list for it`),
  ).toEqual([]);
});

test("core, rules, digest, report and the readers of files are pure: no input or output, no clock, no chance, no environment", () => {
  const impure =
    /\bDate\.now\(|\bnew Date\(\)|\bTemporal\.Now\b|\bMath\.random\(|\bprocess\.|\bfetch\(|\bset(Timeout|Interval)\(/;
  const pure = product.filter(({ path }) =>
    /^src\/(core|rules|digest|report|csv|register|learners|decisions)\//.test(path),
  );
  const words = pure.flatMap(({ path, text }) => {
    const match = impure.exec(withoutComments(text));
    return match === null ? [] : [`${path} uses ${match[0]}: take it as an argument`];
  });
  const modules = imports
    .filter(({ from, to }) => pure.some(({ path }) => path === from) && to.startsWith("node:"))
    .filter(({ to }) => !["node:crypto", "node:buffer", "node:url"].includes(to))
    .map(({ from, to }) => `${from} imports ${to}: take what it gives as an argument`);
  expect([...words, ...modules]).toEqual([]);
});

/** src/cli/terminal.ts hands the environment to the commands, which hand it to src/config.ts. */
const READS_ENVIRONMENT = /^(src\/config\.ts|src\/cli\/terminal\.ts|bin\/|test\/|bench\/)/;

test("nothing reads the environment but the configuration", () => {
  const readers = sources
    .filter(({ path }) => !READS_ENVIRONMENT.test(path))
    .filter(({ text }) => /\bprocess\.env\b(?!ironment)/.test(withoutComments(text)));
  expect(
    readers.map(({ path }) => `${path} reads process.env: put the variable into src/settings/environment.ts`),
  ).toEqual([]);
});

test("a file does one thing: at most 250 lines, and a name that says which", () => {
  const long = product
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > 250);
  expect(long.map(({ path, lines }) => `${path} has ${lines} lines: split it by what it does`)).toEqual([]);
  const vague = sources.filter(({ path }) =>
    /(^|\/)(utils?|helpers?|types|managers?|misc|common)(\.|\/)/i.test(path),
  );
  expect(vague.map(({ path }) => `${path}: name it by what it does`)).toEqual([]);
});

test("no file names a folder of somebody's machine or a package registry", () => {
  const machine = /(?<![\w.])\/(work|root|Users|home\/[a-z]+|tmp\/[a-z])[/\w]|[A-Z]:\\Users\\/;
  const registry = /registry\.(npmjs|yarnpkg)|"resolved": "http|artifactory|verdaccio/i;
  const named = files.flatMap(({ path, text }) => {
    const match = machine.exec(text) ?? registry.exec(text);
    return match === null || path === "test/architecture.test.ts" ? [] : [`${path} names ${match[0]}`];
  });
  expect(named).toEqual([]);
});

const of = (text: string, path = "src/core/a.ts"): Import[] => importsOf({ path, text });

test("the laws above see what they are to see", () => {
  expect(
    of('import { a } from "../b.ts";\nimport type { c } from "./c.ts";\nimport "zod/v4";\n').map(
      ({ to }) => to,
    ),
  ).toEqual(["src/b.ts", "src/core/c.ts", "zod"]);
  expect(
    of('import {\n  a,\n  b,\n} from "@s/p/x";\nexport * from "./d.ts";\nconst e = await import("./e.ts");'),
  ).toHaveLength(3);
  expect(
    cyclesIn([
      ...of('import "./b.ts"', "a.ts"),
      ...of('import "./c.ts"', "b.ts"),
      ...of('import "./a.ts"', "c.ts"),
    ]),
  ).toEqual(["a.ts → b.ts → c.ts → a.ts"]);
  expect(withoutComments("a(); // process.env\n/* Date.now() */ b();")).toBe("a();\n b();");
});
