import { DONE, type Job } from "./job.ts";

export interface TellKeepersDeps {
  /** Writes the week's mails to keepers into the outbox, each once; a second call writes what is missing. */
  tell(week: string): Promise<void>;
}

/** The mails to keepers of one ISO week (`data.week`, such as `2026-W48`), after its digest has left. */
export function createTellKeepersJob(deps: TellKeepersDeps): Job {
  return {
    name: "tell-keepers",
    async run(data) {
      const week = String(data["week"]);
      if (!/^\d{4}-W\d{2}$/u.test(week)) throw new Error("tell-keepers was queued without an ISO week");
      await deps.tell(week);
      return DONE;
    },
  };
}
