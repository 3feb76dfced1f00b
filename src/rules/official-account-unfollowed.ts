import type { Account } from "../core/account.ts";
import type { OfficialHandle } from "../core/policy.ts";
import type { Rule, RuleContext } from "../core/rule.ts";
import { isValidAt } from "../core/tags.ts";
import { couldNotRead, gate } from "./gate.ts";

/** POLICY.md, rules: official-account-unfollowed. It follows the Group or its college, or one of its colleges. */
export const officialAccountUnfollowed: Rule<"register" | "presence" | "officialFollows"> = {
  id: "official-account-unfollowed",
  version: 1,
  severity: "low",
  section: "3",
  title: "Follows no official account",
  why: "An account that follows the college hears its news, and is seen to belong to it.",
  remedy: "Follow the Group's or the college's official account on this platform.",
  requires: ["register", "presence", "officialFollows"],
  evaluate({ register, presence, officialFollows }, context) {
    const open = gate(register, presence);
    if (open.stop !== null) return open.stop;
    const { account } = open;
    if (account.kind === "official") {
      return { result: "not-applicable", detail: "It is an official account itself." };
    }
    const officials = officialsFor(account, context);
    if (officials.size === 0) {
      return { result: "not-applicable", detail: "There is no official account to follow on this platform." };
    }
    // A row of a list that does not add up proves nothing either: it may be the very one that has gone since, as rows are
    // taken off by a whole reading alone. So a partial list passes nothing here either (DESIGN.md, decision 2).
    if (officialFollows.status !== "observed") return couldNotRead(officialFollows, "whom it follows");
    const followed = officialFollows.value.accountIds.filter((id) => officials.has(id)).length;
    if (followed > 0) {
      return { result: "pass", detail: `It follows ${followed} of ${officials.size} official accounts.` };
    }
    const sentence = "It follows no official account of the Group or of its college on this platform.";
    const figures = { official_accounts: officials.size, official_accounts_followed: 0 };
    const subject = {
      subject: "account",
      severity: "low",
      sentence,
      evidence: { figures, posts: [] },
    } as const;
    return { result: "fail", complete: true, subjects: [subject] };
  },
};

/** Official accounts of the Group and of the account's organisations, where the account is. */
function officialsFor(account: Account, { officialHandles, policy, now }: RuleContext): ReadonlySet<string> {
  const own = [policy.groupId, ...account.organisations];
  const isOwn = (handle: OfficialHandle) =>
    handle.platform === account.platform &&
    handle.organisations.some((id) => own.includes(id)) &&
    isValidAt(handle, now);
  return new Set(officialHandles.filter(isOwn).map(({ accountId }) => accountId));
}
