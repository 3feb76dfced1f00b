/** One process of the service, scheduler or worker, over a clock that is set by hand. Lean, as `serve` is. */
import { stayLean } from "../../src/lean.ts";
import { answerQuestions, usage } from "./child.ts";

stayLean();
const { openStore } = await import("../../src/compose.ts");
const { startService } = await import("../../src/compose/service.ts");
const { madeUpClock } = await import("../../src/demo/nights.ts");
const { createLog } = await import("../../src/log.ts");

const clock = madeUpClock(new Date(0));
const log = createLog({ write: (line) => process.stderr.write(quietly(line)) });
let opened: { drain(): Promise<void>; tick(): Promise<void> } | null = null;

/** Warnings and errors only. */
function quietly(line: string): string {
  return line.includes('"level":"info"') || line.includes('"level":30') ? "" : line;
}

answerQuestions(
  {
    async start({ role, at }: { role: "scheduler" | "worker"; at: Date }): Promise<void> {
      clock.set(at);
      const store = await openStore({ env: process.env, cwd: process.cwd() }, { clock });
      const service = await startService(store, { role, log });
      opened = {
        tick: () => service.tick(),
        async drain() {
          await service.drain();
          await store.close();
        },
      };
    },
    /** The minute's wake, at this time of the made-up clock. */
    async tick(at: Date): Promise<void> {
      clock.set(at);
      await opened?.tick();
    },
    usage,
  },
  async () => {
    await opened?.drain();
  },
);
