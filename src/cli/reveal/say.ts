import type { Account } from "../../core/account.ts";
import type { Finding } from "../../core/finding.ts";
import { PLATFORM_NAMES } from "../../core/platform.ts";
import { readState } from "../../store/readings.ts";
import type { CommandIo } from "../command.ts";
import { nameOfAccount } from "../findings/choose.ts";
import { profileLink } from "../profile-link.ts";
import { renderPairs } from "../table.ts";
import { momentIn } from "../when.ts";
import type { CommandStore } from "../with-store.ts";
import type { Identity } from "./identity.ts";

interface Opened {
  finding: Finding;
  account: Account | null;
  identity: Identity;
}

/** What the lead sees, once: who it was, as far as the platform said, and what to do with it. */
export async function revealInWords(io: CommandIo, store: CommandStore, opened: Opened): Promise<string> {
  const { finding, account, identity } = opened;
  const zone = store.config.policy.timezone;
  const isContact = finding.ruleId === "learner-contacted";
  const state = account === null ? null : await readState(store.db, account.id);
  const firstSeen = finding.evidence.figures["first_seen_on"];
  const readAt = state?.followReadAt ?? null;
  return [
    renderPairs(io, [
      ...followed(store, account, identity),
      [
        isContact ? "Answered by" : "Followed by",
        account === null ? finding.accountId : nameOfAccount(account),
      ],
      ...(isContact
        ? answer(zone, identity)
        : [["First seen", String(firstSeen ?? "not on record")] as const]),
      ["Seen and sealed", `${momentIn(zone, identity.seenAt)}, night of ${identity.night}`],
      ...(isContact
        ? []
        : [["List last read", readAt === null ? "not on record" : momentIn(zone, readAt)] as const]),
      ["Finding", `${finding.id}, ${finding.status}`],
    ]),
    isContact ? ADVICE_ON_ANSWER : ADVICE,
  ].join("\n");
}

function answer(zone: string, { post, postedAt }: Identity): [string, string][] {
  return [
    ["Our answer", post ?? "not on record"],
    ["Made at", postedAt === undefined ? "not on record" : momentIn(zone, postedAt)],
  ];
}

function followed(
  store: CommandStore,
  account: Account | null,
  { id, handle }: Identity,
): [string, string][] {
  const platform = account?.platform ?? null;
  const link =
    platform === null || handle === null
      ? null
      : profileLink(store.config, { platform, handle, platformId: id });
  return [
    ["Platform", platform === null ? "not on record" : PLATFORM_NAMES[platform]],
    ["Handle", handle === null ? "not given by the platform" : `@${handle}`],
    ["Id", id ?? "not given by the platform"],
    ["Profile", link ?? "-"],
  ];
}

const ADVICE = `This is a possible match: an identifier on a learner list equals one on the follow list. A handle can be
mistyped or change hands. It does not say who followed whom first, nor that anybody wrote to anybody.

Do, in this order:
1. Hold it against your own records: is this a learner of ours today?
2. Follow your safeguarding procedure, and record there what you decide.
3. Tell the account's keepers when to unfollow; the next nights see it and close the finding.

Do not:
- contact, follow or look for the learner from an account of your own or of the organisation;
- copy, photograph or forward this, or name the learner in a ticket or an e-mail;
- let keepers unfollow before you have what you need.

That you opened it is on record. Clear this terminal and its history when you have read it.
`;

const ADVICE_ON_ANSWER = `This is a possible match: an identifier on a learner list equals that of whoever started a public
thread in which the account answered. A handle can be mistyped or change hands. It does not say who wrote to whom first.

Do, in this order:
1. Hold it against your own records: is this a learner of ours today?
2. Follow your safeguarding procedure, and record there what you decide.
3. Tell the account's keepers what is to become of the answer. It cannot be undone: the finding lapses after a term.

Do not:
- contact, follow or look for the learner from an account of your own or of the organisation;
- copy, photograph or forward this, or name the learner in a ticket or an e-mail;
- let keepers delete the answer before you have what you need.

That you opened it is on record. Clear this terminal and its history when you have read it.
`;
