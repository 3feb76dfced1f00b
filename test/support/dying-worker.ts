/** A worker whose every audit kills its process, as a lack of memory would. */
import { createQueues, type QueueOptions } from "../../jobs/queue.ts";

const told: Pick<QueueOptions, "backend" | "prefix" | "lockMs"> = JSON.parse(process.argv[2] ?? "{}");
const queues = createQueues({ ...told, log: { warn: () => undefined } });
process.stdout.write("ready\n");
await queues.work(
  "x",
  [
    {
      name: "audit-account",
      async run() {
        process.kill(process.pid, "SIGKILL");
        return new Promise(() => undefined);
      },
    },
  ],
  1,
);
