import { UserError } from "../../src/errors.ts";
import { readSettings } from "../../src/settings/read.ts";

/** What is said of a settings file with these contents. */
export function complaintOf(content: string): string {
  try {
    readSettings(content, "account-audit.yaml");
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return "no complaint";
}
