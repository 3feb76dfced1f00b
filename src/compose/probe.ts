import { sql } from "drizzle-orm";
import type { Store } from "../compose.ts";
import { MAIL_PARTS } from "../core/mail.ts";
import type { HealthProbe } from "../serve/health.ts";
import { serviceMetrics } from "./metrics.ts";
import type { Service } from "./service.ts";

/** A wake that has not ended well for so long means that nothing is scheduled any more, in milliseconds. */
const SILENT_MS = 180_000;

/** What `/healthz`, `/readyz` and `/metrics` say of a running service. */
export function serviceProbe(store: Store, service: Service): HealthProbe {
  return {
    async healthy() {
      const last = service.lastTick();
      const silentMs = last === null ? Infinity : store.clock.now().getTime() - last.getTime();
      if (silentMs >= SILENT_MS) {
        return {
          ok: false,
          says: "the minute's wake has not ended well for three minutes; the log says why",
        };
      }
      const failing = service.failingMailParts();
      return failing.length === 0
        ? { ok: true, says: "ok" }
        : { ok: false, says: `a part of the mail fails: ${failing.join(", ")}; the log says why` };
    },
    async ready() {
      const parts = [
        ["Postgres", () => store.db.execute(sql`select 1`)],
        ["the queue", () => service.queues.liveJobs("control")],
      ] as const;
      for (const [name, ask] of parts) {
        const answered = await ask().then(
          () => true,
          () => false,
        );
        if (!answered) return { ok: false, says: `${name} does not answer` };
      }
      return { ok: true, says: "ok" };
    },
    async metrics() {
      const failing = new Set(service.failingMailParts());
      return [
        ...(await serviceMetrics(store.db, store.config, store.clock.now())),
        {
          name: "account_audit_mail_part_failing",
          help: "1: this part of the mail failed when last tried in this process",
          kind: "gauge",
          samples: MAIL_PARTS.map((part) => ({ labels: { part }, value: failing.has(part) ? 1 : 0 })),
        },
      ];
    },
  };
}
