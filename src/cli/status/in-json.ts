import type { Run } from "../../store/runs.ts";
import { isServed } from "../../store/services.ts";
import { platformsAsJson } from "../spend/read.ts";
import { figuresOf } from "../runs/list.ts";
import { runOf } from "./night.ts";
import type { StatusOfAll } from "./read.ts";

export function statusAsJson(status: StatusOfAll) {
  const { night, next, digest, spend } = status;
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
    spend: platformsAsJson(spend),
    todo: status.todo,
  };
}

/** What it cost is under spend. */
function runInJson(run: Run) {
  return figuresOf(run);
}
