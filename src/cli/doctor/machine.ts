import { localTimeOf } from "../../core/calendar.ts";
import { onSettings, ok, problem, warning, type Check } from "./check.ts";

const NEEDED_NODE = 24;

export const node: Check = {
  name: "Node",
  about: "needs",
  async examine({ nodeVersion }) {
    if (Number(nodeVersion.split(".")[0]) >= NEEDED_NODE) return ok(`version ${nodeVersion}`);
    return problem(`version ${nodeVersion}; ${NEEDED_NODE} is needed`, `install Node ${NEEDED_NODE}`);
  },
};

export const settings: Check = {
  name: "Settings",
  about: "settings",
  async examine({ config, settingsError }) {
    if (settingsError !== null) throw settingsError;
    if (config === null) return problem("they could not be read", "`account-audit init` writes a new file");
    if (config.settingsFile !== null) return ok(config.settingsFile);
    return warning(
      "no settings file: all settings have their defaults",
      "`account-audit init` writes one, or let ACCOUNT_AUDIT_SETTINGS name it",
    );
  },
};

export const timeZone = onSettings("Time zone", "settings", (config, { clock }) => {
  const zone = config.policy.timezone;
  try {
    return ok(`${zone}, where it is ${localTimeOf(clock.now(), zone)}`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return problem(`${zone} is no time zone that this Node knows`, "mend timezone in the settings");
  }
});
