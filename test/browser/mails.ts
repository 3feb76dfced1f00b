import { buildDigest } from "../../src/digest/build.ts";
import { renderHtml } from "../../src/digest/html.ts";
import { renderText } from "../../src/digest/text.ts";
import { crowd, week } from "../digest/weeks.ts";
import { keeperNotes } from "../../src/digest/keepers.ts";
import { renderKeeperNote } from "../../src/digest/keepers-mail.ts";
import { renderOps } from "../../src/digest/ops.ts";
import { opsItems } from "../../src/digest/ops-items.ts";
import { renderSafeguarding, type SafeguardingNotice } from "../../src/digest/safeguarding.ts";
import { accountNamed, NOW, POLICY, untagged } from "../digest/made-up.ts";
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
  changes: [],
  posts: [],
};

function safeguarding(more: Partial<SafeguardingNotice> = {}): ShownMail {
  return renderSafeguarding({
    findingIds: ["f1x2y3z4a5b6"],
    ruleId: "learner-followed",
    account: { handle: "CONELMaths", platform: "x", organisations: ["conel"], department: "Maths" },
    policy: POLICY,
    seenAt: NOW,
    recipients: ["A. Lead", "B. Deputy"],
    isSealed: true,
    marketingKnows: true,
    again: null,
    ...more,
  });
}

function ops(): ShownMail {
  const items = opsItems({
    now: NOW,
    policy: POLICY,
    missedNights: ["2026-11-20", "2026-11-21"],
    lastNight: {
      date: "2026-11-23",
      status: "incomplete",
      accounts: [{ platform: "youtube", seen: false, cause: "no-permission", accounts: 12 }],
    },
    unread: [
      { platform: "x", cause: "no-permission", accounts: 12 },
      { platform: "youtube", cause: "over-budget", accounts: 3 },
    ],
    spend: [{ platform: "x", weekMicroUsd: 70, monthMicroUsd: 60, monthCapMicroUsd: 100 }],
    mails: [{ kind: "digest", about: "2026-W47", state: "unclear", recipients: 1 }],
    isDigestOverdue: false,
    unheard: 1,
    failingMailParts: ["escalation"],
    skippedDigests: [],
    learnerLists: [{ name: "autumn", asOf: "2026-10-01" }],
    learnerListsWarnAfterDays: 60,
    untold: 0,
  });
  return renderOps(items, "2026-11-23");
}

function keepers(): ShownMail {
  const [note] = keeperNotes(week(), ["capitalccg.example"]);
  if (note === undefined) throw new Error("the made-up week has nothing for keepers");
  return renderKeeperNote(note, "2026-11-23");
}

/** Each kind of mail in each state that looks different, made up. */
const MAKERS: Readonly<Record<string, () => ShownMail>> = {
  digest: () => digest(week()),
  "digest, first": () =>
    digest(week({ previous: null, burnDown: [], baselineAt: week().now, wrong: [], termStart: null })),
  "digest, nothing to do": () => digest(week(QUIET)),
  "digest, could not run": () =>
    digest(week({ runs: [{ localDate: "2026-11-23", status: "missed", accounts: [] }] })),
  "digest, before any night": () =>
    digest(week({ ...QUIET, evaluations: [], runs: [], previous: null, baselineAt: null, liveSince: null })),
  "digest, safeguarding only": () => digest(week({ learnerFindingsTo: "safeguarding_only" })),
  safeguarding: () => safeguarding(),
  "safeguarding, many points": () =>
    safeguarding({ findingIds: ["f1", "f2", "f3", "f4", "f5", "f6"], ruleId: "learner-contacted" }),
  "safeguarding, again": () =>
    safeguarding({
      recipients: ["G. Group"],
      again: {
        now: NOW,
        toldAt: NOW,
        told: ["A. Lead"],
        missed: ["B. Deputy"],
        unclear: [],
        sealedTo: ["A. Lead"],
      },
    }),
  ops,
  keepers,
  "digest, no account could be read": () =>
    digest(
      week({
        evaluations: week().evaluations.map((one) => ({
          ...one,
          result: "could-not-check",
          cause: "platform-error",
        })),
      }),
    ),
  "digest, 1,000 accounts": () => digest(crowd(1_000)),
  "digest, 10,000 accounts": () => digest(crowd(10_000)),
  "digest, endless names": () => {
    const owner = accountNamed("a".repeat(60), "conel", "Departmentofendlessnamesandnothingelse".repeat(3), {
      keepers: [`${"k".repeat(60)}@${"very-long-".repeat(5)}college.example`],
    });
    const accounts = [owner, accountNamed("مدرسة", "conel", "قسم اللغة العربية")];
    return digest(week({ accounts, findings: [untagged(owner, 3)], changes: [] }));
  },
};

/** {@link MAKERS}, each made once however often it is looked at. */
export const MAILS: Readonly<Record<string, () => ShownMail>> = Object.fromEntries(
  Object.entries(MAKERS).map(([name, make]) => {
    let made: ShownMail | null = null;
    return [name, () => (made ??= make())];
  }),
);
