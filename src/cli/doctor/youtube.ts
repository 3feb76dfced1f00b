import type { Connector, PlatformError } from "../../core/connector.ts";
import { counted } from "../problems.ts";
import { units } from "../when.ts";
import { onSettings, ok, problem, type Found } from "./check.ts";
import { liveOn, lookOneUp, refusalInWords } from "./look-up.ts";

export const youtube = onSettings("YouTube", "needs", async (config, patient) => {
  const { apiKey, oauth } = config.youtube;
  const accounts = await liveOn("youtube", patient);
  if (apiKey === null && oauth === null) {
    if (accounts.length === 0) return ok("not connected, and the register has no live channel");
    const next = 'put YOUTUBE_API_KEY into the environment (README, "Connecting YouTube")';
    return problem(`not connected: ${counted(accounts.length, "channel")} cannot be checked`, next);
  }
  const given = [apiKey === null ? "" : "YOUTUBE_API_KEY", oauth === null ? "" : "the consent of a channel"];
  const isSet = given.filter((one) => one !== "").join(" and ");
  if (!patient.live) return ok(`${isSet} set; \`doctor --live\` tries it, for one unit of the quota`);
  return lookOneUp(
    {
      platform: "youtube",
      one: "channel",
      addresses: "YOUTUBE_API_URL or YOUTUBE_TOKEN_URL",
      takes: "what a call takes of the quota",
      inWords: (connector, { left }) => leftInWords(left, connector),
      refused,
    },
    config,
    patient,
    accounts,
  );
});

function refused(failure: PlatformError): Found {
  return problem(
    refusalInWords(failure),
    "check YOUTUBE_API_KEY and the project's quota in the Google Cloud console",
  );
}

/** What we have used ourselves: Google tells nobody what other programs took. */
function leftInWords(left: number | null, { limits }: Pick<Connector, "limits">): string {
  const zone = limits?.quotaDay?.zone ?? "the platform's zone";
  return left === null ? "no budget is set" : `${units(left)} of the budget left today (${zone})`;
}
