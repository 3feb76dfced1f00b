import type { Account, Approval } from "../../core/account.ts";
import { localDateOf } from "../../core/calendar.ts";
import type { AccountChange } from "../../core/changes.ts";
import type { Presence } from "../../core/facts.ts";
import { PLATFORM_NAMES } from "../../core/platform.ts";
import { changesOf } from "../../store/account-changes.ts";
import { handleHistory } from "../../store/accounts.ts";
import { findAccount } from "../../store/find-account.ts";
import { readState } from "../../store/readings.ts";
import { examples, type BuildInner } from "../command.ts";
import { writeJson } from "../json.ts";
import { renderPairs } from "../table.ts";
import { momentIn } from "../when.ts";
import { withStore } from "../with-store.ts";

export const buildShow: BuildInner = (parent, io) => {
  parent
    .command("show")
    .description("Show all that the register holds of one account, and when it was last read.")
    .argument("<account>", "its id, platform:handle, handle or address")
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("accounts show x:conel_art", "accounts show https://x.com/conel_art"))
    .action(async (text: string, options: { json?: true }) => {
      const shown = await withStore(io, async ({ db, config, handles }) => {
        const account = await findAccount(db, text, handles);
        const [history, state, changes] = await Promise.all([
          handleHistory(db, account.id),
          readState(db, account.id),
          changesOf(db, account.id),
        ]);
        const reading = {
          presence: state?.presence ?? null,
          surveyedAt: state?.surveyedAt ?? null,
          latestPostAt: state?.latestPostAt ?? null,
          postsReadAt: state?.postsReadAt ?? null,
          followReadAt: state?.followReadAt ?? null,
        };
        return { account, handles: history, reading, changes, zone: config.policy.timezone };
      });
      const { account, zone: _zone, ...rest } = shown;
      if (options.json) writeJson(io, { ...account, ...rest });
      else io.stdout(renderPairs(io, pairsOf(shown)));
    });
};

interface Shown {
  account: Account;
  handles: Awaited<ReturnType<typeof handleHistory>>;
  reading: {
    presence: Presence | null;
    surveyedAt: Date | null;
    latestPostAt: Date | null;
    postsReadAt: Date | null;
    followReadAt: Date | null;
  };
  changes: readonly AccountChange[];
  zone: string;
}

function pairsOf({ account, handles, reading, changes, zone }: Shown): [string, string][] {
  const day = (at: Date) => localDateOf(at, zone);
  const when = (at: Date | null) => (at === null ? "never" : momentIn(zone, at));
  const history = handles.map(({ handleKey, validFrom, validTo }) =>
    validTo === null ? `${handleKey} since ${day(validFrom)}` : `${handleKey} until ${day(validTo)}`,
  );
  const dormancy =
    account.dormantAfterDays === null
      ? "the platform's usual time"
      : `${account.dormantAfterDays} days (${account.dormantReason ?? "no reason given"})`;
  return [
    ["Id", account.id],
    ["Platform", PLATFORM_NAMES[account.platform]],
    ["Handle", account.handle],
    ["Platform's id", account.platformId ?? "not known before the first survey"],
    ["Organisation", account.organisations.join(", ")],
    ["Department", account.department || "-"],
    ["Kind", account.kind],
    ["Status", account.status + (account.pausedReason === null ? "" : ` (${account.pausedReason})`)],
    ["Keepers", account.keepers.join(", ") || "none"],
    ["Login address", account.loginAddress ?? "not given"],
    ["Approved by school", approvalText(account.approvedBySchool)],
    ["Approved by marketing", approvalText(account.approvedByMarketing)],
    ["Opened on", account.openedOn ?? "not given"],
    ["Close by", account.closeBy ?? "-"],
    ["Dormant after", dormancy],
    ["Registered", day(account.registeredAt)],
    ["Handles", history.join("; ")],
    [
      "Changed",
      changes
        .slice(0, 5)
        .map(({ kind, on }) => `${kind} ${day(on)}`)
        .join("; ") || "nothing seen",
    ],
    ["Last survey", `${when(reading.surveyedAt)}${reading.presence === null ? "" : `, ${reading.presence}`}`],
    ["Posts read", when(reading.postsReadAt)],
    ["Newest post", reading.latestPostAt === null ? "none known" : when(reading.latestPostAt)],
    ["Follow list read", when(reading.followReadAt)],
    ["Times are of", zone],
  ];
}

function approvalText(approval: Approval | null): string {
  return approval === null ? "not on record" : `${approval.name}, ${approval.on}`;
}
