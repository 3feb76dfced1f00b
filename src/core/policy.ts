import type { AccountId, OrganisationId } from "./account.ts";
import type { Platform } from "./platform.ts";
import type { LocalDate } from "./time.ts";

export type Severity = "safeguarding" | "high" | "medium" | "low";

/** Severities, worst first. */
export const SEVERITIES: readonly Severity[] = ["safeguarding", "high", "medium", "low"];

/** Days on which the organisation is closed, both ends included. */
export interface Closure {
  from: LocalDate;
  to: LocalDate;
  name: string;
}

export interface Organisation {
  id: OrganisationId;
  name: string;
  /** How people write it: CCCG, CONEL. The short form for tables. */
  shortName: string;
  /** Hashtags that stand for this organisation alone, lower case, without the #. */
  hashtags: readonly string[];
  closures: readonly Closure[];
}

/** What the rules need of the settings file. Thresholds carry their unit in the name; defaults are POLICY.md's. */
export interface Policy {
  timezone: string;
  /** The organisation that is the Group itself. */
  groupId: OrganisationId;
  organisations: readonly Organisation[];
  /** Days without a post, by platform, closures left out. */
  dormantAfterDays: Readonly<Record<Platform, number>>;
  /** More open days without a decision after which dormant-account is high. */
  dormantHighAfterMoreDays: number;
  /** An account this young is not called dormant. */
  dormantGraceDays: number;
  /** An account younger than this is not called barely used. */
  barelyUsedGraceDays: number;
  /** How far back barely-used-account counts posts; at most 180, as posts are not kept for much longer. */
  barelyUsedWindowDays: number;
  /** With fewer posts than this an account is barely used. */
  barelyUsedUnderPosts: number;
  /** Days for which something must have been unreadable before unaudited-account says so. */
  unauditedAfterDays: number;
  /** How far back learner-contacted looks; at most 180. */
  contactWindowDays: number;
  /** How far back untagged-posts looks. */
  taggedWindowDays: number;
  /** Under this share of tagged posts (0 to 1) untagged-posts is medium. */
  taggedShareLow: number;
  judgeReplies: boolean;
  judgeReposts: boolean;
  repostsCountAsPosts: boolean;
  /** Share of learners (0 to 1) that must be known before learner-followed and learner-contacted can pass. */
  learnerShareForPass: number;
  /** The settings' privacy section is filled: the learner rules may run (POLICY.md, learners). */
  learnerRulesAuthorised: boolean;
  /** Severity by rule id where the settings change the default. */
  severities: Readonly<Record<string, Severity>>;
  /** Open days by which a finding is due; null: at the next certification. */
  dueAfterDays: Readonly<Record<Severity, number | null>>;
}

/** A handle that stands for an organisation: what counts as a tag (POLICY.md). */
export interface OfficialHandle {
  accountId: AccountId;
  platform: Platform;
  /** Lower case, without the @. */
  handle: string;
  organisations: readonly OrganisationId[];
  validFrom: Date | null;
  validTo: Date | null;
}
