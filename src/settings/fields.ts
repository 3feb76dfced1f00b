import { z } from "zod";

/** Building blocks of the settings file. Each error is the end of the sentence "expected …". */

export const text = (what = "a text") => z.string({ error: what }).trim().min(1, { error: what });

export function whole(unit: string, min: number, max: number) {
  const error = `a whole number of ${unit} from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export function dollars(max: number) {
  const error = `an amount in US dollars from 0 to ${max}, such as 2.50`;
  return z.number({ error }).min(0, { error }).max(max, { error });
}

export const percent = () => whole("percent", 0, 100);

export const yesNo = () => z.boolean({ error: "true or false" });

export function oneOf<const T extends readonly [string, ...string[]]>(
  words: T,
  error = `one of ${words.join(", ")}`,
) {
  return z.enum(words, { error });
}

const matching = (pattern: RegExp, error: string) => z.string({ error }).regex(pattern, { error });

export const time = () => matching(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 03:30");

export const date = () =>
  matching(/^\d{4}-\d{2}-\d{2}$/, "a date such as 2026-12-24").refine(isCalendarDate, {
    error: "a date of the calendar such as 2026-12-24",
  });

function isCalendarDate(word: string): boolean {
  const at = new Date(`${word}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(word);
}

const ADDRESS = String.raw`[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+`;

export const email = () =>
  matching(new RegExp(`^${ADDRESS}$`), "an e-mail address such as head@college.ac.uk");

/** With or without a name before it. No line breaks: it becomes a header, in which : and ; would make a group of it. */
export const sender = () =>
  matching(
    new RegExp(`^(${ADDRESS}|[^<>\r\n":;]+ <${ADDRESS}>)$`),
    "an e-mail address, or a name and an address: Audit <audit@college.ac.uk>",
  );

export const domain = () =>
  matching(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "a domain in lower case such as college.ac.uk");

export const organisationId = () =>
  matching(/^[a-z][a-z0-9-]*$/, "a short key in lower case letters, digits and hyphens, such as conel");

/** Of what a hashtag is made (core/tags.ts): a post can bear no other, and would be called untagged for want of it. */
export const hashtag = () =>
  matching(
    /^(?:(?!\p{Lu})[\p{L}\p{M}\p{N}_])+$/u,
    "a hashtag in lower case without the #, of letters, digits and underscores, such as wearecollege",
  );

export const webAddress = () => matching(/^https:\/\/\S+$/, "an address that begins with https://");

export const publicKey = () =>
  matching(
    /^[A-Za-z0-9+/]{43}=$/,
    "the public key that `account-audit keys` printed: 44 characters of base64",
  );

export const zone = () =>
  z
    .string({ error: "a time zone such as Europe/London" })
    .refine(isZone, { error: "a time zone such as Europe/London" });

function isZone(word: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: word }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}
