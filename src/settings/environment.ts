import { UserError } from "../errors.ts";
import { slipOf } from "../slip.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

interface Variable {
  /** For the documents. */
  meaning: string;
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
  ACCOUNT_AUDIT_HOME: {
    meaning: "data directory, with the embedded database; default .account-audit in the working directory",
    secret: false,
    form: null,
  },
  ACCOUNT_AUDIT_SETTINGS: {
    meaning: "the settings file; default account-audit.yaml in the working directory",
    secret: false,
    form: null,
  },
  ACCOUNT_AUDIT_KEY: {
    meaning: "the key of the keyed hashes itself (base64), instead of its file",
    secret: true,
    form: null,
  },
  ACCOUNT_AUDIT_KEY_FILE: {
    meaning: "the file with that key; default account-audit.key beside the settings file",
    secret: false,
    form: null,
  },
  ACCOUNT_AUDIT_CONCURRENCY: {
    meaning: "audits at a time in this process; wins over the settings file",
    secret: false,
    form: { pattern: /^([1-9]|[1-5]\d|6[0-4])$/, words: "a whole number from 1 to 64" },
  },
  ACCOUNT_AUDIT_HEALTH_PORT: {
    meaning: "loopback port of /healthz, /readyz and /metrics; wins over the settings file; 0: a free one",
    secret: false,
    form: {
      pattern: /^\d{1,4}$|^[1-5]\d{4}$|^6[0-4]\d{3}$|^65[0-4]\d\d$|^655[0-2]\d$|^6553[0-5]$/,
      words: "a port",
    },
  },
  DATABASE_URL: {
    meaning: "a PostgreSQL server of yours; default the embedded one",
    secret: true,
    form: url("postgres|postgresql", "an address that begins with postgres://"),
  },
  REDIS_URL: {
    meaning: "a Redis for the queues; default the database",
    secret: true,
    form: url("redis|rediss", "an address that begins with redis:// or rediss://"),
  },
  SMTP_URL: {
    meaning: "the mail server; without it no mail leaves",
    secret: true,
    form: url("smtp|smtps", "an address that begins with smtp:// or smtps://"),
  },
  X_BEARER_TOKEN: { meaning: "the bearer token of your X app", secret: true, form: null },
  X_API_URL: { meaning: "another address of X's interface, for tests", secret: false, form: WEB },
  YOUTUBE_API_KEY: { meaning: "the API key of your Google project", secret: true, form: null },
  YOUTUBE_CLIENT_ID: {
    meaning: "OAuth client of that project, for a channel with private subscriptions",
    secret: false,
    form: null,
  },
  YOUTUBE_CLIENT_SECRET: { meaning: "the secret of that client", secret: true, form: null },
  YOUTUBE_REFRESH_TOKEN: { meaning: "the consent of that channel's owner", secret: true, form: null },
  YOUTUBE_API_URL: { meaning: "another address of YouTube's interface, for tests", secret: false, form: WEB },
  YOUTUBE_TOKEN_URL: {
    meaning: "another address of Google's token endpoint, for tests",
    secret: false,
    form: WEB,
  },
  HEARTBEAT_URL: {
    meaning: "pinged after each concluded night; a monitor shouts when it stops",
    secret: true,
    form: WEB,
  },
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
