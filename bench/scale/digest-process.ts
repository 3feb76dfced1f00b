/** Concludes the seeded run or makes the digest, in a lean process of its own: its peak is that of the one task. */
import { stayLean } from "../../src/lean.ts";
import { answerQuestions, usage } from "./child.ts";

stayLean();
const { openStore } = await import("../../src/compose.ts");
const { prepareAuditing } = await import("../../src/compose/auditing.ts");
const { currentWeek, letterOf, makeDigest } = await import("../../src/compose/digest.ts");
const { runJobs } = await import("../../src/compose/jobs.ts");
const { madeUpClock } = await import("../../src/demo/nights.ts");
const { SILENT } = await import("../../src/log.ts");
const { composeMail } = await import("../../src/mail/compose.ts");
const { RUN } = await import("./many-seeded.ts");

export interface Task {
  seconds: number;
  cpuSeconds: number;
  /** Megabytes before and at the most. */
  beforeMb: number;
  peakMb: number;
  said: string;
}

const clock = madeUpClock(new Date(0));
let close = async (): Promise<void> => undefined;

async function task(what: "conclude" | "digest", at: Date): Promise<Task> {
  clock.set(at);
  const store = await openStore({ env: process.env, cwd: process.cwd() }, { clock });
  close = () => store.close();
  const auditing = await prepareAuditing(store, SILENT);
  const before = usage();
  const started = performance.now();
  const said = await (what === "conclude" ? conclude(auditing) : digest(auditing));
  const seconds = (performance.now() - started) / 1000;
  const { peakMb, cpuSeconds } = usage();
  return { seconds, cpuSeconds: cpuSeconds - before.cpuSeconds, beforeMb: before.peakMb, peakMb, said };
}

type Auditing = Awaited<ReturnType<typeof prepareAuditing>>;

async function conclude(auditing: Auditing): Promise<string> {
  const job = runJobs(auditing).control.find(({ name }) => name === "conclude-run");
  await job?.run({ runId: RUN }, new AbortController().signal);
  return "concluded, and tidied after";
}

async function digest(auditing: Auditing): Promise<string> {
  const made = await makeDigest(auditing, currentWeek(auditing));
  const letter = letterOf(auditing, made, { name: "digest.bench", to: ["someone@college.example"] });
  const { bytes } = await composeMail(letter);
  return `HTML ${kb(made.html.length)}, text ${kb(made.text.length)}, CSV ${kb(made.csv.length)}, mail ${kb(bytes.length)}`;
}

const kb = (bytes: number) => `${Math.round(bytes / 1024)} kB`;

answerQuestions(
  {
    conclude: (at: Date) => task("conclude", at),
    digest: (at: Date) => task("digest", at),
  },
  () => close(),
);
