import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newKeyText } from "../../src/secrets.ts";
import { ROOT } from "../support/source-tree.ts";
import { startProcess, type TestProcess } from "../support/process.ts";
import { until } from "../support/until.ts";
import { openWorkplace, type Workplace } from "./support.ts";

const BIN = join(ROOT, "bin", "account-audit.js");

/** Planted where secrets are: none of them may be said, nor may the key and the database's password. */
const SECRETS = {
  token: "planted-bearer-token",
  smtpPassword: "planted-smtp-password",
  heartbeat: "planted-heartbeat-path",
};

let workplace: Workplace;
let key: string;
const started: TestProcess[] = [];

beforeAll(async () => {
  workplace = await openWorkplace();
  key = newKeyText();
});
afterAll(async () => {
  await Promise.all(started.map((one) => one.kill()));
  await workplace.close();
});

function serve(words: readonly string[] = [], env: Readonly<Record<string, string>> = {}): TestProcess {
  const one = startProcess(BIN, ["serve", ...words], {
    cwd: workplace.cwd,
    env: {
      DATABASE_URL: workplace.database.url,
      ACCOUNT_AUDIT_KEY: key,
      ACCOUNT_AUDIT_HEALTH_PORT: "0",
      X_BEARER_TOKEN: SECRETS.token,
      SMTP_URL: `smtp://college:${SECRETS.smtpPassword}@127.0.0.1:9`,
      HEARTBEAT_URL: `http://127.0.0.1:9/${SECRETS.heartbeat}`,
      ...env,
    },
  });
  started.push(one);
  return one;
}

/** Its log. Every line is one object of JSON, or this throws. */
function linesOf(service: TestProcess): Record<string, unknown>[] {
  const text = service.said();
  const whole = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(0, -1);
  return whole.map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function portOf(service: TestProcess): Promise<number> {
  const line = await until(`it serves; it said: ${service.said()}`, () => {
    if (service.isGone()) throw new Error(`it ended: ${service.said()}`);
    return linesOf(service).find(({ msg }) => msg === "serving");
  });
  return Number(line["port"]);
}

async function ask(port: number, path: string): Promise<{ status: number; body: string }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(5000) });
  return { status: response.status, body: await response.text() };
}

function expectNoSecret(text: string): void {
  const { password } = new URL(workplace.database.url);
  expect(password).not.toBe("");
  for (const secret of [...Object.values(SECRETS), key, password]) expect(text).not.toContain(secret);
}

/** Each start of the product costs a busy machine some seconds. */
const PATIENT = { timeout: 90_000 };

test(
  "serve answers for its health, takes a worker beside it, and SIGTERM lets both end with code 0",
  PATIENT,
  async () => {
    const main = serve();
    const port = await portOf(main);
    expect(await until("it is healthy", () => whenOk(port, "/healthz"))).toBe("ok\n");
    expect(await ask(port, "/readyz")).toEqual({ status: 200, body: "ok\n" });
    const metrics = await ask(port, "/metrics");
    expect(metrics).toMatchObject({ status: 200 });
    expect(metrics.body).toMatch(/^# TYPE account_audit_month_spend_usd gauge$/m);
    expect((await ask(port, "/elsewhere")).status).toBe(404);
    if (process.platform === "linux") expect(peakOf(main)).toBeLessThan(200);

    const worker = serve(["--role", "worker"]);
    const workerPort = await portOf(worker);
    expect(await until("the worker is healthy", () => whenOk(workerPort, "/healthz"))).toBe("ok\n");

    for (const each of [worker, main]) {
      each.signal("SIGTERM");
      expect(await each.ended()).toBe(0);
      expect(linesOf(each).at(-1)).toMatchObject({ msg: "stopped" });
      expectNoSecret(each.said());
    }
    expect(linesOf(worker)).toContainEqual(expect.objectContaining({ msg: "serving", role: "worker" }));
    expectNoSecret(metrics.body);
  },
);

/** The most that it has held, in megabytes; 310 where drizzle's ES modules are loaded (src/lean.ts). */
function peakOf({ pid }: TestProcess): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}

async function whenOk(port: number, path: string): Promise<string | null> {
  const { status, body } = await ask(port, path);
  return status === 200 ? body : null;
}

test(
  "a port that is taken: the setting is named, and whether a service of ours runs there, with code 2",
  PATIENT,
  async () => {
    const first = serve();
    const port = await portOf(first);
    const second = serve([], { ACCOUNT_AUDIT_HEALTH_PORT: String(port) });
    expect(await second.ended()).toBe(2);
    expect(second.said()).toMatch(
      /taken by another `account-audit serve`, which runs .*\n→ .*doctor.* set ACCOUNT_AUDIT_HEALTH_PORT \(or service\.health_port in the settings\)/u,
    );
    expectSpokenToPeople(second.said());
    first.signal("SIGTERM");
    expect(await first.ended()).toBe(0);

    const stranger = createServer((socket) => socket.destroy());
    stranger.listen(port, "127.0.0.1");
    await once(stranger, "listening");
    const third = serve([], { ACCOUNT_AUDIT_HEALTH_PORT: String(port) });
    expect(await third.ended()).toBe(2);
    expect(third.said()).toMatch(/taken by another program\n→ set ACCOUNT_AUDIT_HEALTH_PORT/u);
    stranger.close();
  },
);

test("serve refuses a key that is not the database's, with code 2 and what to do", PATIENT, async () => {
  const first = serve();
  await portOf(first);
  const second = serve([], { ACCOUNT_AUDIT_KEY: newKeyText() });
  expect(await second.ended()).toBe(2);
  expect(second.said()).toMatch(/not the key under which the database was filled.*\n→ restore the key/);
  expectSpokenToPeople(second.said());
  first.signal("SIGTERM");
  expect(await first.ended()).toBe(0);
});

test("serve says that it has no key, with code 4: something it needs is missing", async () => {
  const without = serve([], { ACCOUNT_AUDIT_KEY: "" });
  expect(await without.ended()).toBe(4);
  expect(without.said()).toMatch(/key.*\n→ /);
  expectSpokenToPeople(without.said());
});

test("serve says that the database does not answer, with code 4 and no stack", async () => {
  const url = new URL(workplace.database.url);
  url.host = "127.0.0.1:9";
  const lost = serve([], { DATABASE_URL: url.href });
  expect(await lost.ended()).toBe(4);
  expect(lost.said()).toMatch(
    /^Postgres at 127\.0\.0\.1:9 could not be used: .*ECONNREFUSED.*\n→ check that it runs/m,
  );
  expectSpokenToPeople(lost.said());
});

test("serve refuses learner rules that fewer than two people would hear of, with code 2", async () => {
  workplace.file("one-lead.yaml", ONE_LEAD);
  const refused = serve([], { ACCOUNT_AUDIT_SETTINGS: "one-lead.yaml" });
  expect(await refused.ended()).toBe(2);
  expect(refused.said()).toMatch(
    /fewer than two people .* at ECG, NOR\n→ name a safeguarding lead and a deputy/,
  );
  expectSpokenToPeople(refused.said());
});

function expectSpokenToPeople(said: string): void {
  expect(said).not.toMatch(/^\s+at /m);
  expectNoSecret(said);
}

const ONE_LEAD = `
organisations:
  - { id: group, name: Example College Group, short_name: ECG }
  - { id: north, name: North College, short_name: NOR }
group: group
privacy: { dpia_reference: DPIA 7, lawful_basis: public task, contact: dpo@college.example }
safeguarding:
  group: { lead: { name: Gwen, email: gwen@college.example }, deputy: null }
`;
