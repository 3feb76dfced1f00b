import type { Config } from "../config.ts";
import type { Connector } from "../core/connector.ts";
import type { Platform } from "../core/platform.ts";
import type { SpendCap } from "../store/spend.ts";

/**
 * What the settings let a platform cost, in the currency that it counts in; null: no cap. The day of a quota is the
 * platform's own.
 */
export function capOf(
  config: Pick<Config, "budgets" | "quotas">,
  platform: Platform,
  connector: Pick<Connector, "limits"> | undefined,
): SpendCap | null {
  const quotaDay = connector?.limits?.quotaDay;
  if (quotaDay === undefined) return config.budgets[platform] ?? null;
  return { dayUnits: config.quotas[platform] ?? quotaDay.units, zone: quotaDay.zone };
}
