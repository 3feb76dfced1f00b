import { UserError } from "../errors.ts";
import { slipOf } from "../slip.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

interface Variable {
  /** Never shown, not even in an error. */
  secret: boolean;
  /** The form that a value must have, in words for people; null: any. */
  form: { pattern: RegExp; words: string } | null;
}

const url = (schemes: string, words: string) => ({
  pattern: new RegExp(String.raw`^(${schemes})://\S+$`),
  words,
});
const WEB = url("https?", "an address that begins with https:// or http://");

/** Every environment variable that the product reads. An empty one counts as not set. */
export const ENVIRONMENT = {
  /** Data directory, with the embedded database; default .account-audit in the working directory. */
  ACCOUNT_AUDIT_HOME: { secret: false, form: null },
  /** The settings file; default account-audit.yaml in the working directory. */
  ACCOUNT_AUDIT_SETTINGS: { secret: false, form: null },
  /** The key of the keyed hashes itself (base64), instead of its file. */
  ACCOUNT_AUDIT_KEY: { secret: true, form: null },
  /** The file with that key; default account-audit.key beside the settings file. */
  ACCOUNT_AUDIT_KEY_FILE: { secret: false, form: null },
  /** Audits at a time in this process; wins over the settings file. */
  ACCOUNT_AUDIT_CONCURRENCY: {
    secret: false,
    form: { pattern: /^([1-9]|[1-5]\d|6[0-4])$/, words: "a whole number from 1 to 64" },
  },
  /** Loopback port of /healthz, /readyz and /metrics; wins over the settings file; 0: a free one. */
  ACCOUNT_AUDIT_HEALTH_PORT: {
    secret: false,
    form: {
      pattern: /^\d{1,4}$|^[1-5]\d{4}$|^6[0-4]\d{3}$|^65[0-4]\d\d$|^655[0-2]\d$|^6553[0-5]$/,
      words: "a port",
    },
  },
  /** A PostgreSQL server of yours; default the embedded one. */
  DATABASE_URL: { secret: true, form: url("postgres|postgresql", "an address that begins with postgres://") },
  /** A Redis for the queues; default the database. */
  REDIS_URL: { secret: true, form: url("redis|rediss", "an address that begins with redis:// or rediss://") },
  /** The mail server; without it no mail leaves. */
  SMTP_URL: { secret: true, form: url("smtp|smtps", "an address that begins with smtp:// or smtps://") },
  /** The bearer token of your X app. */
  X_BEARER_TOKEN: {
    secret: true,
    form: { pattern: /^\S+$/, words: 'one word: the token alone, without "Bearer" before it' },
  },
  /** Another address of X's interface, for tests. */
  X_API_URL: { secret: false, form: WEB },
  /** The API key of your Google project. */
  YOUTUBE_API_KEY: { secret: true, form: null },
  /** OAuth client of that project, for a channel with private subscriptions. */
  YOUTUBE_CLIENT_ID: { secret: false, form: null },
  /** The secret of that client. */
  YOUTUBE_CLIENT_SECRET: { secret: true, form: null },
  /** The consent of that channel's owner. */
  YOUTUBE_REFRESH_TOKEN: { secret: true, form: null },
  /** Another address of YouTube's interface, for tests. */
  YOUTUBE_API_URL: { secret: false, form: WEB },
  /** Another address of Google's token endpoint, for tests. */
  YOUTUBE_TOKEN_URL: { secret: false, form: WEB },
  /** Pinged after each concluded night; a monitor shouts when it stops. */
  HEARTBEAT_URL: { secret: true, form: WEB },
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof ENVIRONMENT;
type NumberName = "ACCOUNT_AUDIT_CONCURRENCY" | "ACCOUNT_AUDIT_HEALTH_PORT";

/** What is set, null where nothing is. */
export type Values = Readonly<
  Record<Exclude<VariableName, NumberName>, string | null> & Record<NumberName, number | null>
>;

const PREFIX = "ACCOUNT_AUDIT_";
/** Set by bin/account-audit.js for the process that it starts. */
const OURS = ["ACCOUNT_AUDIT_RESTARTED"];

/** @throws UserError where a value has not its form, or a name that begins like ours is none of ours. */
export function readEnvironment(env: Environment): Values {
  const problems = misspelt(env);
  const word = (name: VariableName): string | null => {
    const value = env[name]?.trim();
    if (value === undefined || value === "") return null;
    const { form, secret }: Variable = ENVIRONMENT[name];
    if (form === null || form.pattern.test(value)) return value;
    problems.push(
      `${name} in the environment is not ${form.words}${secret ? "" : `: ${value.slice(0, 60)}`}`,
    );
    return null;
  };
  const number = (name: NumberName): number | null => {
    const value = word(name);
    return value === null ? null : Number(value);
  };
  const values: Values = {
    ACCOUNT_AUDIT_HOME: word("ACCOUNT_AUDIT_HOME"),
    ACCOUNT_AUDIT_SETTINGS: word("ACCOUNT_AUDIT_SETTINGS"),
    ACCOUNT_AUDIT_KEY: word("ACCOUNT_AUDIT_KEY"),
    ACCOUNT_AUDIT_KEY_FILE: word("ACCOUNT_AUDIT_KEY_FILE"),
    ACCOUNT_AUDIT_CONCURRENCY: number("ACCOUNT_AUDIT_CONCURRENCY"),
    ACCOUNT_AUDIT_HEALTH_PORT: number("ACCOUNT_AUDIT_HEALTH_PORT"),
    DATABASE_URL: word("DATABASE_URL"),
    REDIS_URL: word("REDIS_URL"),
    SMTP_URL: word("SMTP_URL"),
    X_BEARER_TOKEN: word("X_BEARER_TOKEN"),
    X_API_URL: word("X_API_URL"),
    YOUTUBE_API_KEY: word("YOUTUBE_API_KEY"),
    YOUTUBE_CLIENT_ID: word("YOUTUBE_CLIENT_ID"),
    YOUTUBE_CLIENT_SECRET: word("YOUTUBE_CLIENT_SECRET"),
    YOUTUBE_REFRESH_TOKEN: word("YOUTUBE_REFRESH_TOKEN"),
    YOUTUBE_API_URL: word("YOUTUBE_API_URL"),
    YOUTUBE_TOKEN_URL: word("YOUTUBE_TOKEN_URL"),
    HEARTBEAT_URL: word("HEARTBEAT_URL"),
  };
  if (problems.length === 0) return values;
  throw new UserError(
    "configuration",
    problems.join("\n"),
    "Mend the environment and try again; the README lists every variable.",
  );
}

function misspelt(env: Environment): string[] {
  const known = Object.keys(ENVIRONMENT);
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && ![...known, ...OURS].includes(name))
    .map((name) => {
      const meant = slipOf(name, known);
      return `The environment has ${name}, which nothing reads${meant === null ? "" : `; did you mean ${meant}?`}`;
    });
}
