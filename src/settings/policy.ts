import type { Policy } from "../core/policy.ts";
import { SettingsSchema, type Settings } from "./schema.ts";

/** What the rules need of the settings. A closure of all stands in every organisation's own calendar. */
export function policyOf(settings: Settings): Policy {
  const { thresholds } = settings;
  return {
    timezone: settings.timezone,
    groupId: settings.group,
    organisations: settings.organisations.map(({ id, name, short_name, hashtags, closures }) => ({
      id,
      name,
      shortName: short_name,
      hashtags,
      closures: [...settings.closures, ...closures].toSorted((a, b) => a.from.localeCompare(b.from)),
    })),
    dormantAfterDays: thresholds.dormant_after_days,
    dormantHighAfterMoreDays: thresholds.dormant_high_after_more_days,
    dormantGraceDays: thresholds.dormant_grace_days,
    barelyUsedGraceDays: thresholds.barely_used_grace_days,
    barelyUsedWindowDays: thresholds.barely_used_window_days,
    barelyUsedUnderPosts: thresholds.barely_used_under_posts,
    unauditedAfterDays: thresholds.unaudited_after_days,
    contactWindowDays: thresholds.contact_window_days,
    taggedWindowDays: thresholds.tagged_window_days,
    taggedShareLow: thresholds.tagged_share_low_percent / 100,
    judgeReplies: thresholds.judge_replies,
    judgeReposts: thresholds.judge_reposts,
    repostsCountAsPosts: thresholds.reposts_count_as_posts,
    learnerShareForPass: thresholds.learner_share_for_pass_percent / 100,
    learnerRulesAuthorised: privacyOf(settings) !== null,
    severities: Object.fromEntries(
      Object.entries(settings.severities).flatMap(([rule, each]) =>
        each === undefined ? [] : [[rule, each]],
      ),
    ),
    dueAfterDays: settings.due_after_open_days,
  };
}

/** The privacy section once it is filled, else null. */
export function privacyOf(
  settings: Settings,
): { dpiaReference: string; lawfulBasis: string; contact: string } | null {
  const { dpia_reference: dpiaReference, lawful_basis: lawfulBasis, contact } = settings.privacy;
  if (dpiaReference === null || lawfulBasis === null || contact === null) return null;
  return { dpiaReference, lawfulBasis, contact };
}

export function defaultSettings(): Settings {
  return SettingsSchema.parse({});
}
