import type { PlatformError } from "../../core/connector.ts";
import { counted } from "../problems.ts";
import { dollars } from "../when.ts";
import { onSettings, ok, problem, warning, type Found } from "./check.ts";
import { liveOn, lookOneUp, refusalInWords } from "./look-up.ts";

export const x = onSettings("X", "needs", async (config, patient) => {
  const accounts = await liveOn("x", patient);
  if (config.x.bearerToken === null) {
    const next = 'put X_BEARER_TOKEN into the environment (README, "Connecting X")';
    if (accounts.length === 0) return warning("not connected; the register has no live X account", next);
    return problem(`not connected: ${counted(accounts.length, "account")} cannot be checked`, next);
  }
  if (!patient.live) return ok("X_BEARER_TOKEN is set; `doctor --live` tries it, for one cent");
  return lookOneUp(
    {
      platform: "x",
      one: "account",
      addresses: "X_API_URL",
      takes: "what a call costs",
      inWords: ({ prices }, { account }) => `for at most ${dollars(prices.survey([account]))}`,
      refused,
    },
    config,
    patient,
    accounts,
  );
});

function refused(failure: PlatformError): Found {
  if (failure.failure === "no-credit") {
    return problem(failure.message, "let it top up by itself there; our own budgets are not the cause");
  }
  return problem(refusalInWords(failure), "check X_BEARER_TOKEN and the app's plan at X");
}
