import type { Run } from "../../store/runs.ts";
import { isServed } from "../../store/services.ts";
import { spendAsJson } from "../spend/read.ts";
import { figuresOf } from "../runs/list.ts";
import { runOf } from "./night.ts";
import type { StatusOfAll } from "./read.ts";

export function statusAsJson(status: StatusOfAll) {
  const { night, next, digest, spend, today } = status;
  const run = runOf(night);
  return {
    lastNight: { is: night.is, ...(run === null ? {} : runInJson(run)) },
    lastAudits: status.audits.map(({ run }) => runInJson(run)),
    notAudited: status.notAudited,
    couldNotCheck: status.unchecked,
    findingsLastNight: Object.fromEntries(status.events),
    openFindings: Object.fromEntries(status.open),
    acknowledgedFindings: status.acknowledged,
    overdueFindings: status.overdue,
    nextNight: next,
    liveAccounts: status.liveAccounts,
    service: { running: isServed(status.roles), roles: status.roles },
    mail: {
      liveSince: status.liveSince,
      lastDigest: digest && { ...digest, states: Object.fromEntries(digest.states) },
      nextDigestAt: status.nextDigestAt,
    },
    spend: spendAsJson({
      month: today.slice(0, 7),
      platforms: spend,
      areCallsKept: true,
      calls: [],
      accounts: [],
    }).platforms,
    todo: status.todo,
  };
}

/** What it cost is under spend. */
function runInJson(run: Run) {
  return figuresOf(run);
}
