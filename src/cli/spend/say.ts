import { PLATFORM_NAMES } from "../../core/platform.ts";
import { RETENTION_DAYS } from "../../store/retention.ts";
import type { Screen } from "../command.ts";
import { renderRows } from "../rows.ts";
import { flowed } from "../table.ts";
import { about, dollars, units } from "../when.ts";
import type { Counted, PlatformMonth, SpendOfMonth } from "./read.ts";

const NOT_ALL_KEPT = `Calls are kept for ${RETENTION_DAYS.spend} days: what this month was spent for is not all known.`;

export function spendInWords(io: Screen, spend: SpendOfMonth): string {
  const { month, platforms, areCallsKept, calls, accounts } = spend;
  if (platforms.length === 0) {
    return `No platform was called in ${month}.\n→ \`account-audit plan\` says what the next night will cost\n`;
  }
  const parts = [
    renderRows(
      io,
      [
        "Platform",
        "Nights",
        "Calls",
        `Spent in ${month}`,
        "A usual night",
        "Dearest night",
        "By month's end",
        "Cap",
      ],
      platforms.map(monthRow),
    ),
    platforms.map((one) => outlook(io, one)).join(""),
    areCallsKept ? "" : `${flowed(io, NOT_ALL_KEPT, 0)}\n`,
    calls.length === 0
      ? ""
      : `What was paid for:\n${renderRows(
          io,
          ["Platform", "Call", "Calls", "Spent"],
          calls.map((one) => [PLATFORM_NAMES[one.platform], one.call, inFull(one.calls), priceOf(one)]),
        )}`,
    accounts.length === 0
      ? ""
      : `${flowed(io, "The dearest accounts (look-ups of all at once are not among them):", 0)}\n${renderRows(
          io,
          ["Account", "Calls", "Spent"],
          accounts.map((one) => [`${one.platform}:@${one.handle}`, inFull(one.calls), priceOf(one)]),
        )}`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function monthRow(one: PlatformMonth): string[] {
  const money = isMoney(one);
  return [
    PLATFORM_NAMES[one.platform],
    String(one.nights),
    inFull(one.calls),
    [...(money ? [dollars(one.spentMicroUsd)] : []), ...(one.quota > 0 ? [units(one.quota)] : [])].join(
      ", ",
    ) || "nothing",
    money ? usual(one) : units(Math.round(one.quota / one.nights)),
    money ? worst(one) : units(one.quotaOfWorstNight),
    money && one.byMonthEndMicroUsd !== null ? about(dollars(one.byMonthEndMicroUsd)) : "-",
    capOf(one),
  ];
}

function capOf({ monthCapMicroUsd, dayCapUnits }: PlatformMonth): string {
  if (monthCapMicroUsd !== null) return dollars(monthCapMicroUsd);
  return dayCapUnits === null ? "none" : `${units(dayCapUnits)} a day`;
}

/** A platform that takes no money is counted in its own units. */
function isMoney({ spentMicroUsd, monthCapMicroUsd }: PlatformMonth): boolean {
  return spentMicroUsd > 0 || monthCapMicroUsd !== null;
}

function usual({ usualNightMicroUsd }: PlatformMonth): string {
  return usualNightMicroUsd === null ? "-" : dollars(usualNightMicroUsd);
}

function worst({ dearestNight }: PlatformMonth): string {
  return dearestNight === null ? "-" : `${dollars(dearestNight.microUsd)} on ${dearestNight.night}`;
}

function outlook(io: Screen, one: PlatformMonth): string {
  const { platform, capReachedOn, monthCapMicroUsd } = one;
  if (capReachedOn === null || monthCapMicroUsd === null) return "";
  const says = `${PLATFORM_NAMES[platform]}: the month's cap of ${dollars(monthCapMicroUsd)} will be used up by the night of ${capReachedOn}; what it does not carry is could not check.`;
  const next = `→ raise budgets.${platform}.month_usd in the settings; until then the riskiest are read first`;
  return `${flowed(io, says, 0)}\n${flowed(io, next, 2)}\n`;
}

function priceOf({ microUsd, quota }: Counted): string {
  const parts = [...(microUsd > 0 ? [dollars(microUsd)] : []), ...(quota > 0 ? [units(quota)] : [])];
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

function inFull(number: number): string {
  return number.toLocaleString("en-GB");
}
