import type { RegisterStatus } from "../../core/account.ts";
import type { Platform } from "../../core/platform.ts";
import { UserError } from "../../errors.ts";
import { nearest } from "../../csv/columns.ts";
import { platformMeant, platformOf } from "../../register/handle-book.ts";
import { organisationOf } from "../../register/parse.ts";
import { listAccounts, type AccountFilter } from "../../store/accounts.ts";
import { examples, type BuildInner } from "../command.ts";
import { nameOfAccount } from "../findings/choose.ts";
import { writeJson } from "../json.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { withStore, type CommandStore } from "../with-store.ts";

interface Options {
  platform?: string;
  organisation?: string;
  status?: string;
  json?: true;
}

export const buildList: BuildInner = (parent, io) => {
  parent
    .command("list")
    .description("List the register.")
    .option("--platform <platform>", "only this platform")
    .option("--organisation <organisation>", "only this organisation")
    .option("--status <status>", "only live, paused or closed accounts")
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("accounts list", "accounts list --platform x --status live"))
    .action(async (options: Options) => {
      const accounts = await withStore(io, (store) => listAccounts(store.db, filterOf(options, store)));
      if (options.json) {
        writeJson(io, accounts);
        return;
      }
      const rows = accounts.map((account) => [
        nameOfAccount(account),
        account.status,
        account.kind,
        account.organisations.join(", "),
        account.department,
        account.id,
      ]);
      const titles = ["Account", "Status", "Kind", "Organisation", "Department", "Id"];
      if (rows.length > 0) io.stdout(`${renderRows(io, titles, rows)}\n`);
      io.stdout(`${counted(rows.length, "account")}.\n`);
      if (rows.length === 0) io.stdout("→ `account-audit accounts import FILE.csv` fills the register\n");
    });
};

function filterOf(options: Options, { config }: CommandStore): AccountFilter {
  return {
    ...(options.platform === undefined ? {} : { platform: platformIn(options.platform) }),
    ...(options.status === undefined ? {} : { status: statusIn(options.status) }),
    ...(options.organisation === undefined
      ? {}
      : { organisation: organisationIn(options.organisation, config.policy.organisations) }),
  };
}

export function platformIn(word: string): Platform {
  const platform = platformOf(word);
  if (platform !== null) return platform;
  throw new UserError("usage", `there is no platform ${word}`, platformMeant(word));
}

function statusIn(word: string): RegisterStatus {
  if (word === "live" || word === "paused" || word === "closed") return word;
  throw new UserError("usage", `there is no status ${word}`, "one of live, paused, closed");
}

export function organisationIn(
  word: string,
  known: CommandStore["config"]["policy"]["organisations"],
): string {
  const found = organisationOf(word, known);
  if (found !== null) return found;
  const ids = known.map(({ id }) => id);
  const meant = nearest(word, ids);
  throw new UserError(
    "usage",
    `there is no organisation ${word} in the settings${meant === null ? "" : `; did you mean ${meant}?`}`,
    `one of ${ids.join(", ")}`,
  );
}
