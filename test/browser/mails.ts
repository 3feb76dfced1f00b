import { buildDigest } from "../../src/digest/build.ts";
import { renderHtml } from "../../src/digest/html.ts";
import { renderText } from "../../src/digest/text.ts";
import { crowd, week } from "../digest/weeks.ts";
import type { DigestInput } from "../../src/core/digest-input.ts";

export interface ShownMail {
  html: string;
  text: string;
}

function digest(input: DigestInput): ShownMail {
  const model = buildDigest(input);
  return { html: renderHtml(model), text: renderText(model) };
}

/** A week in which all was well. */
const QUIET: Partial<DigestInput> = {
  findings: [],
  deliveries: { unclear: 0, refused: 0 },
  handleChanges: [],
  posts: [],
};

/** Each kind of mail in each state that looks different, made up. */
export const MAILS: Readonly<Record<string, () => ShownMail>> = {
  digest: () => digest(week()),
  "digest, first": () =>
    digest(week({ previous: null, burnDown: [], baselineAt: week().now, wrong: [], termStart: null })),
  "digest, nothing to do": () => digest(week(QUIET)),
  "digest, could not run": () => digest(week({ runs: [{ localDate: "2026-11-23", status: "missed" }] })),
  "digest, before any night": () =>
    digest(week({ ...QUIET, evaluations: [], runs: [], previous: null, baselineAt: null, liveSince: null })),
  "digest, 10,000 accounts": () => digest(crowd(10_000)),
};
