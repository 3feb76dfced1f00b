import type { Account } from "./account.ts";
import { commonClosures } from "./calendar.ts";
import type { Closure, Policy } from "./policy.ts";

/** Days on which all organisations of an account are closed: an account of two is quiet only when both are. */
export function closuresOf(
  { organisations }: Pick<Account, "organisations">,
  policy: Pick<Policy, "organisations">,
): readonly Closure[] {
  return commonClosures(
    organisations.map((id) => policy.organisations.find((one) => one.id === id)?.closures ?? []),
  );
}
