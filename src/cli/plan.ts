import { listAccounts } from "../store/accounts.ts";
import { examples, type CliCommand } from "./command.ts";
import { nameOfAccount } from "./findings/choose.ts";
import { writeJson } from "./json.ts";
import { ASSUMED } from "./plan/estimate.ts";
import { readPlan, type ComingPlan, type PlannedPlatform } from "./plan/read.ts";
import { byCause, type Names } from "./plan/left-out.ts";
import { planInWords, timesCheaper } from "./plan/say.ts";
import { withStore } from "./with-store.ts";

export const command: CliCommand = {
  name: "plan",
  summary: "What the next night will read and cost",
  build(command, io) {
    command
      .option("--json", "print JSON for machines")
      .addHelpText(
        "after",
        `
It calls no platform: what the last surveys said stands for what tonight's will say.
${examples("plan", "plan --json")}`,
      )
      .action(async (options: { json?: true }) => {
        const { plan, names, zone } = await withStore(io, async (store) => {
          const accounts = await listAccounts(store.db, { status: "live" });
          return {
            plan: await readPlan(store, accounts, { ahead: true }),
            names: new Map(accounts.map((account) => [account.id, nameOfAccount(account)])),
            zone: store.config.policy.timezone,
          };
        });
        if (options.json) writeJson(io, asJson(plan, names));
        else if (names.size === 0) io.stdout(NO_ACCOUNT);
        else io.stdout(planInWords(io, plan, names, zone));
      });
  },
};

const NO_ACCOUNT = `The register has no live account: the next night reads nothing.
→ \`account-audit accounts import FILE.csv\` fills it
`;

function asJson({ night, platforms, unconnected }: ComingPlan, names: Names) {
  return {
    night,
    assumedOfUnsurveyed: ASSUMED,
    platforms: platforms.map((one) => platformAsJson(one, names)),
    unconnected,
  };
}

function platformAsJson(plan: PlannedPlatform, names: Names) {
  const { survey, total, naive, room, whole, leftOut, waits, past, ...rest } = plan;
  const inUsd = plan.currency === "usd";
  const amount = (count: number) => (inUsd ? count / 1_000_000 : count);
  return {
    ...rest,
    whole: whole.map((id) => names.get(id) ?? id),
    leftOut: byCause(leftOut).map(({ accountId, needs, cause }) => ({
      account: names.get(accountId) ?? accountId,
      needs,
      cause,
      readBy: waits.get(accountId) ?? null,
    })),
    [inUsd ? "surveyUsd" : "surveyUnits"]: amount(survey),
    [inUsd ? "usd" : "units"]: amount(total),
    [inUsd ? "naiveUsd" : "naiveUnits"]: amount(naive),
    timesCheaper: timesCheaper(plan),
    pastNights: past && {
      nights: past.nights,
      usd: past.spentMicroUsd / 1_000_000,
      cheapestUsd: past.cheapestMicroUsd / 1_000_000,
    },
    [inUsd ? "budgetLeftUsd" : "budgetLeftUnits"]: room === null ? null : amount(room),
  };
}
