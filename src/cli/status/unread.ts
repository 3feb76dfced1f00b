import type { Config } from "../../config.ts";
import { CAUSES_IN_WORDS, isMissed } from "../../core/causes.ts";
import type { Cause } from "../../core/facts.ts";
import type { OpsInput } from "../../core/ops-input.ts";
import { PLATFORM_NAMES, type Platform } from "../../core/platform.ts";
import { missingSecret } from "../connection.ts";
import { counted } from "../problems.ts";
import { momentIn } from "../when.ts";
import type { EndedAudit, StoppedPlatform } from "./audits.ts";
import type { Todo } from "./item.ts";

const CONNECTION =
  "`account-audit connections list` says who must do what; `account-audit doctor --live` tries it";

/** What mends a cause; only those that IT can mend. */
const MENDED_BY: Readonly<Partial<Record<Cause, string>>> = {
  "not-connected": CONNECTION,
  "no-permission": CONNECTION,
  "no-credit":
    "add credit to the account there and set it to top up by itself; `account-audit doctor --live` tries it",
  "over-budget": "`account-audit plan` says what waits; raise budgets in the settings",
  "quota-used-up":
    "`account-audit plan` says what a night takes of it; keep other programs off the project, or ask the platform for more",
  stale: "`account-audit runs list` shows which nights did not read it",
  "not-audited": "`account-audit runs show last` says which accounts",
  "stale-key": "nothing: the coming nights read the lists again",
  "not-comparable": "`account-audit learners import FILE …` with ids beside the handles",
};

/** Nothing of the platform is read until somebody acts. */
const STOPS: ReadonlySet<Cause> = new Set(["no-credit"]);

/** What follows from a platform's standing still, and goes with it. */
const FOLLOWS: ReadonlySet<Cause> = new Set(["stale", "not-audited"]);

export interface Unread {
  stopped: readonly StoppedPlatform[];
  /** Live accounts that now stand without an answer, by platform and cause. */
  unread: OpsInput["unread"];
  liveOn: ReadonlyMap<Platform, number>;
  config: Config;
}

/** One thing to do for each platform that stands still, then for each of what keeps single accounts from being read. */
export function ofUnread({ stopped, unread, liveOn, config }: Unread): Todo[] {
  const partly = unread.filter(({ platform, cause }) => {
    const stop = stopped.find((one) => one.platform === platform);
    return stop === undefined || (cause !== stop.cause && !FOLLOWS.has(cause));
  });
  return [...stopped.flatMap((one) => ofStopped(one, config)), ...ofAccounts(partly, liveOn)];
}

/** Of a platform that was only not reached, or not in time, the night itself speaks. */
function mendsPlatform(cause: Cause): string | undefined {
  return FOLLOWS.has(cause) ? undefined : MENDED_BY[cause];
}

/** Of a platform that is not connected the check of its connection speaks. */
function ofStopped({ platform, cause, accounts, run }: StoppedPlatform, config: Config): Todo[] {
  const next = mendsPlatform(cause);
  if (next === undefined || (cause === "not-connected" && missingSecret(config, platform) !== null))
    return [];
  const audit =
    run.kind === "nightly"
      ? `the night of ${run.localDate}`
      : `the scan of ${momentIn(config.policy.timezone, run.scheduledFor)}`;
  const says = `${PLATFORM_NAMES[platform]}: ${CAUSES_IN_WORDS[cause].sentence}; ${audit} audited none of ${counted(accounts, "account")}`;
  if (cause !== "not-connected") return [{ isProblem: true, says, next }];
  const tried = `its secret is set now: \`account-audit doctor --live\` says whether it is accepted, \`account-audit scan --platform ${platform}\` reads it`;
  return [{ isProblem: true, says, next: tried }];
}

/** Causes that the same thing mends are one thing to do. */
function ofAccounts(unread: Unread["unread"], liveOn: Unread["liveOn"]): Todo[] {
  const mendable = unread.flatMap((one) => {
    const next = MENDED_BY[one.cause];
    return next === undefined ? [] : [{ ...one, next }];
  });
  return [...Map.groupBy(mendable, ({ platform, next }) => `${platform} ${next}`).values()].flatMap(
    (some) => {
      const [first] = some;
      if (first === undefined) return [];
      const live = counted(liveOn.get(first.platform) ?? 0, "account");
      const why = some
        .toSorted((a, b) => b.accounts - a.accounts)
        .map(({ cause, accounts }) => `${CAUSES_IN_WORDS[cause].sentence} (${accounts} of ${live})`);
      return [
        {
          isProblem: some.some(({ cause }) => STOPS.has(cause)),
          says: `${PLATFORM_NAMES[first.platform]}, not checked or only in part: ${why.join("; ")}`,
          next: first.next,
        },
      ];
    },
  );
}

/** Whether platforms that stand still are all that an audit has missed. */
export function isExplained({ run, reached }: EndedAudit, stopped: readonly StoppedPlatform[]): boolean {
  const told = new Set(
    stopped
      .filter((one) => one.run.id === run.id && mendsPlatform(one.cause) !== undefined)
      .map((one) => one.platform),
  );
  const missed = reached.filter(({ seen, cause }) => !seen && isMissed(cause ?? "not-audited"));
  return missed.length > 0 && missed.every(({ platform }) => told.has(platform));
}
