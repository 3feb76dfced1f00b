import { questionsAbout } from "../compose/questions.ts";
import { decide } from "../core/decide.ts";
import type { Wish } from "../core/finding.ts";
import type { LocalDate } from "../core/time.ts";
import { writeDecisions } from "../store/decisions.ts";
import { demoLead } from "./leads.ts";
import { namedFindings } from "./outcome.ts";
import type { Stage } from "./stage.ts";

/** What somebody decides about the finding of an account. */
interface Planned {
  handle: string;
  rule: string;
  wish: Wish;
  /** For the listener. */
  says: string;
}

const MARKETING = "Marketing";

/** What people decide in the week, each day at noon. Left undecided: the learner that demo_wkc_fashn follows. */
const DECIDED: Readonly<Record<LocalDate, readonly Planned[]>> = {
  "2026-11-16": [
    acknowledged("demo_conel_site", "learner-followed", demoLead("conel", "CONEL", "lead").name),
    acknowledged("demo_conel_pe", "dormant-account", MARKETING),
  ],
  "2026-11-17": [
    waived("demo_ci_physics", "dormant-account", {
      until: "2026-11-30",
      reason: "The department decides at the end of the month whether it is closed",
      evidence: "Minutes of 9 November, item 4",
    }),
    waived("demo_ci_open", "dormant-account", {
      until: "2026-11-19",
      reason: "The next open evening is on 19 November",
      evidence: null,
    }),
    {
      handle: "demo_ci_maths",
      rule: "untagged-posts",
      wish: { ...said("wrong", MARKETING), reason: "The post was made by the Group's own scheduler" },
      says: "is no breach",
    },
  ],
  "2026-11-18": [
    {
      handle: "demo_wkc_media",
      rule: "untagged-posts",
      wish: { ...said("assigned", MARKETING), assignee: "wkc.staff2@college.example" },
      says: "is assigned to a keeper",
    },
  ],
  "2026-11-19": [
    acknowledged("demo_conel_esol", "learner-contacted", demoLead("conel", "CONEL", "deputy").name),
  ],
};

/** People decide, by the same judgement as with `account-audit findings`. */
export async function decideOf({ store, listener }: Stage, date: LocalDate): Promise<void> {
  for (const { handle, rule, wish, says } of DECIDED[date] ?? []) {
    const findings = await namedFindings(store);
    const finding = findings.find((one) => one.handle === handle && one.ruleId === rule);
    if (finding === undefined) throw new Error(`the made-up week has no ${rule} of ${handle}`);
    const [asked] = await questionsAbout(store, [finding]);
    const verdict = asked === undefined ? null : decide(wish, asked.question);
    if (asked === undefined || verdict?.verdict !== "applies") {
      throw new Error(`nobody can decide so about ${rule} of ${handle}: ${verdict?.verdict ?? "unknown"}`);
    }
    const decision = { ...wish, at: store.clock.now(), systemUser: null };
    const { earlier } = asked.question;
    await writeDecisions(store.db, [{ finding, earlier: earlier.length, decision, after: verdict.after }]);
    listener.step(`Decided: @${handle}, ${rule}, ${says}`);
  }
}

function said(kind: Wish["kind"], by: string): Wish {
  return { kind, by, reason: null, evidence: null, until: null, assignee: null };
}

function acknowledged(handle: string, rule: string, by: string): Planned {
  return { handle, rule, wish: said("acknowledged", by), says: "is acknowledged" };
}

function waived(
  handle: string,
  rule: string,
  why: { until: LocalDate; reason: string; evidence: string | null },
): Planned {
  return {
    handle,
    rule,
    wish: { ...said("waived", MARKETING), ...why },
    says: `is waived until ${why.until}`,
  };
}
