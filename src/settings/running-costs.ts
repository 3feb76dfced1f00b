import * as field from "./fields.ts";

/** What an admin's own commands ask and look at. */
export const runningCosts = {
  scan_ask_above_usd: field
    .dollars(100_000)
    .default(1)
    .describe(
      "`scan` asks before it spends more than this, in US dollars, as far as can be told beforehand.",
    ),
  backup_stamp: field
    .text()
    .nullable()
    .default(null)
    .describe(
      "A file that your backup touches when it has ended well: `doctor` and `status` warn when it grows old. null: no backup is known.",
    )
    .meta({ examples: ["/var/backups/account-audit/last-good"] }),
};
