import type { Severity } from "../core/policy.ts";
import type { Tone } from "../digest/model.ts";

/** As people read them. */
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  safeguarding: "With safeguarding",
  high: "High",
  medium: "Medium",
  low: "Low",
};

export const SEVERITY_TONES: Readonly<Record<Severity, Tone>> = {
  safeguarding: "bad",
  high: "bad",
  medium: "warn",
  low: "calm",
};
