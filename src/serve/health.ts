import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../errors.ts";
import { systemCode } from "../system-code.ts";

export interface HealthProbe {
  /** The minute's wake ran lately, and nothing else is known to be wrong with this process. */
  healthy(): Promise<Check>;
  /** Postgres and the queue answer. */
  ready(): Promise<Check>;
  metrics(): Promise<readonly Metric[]>;
}

export interface Check {
  ok: boolean;
  /** Our own words, for the person who looks. */
  says: string;
}

/** One line of Prometheus' text format. Labels carry platforms, rules and states; never accounts. */
export interface Metric {
  name: string;
  help: string;
  kind: "gauge" | "counter";
  samples: readonly { labels: Readonly<Record<string, string>>; value: number }[];
}

/** Said at every other address: by it, one service knows another. */
const WHAT_IS_HERE = "account-audit: here are /healthz, /readyz and /metrics";

/** `/healthz`, `/readyz` and `/metrics` on loopback. Port 0 takes a free one. */
export async function serveHealth(
  probe: HealthProbe,
  port: number,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(probe, request.url ?? "/")
      .catch(() => ({ status: 503, type: "text/plain", body: "the check itself failed\n" }))
      .then(({ status, type, body }) => {
        response.writeHead(status, { "content-type": `${type}; charset=utf-8` });
        response.end(body);
      })
      .catch(() => response.destroy());
  });
  try {
    await listen(server, port);
  } catch (error) {
    throw await portTaken(port, error);
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}

async function portTaken(port: number, error: unknown): Promise<unknown> {
  if (systemCode(error) !== "EADDRINUSE") return error;
  const isOurs = await answersAsWeDo(port);
  const taken = `port ${port} on 127.0.0.1, for health and metrics, is taken by another `;
  const mend =
    "set ACCOUNT_AUDIT_HEALTH_PORT (or service.health_port in the settings) to another port, or to 0 for any free one";
  return isOurs
    ? new UserError(
        "configuration",
        `${taken}\`account-audit serve\`, which runs on this machine already`,
        `\`account-audit doctor\` says whether it serves this database: then it is enough. To run one more, ${mend}`,
      )
    : new UserError("configuration", `${taken}program`, mend);
}

/** How long whoever holds our port may take to say who it is, in milliseconds. */
const ASK_MS = 2_000;

async function answersAsWeDo(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(ASK_MS) });
    return (await answer.text()).startsWith(WHAT_IS_HERE);
  } catch {
    return false; // It speaks no HTTP, or too slowly: it is not one of ours.
  }
}

async function answer(probe: HealthProbe, url: string) {
  const path = url.split("?")[0];
  if (path === "/metrics") {
    return {
      status: 200,
      type: "text/plain; version=0.0.4",
      body: inPrometheusFormat(await probe.metrics()),
    };
  }
  if (path === "/healthz" || path === "/readyz") {
    const check = path === "/healthz" ? await probe.healthy() : await probe.ready();
    return { status: check.ok ? 200 : 503, type: "text/plain", body: `${check.says}\n` };
  }
  return { status: 404, type: "text/plain", body: `${WHAT_IS_HERE}\n` };
}

/** The text format of Prometheus, version 0.0.4. */
function inPrometheusFormat(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, help, kind, samples }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${kind}`,
    ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`),
  ]);
  return `${lines.join("\n")}\n`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([key, value]) => `${key}="${value.replace(/["\\\n]/gu, "\\$&")}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
