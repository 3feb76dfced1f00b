import { Option } from "commander";
import { enqueueScan, scanAlone, waitForRun } from "../compose/scan.ts";
import type { Account } from "../core/account.ts";
import { SEVERITIES, type Severity } from "../core/policy.ts";
import { UserError } from "../errors.ts";
import { SILENT } from "../log.ts";
import { listAccounts } from "../store/accounts.ts";
import { findAccount } from "../store/find-account.ts";
import type { Run } from "../store/runs.ts";
import { isServed, rolesAlive } from "../store/services.ts";
import { organisationIn, platformIn } from "./accounts/list.ts";
import { examples, type CliCommand, type CommandIo } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { progressBar } from "./progress.ts";
import { agreeToPrice, priceOf } from "./scan/price.ts";
import { sayResult } from "./scan/result.ts";
import { flowed } from "./table.ts";
import { withStore, type CommandStore } from "./with-store.ts";

export interface ScanOptions {
  platform?: string;
  organisation?: string;
  all?: boolean;
  wait?: boolean;
  failOn?: Severity;
  yes?: boolean;
  json?: boolean;
}

export const command: CliCommand = {
  name: "scan",
  summary: "Audit accounts now",
  build(command, io, exit) {
    command
      .argument("[account...]", "id, handle, platform:handle or profile address")
      .option("--platform <platform>", "all live accounts of a platform")
      .option("--organisation <organisation>", "all live accounts of an organisation")
      .option("--all", "all live accounts")
      .option("--wait", "with a running service: wait for the end")
      .addOption(
        new Option("--fail-on <severity>", "wait for the end, and exit 1 from this severity on").choices([
          ...SEVERITIES,
        ]),
      )
      .option("--yes", "do not ask, whatever it will cost; the budgets hold")
      .option("--json", "for machines")
      .addHelpText(
        "after",
        `
With a running service the scan is handed to it. Without one this process does the work, on queues of its
own. Leases and budgets hold either way, and no e-mail is sent. Before it spends more than scan_ask_above_usd
of the settings it asks; where nobody can be asked it refuses, unless --yes is given.
${examples("scan @conel_sport", "scan --platform x --fail-on high", "scan --all --yes --json")}`,
      )
      .action(async (words: string[], options: ScanOptions) => {
        exit(await withStore(io, (store) => scan(io, store, words, options)));
      });
  },
};

async function scan(
  io: CommandIo,
  store: CommandStore,
  words: readonly string[],
  options: ScanOptions,
): Promise<ExitCode> {
  const accounts = await chosen(store, words, options);
  const price = await priceOf(store, accounts);
  if (options.json !== true) {
    for (const line of price.words.split("\n")) io.stderr(`${flowed(io, line, 2)}\n`);
  }
  const aboveMicroUsd = store.config.scanAskAboveMicroUsd;
  await agreeToPrice(io, price, { aboveMicroUsd, yes: options.yes === true });
  return untilInterrupted((signal) => audit(io, store, { accounts, options, signal }));
}

/** Hands the scan to the service that runs, or does it here. */
async function audit(
  io: CommandIo,
  store: CommandStore,
  { accounts, options, signal }: { accounts: readonly Account[]; options: ScanOptions; signal: AbortSignal },
): Promise<ExitCode> {
  const bar = progressBar(io, "audited");
  const onProgress = (progress: { finished: number; accounts: number }) =>
    bar.show(progress.finished, progress.accounts);
  if (isServed(await rolesAlive(store.db))) {
    const id = await enqueueScan(store, accounts, SILENT);
    // Whoever asks for a verdict must not be told that all is well because there is none yet.
    if (options.wait !== true && options.failOn === undefined) {
      io.stdout(options.json === true ? `${JSON.stringify({ run: id })}\n` : handedOver(id));
      return EXIT.ok;
    }
    return report(await waitForRun(store, id, { onProgress, signal }));
  }
  return report(await scanAlone(store, accounts, { log: SILENT, onProgress, signal }));

  async function report(run: Run): Promise<ExitCode> {
    bar.end();
    return sayResult(io, store, run, options);
  }
}

const ENDING = ["SIGINT", "SIGTERM"] as const;

/** Ctrl-C and SIGTERM end the waiting, so that what was opened is closed. */
async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  for (const signal of ENDING) process.once(signal, abort);
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of ENDING) process.off(signal, abort);
  }
}

function handedOver(id: string): string {
  return `The service has it: run ${id}.\n→ account-audit runs show ${id}\n`;
}

async function chosen(
  store: CommandStore,
  words: readonly string[],
  options: ScanOptions,
): Promise<readonly Account[]> {
  if (words.length > 0) {
    const found = [];
    for (const word of words) found.push(await findAccount(store.db, word, store.handles));
    return found;
  }
  const { platform, organisation } = options;
  if (platform === undefined && organisation === undefined && options.all !== true) {
    throw new UserError("usage", "which accounts? None were named", "name some, or say --all");
  }
  const accounts = await listAccounts(store.db, {
    status: "live",
    ...(platform === undefined ? {} : { platform: platformIn(platform) }),
    ...(organisation === undefined
      ? {}
      : { organisation: organisationIn(organisation, store.config.policy.organisations) }),
  });
  if (accounts.length > 0) return accounts;
  throw new UserError(
    "usage",
    "no live account of the register is meant",
    "see `account-audit accounts list`, or import some with `account-audit accounts import FILE.csv`",
  );
}
