/** The platforms' stand-ins in a process of their own: their CPU is not counted as ours. Asked over IPC. */
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { LocalDate } from "../../src/core/time.ts";
import { madeUpClock } from "../../src/demo/nights.ts";
import { answerQuestions } from "./child.ts";
import type { CollegeSize, Metered, PageCall, RunningStandIn, StandIn } from "./stand-in.ts";
import { STAND_INS } from "./stand-ins.ts";

const clock = madeUpClock(new Date(0));
const running: (RunningStandIn & Pick<StandIn, "platform" | "env">)[] = [];
let pages: PageCall[] = [];

export interface SandboxStarted {
  env: Readonly<Record<string, string>>;
  registered: readonly { platform: StandIn["platform"]; handle: string }[];
}

subscribe("http.server.request.start", (message) => {
  const { request } = message as { request: IncomingMessage };
  const asked = running.find(({ url }) => url.endsWith(`:${request.socket.localPort}`));
  if (asked !== undefined) pages.push({ platform: asked.platform, path: request.url ?? "" });
});

answerQuestions(
  {
    async start({ size, at }: { size: CollegeSize; at: Date }): Promise<SandboxStarted> {
      clock.set(at);
      for (const { platform, env, start } of STAND_INS) {
        running.push({ ...(await start(size, clock)), platform, env });
      }
      return {
        env: Object.assign({}, ...running.map((one) => one.env(one.url))) as Record<string, string>,
        registered: running.flatMap(({ platform, handles }) =>
          handles.map((handle) => ({ platform, handle })),
        ),
      };
    },
    set(at: Date): void {
      clock.set(at);
    },
    live(date: LocalDate): void {
      for (const one of running) one.live(date);
    },
    /** What was asked since the last time, in order. */
    takePages(): PageCall[] {
      const taken = pages;
      pages = [];
      return taken;
    },
    /** The meters' sum since the last time. */
    takeMeter(): Metered {
      const meters = running.map((one) => one.meter());
      running.forEach((one) => one.resetMeter());
      return {
        requests: meters.reduce((sum, one) => sum + one.requests, 0),
        microUsd: meters.reduce((sum, one) => sum + one.microUsd, 0),
      };
    },
  },
  async () => {
    for (const one of running) await one.stop();
  },
);
