/** A process of its own that answers questions over IPC, so that its CPU and memory are not counted as another's. */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

interface Question {
  id: number;
  what: string;
  with: unknown;
}

interface Reply {
  id: number;
  answer?: unknown;
  /** Why there is none. */
  failure?: string;
}

export interface Child {
  ask<T>(what: string, given?: unknown): Promise<T>;
  /** Asks it to end, and waits until it has. */
  end(): Promise<void>;
}

/** Starts one of the programs beside this file. `words` are node's own, such as --cpu-prof. */
export function startChild(
  program: string,
  given: { words?: readonly string[]; env?: Readonly<Record<string, string>>; cwd?: string } = {},
): Child {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), [], {
    execArgv: [...(given.words ?? [])],
    env: { ...process.env, ...given.env },
    serialization: "advanced",
    ...(given.cwd === undefined ? {} : { cwd: given.cwd }),
  });
  const waiting = new Map<number, (reply: Reply) => void>();
  let serial = 0;
  child.on("message", (reply: Reply) => {
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ask = async <T>(what: string, with_: unknown = null): Promise<T> => {
    const id = ++serial;
    const reply = new Promise<Reply>((resolve) => waiting.set(id, resolve));
    child.send({ id, what, with: with_ } satisfies Question);
    const said = await Promise.race([reply, gone.then((): Reply => ({ id, failure: "it is gone" }))]);
    if (said.failure !== undefined) throw new Error(`${program} ${what}: ${said.failure}`);
    return said.answer as T;
  };
  return { ask, end: () => endOf(child, ask, gone) };
}

async function endOf(child: ChildProcess, ask: Child["ask"], gone: Promise<void>): Promise<void> {
  if (child.connected) await ask("end");
  await gone;
}

type Answers = Readonly<Record<string, (given: never) => unknown>>;

/** The other side: answers by name; `end` comes last, and the process ends when nothing is left open. */
export function answerQuestions(answers: Answers, end: () => Promise<void>): void {
  const all: Answers = { ...answers, end };
  process.on("message", ({ id, what, with: given }: Question) => {
    const said = Promise.resolve()
      .then(() => all[what]?.(given as never))
      .then((answer): Reply => ({ id, answer }))
      .catch((error: unknown): Reply => ({
        id,
        failure: String(error instanceof Error ? error.stack : error),
      }));
    void said.then((reply) => {
      process.send?.(reply, () => {
        if (what === "end") process.disconnect();
      });
    });
  });
}

/** What a process has used since it was started. */
export interface Usage {
  peakMb: number;
  cpuSeconds: number;
}

export function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { peakMb: process.resourceUsage().maxRSS / 1024, cpuSeconds: (user + system) / 1e6 };
}
