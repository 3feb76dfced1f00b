import { createConnectors } from "../../../connectors/index.ts";
import type { ConnectionFacts } from "../../core/connector.ts";
import { causeSentence } from "../../core/causes.ts";
import type { Cause } from "../../core/facts.ts";
import { PLATFORM_NAMES, PLATFORMS, type Platform } from "../../core/platform.ts";
import { listAccounts } from "../../store/accounts.ts";
import { readStates } from "../../store/readings.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import { missingSecret } from "../connection.ts";
import { EXIT } from "../exit-codes.ts";
import { writeJson } from "../json.ts";
import { paint } from "../paint.ts";
import { counted } from "../problems.ts";
import { lastAudits, type EndedAudit } from "../status/audits.ts";
import { renderPairs } from "../table.ts";
import { momentIn } from "../when.ts";
import { withStore, type CommandStore } from "../with-store.ts";

/** How one platform of the register stands. */
interface Connection {
  platform: Platform;
  accounts: number;
  /** `impossible`: the product has no connection for it yet. */
  state: "connected" | "not connected" | "impossible";
  /** The environment variable that is missing, or null. */
  missing: string | null;
  facts: ConnectionFacts | null;
  /** Why it was refused when it was last asked; null: it was not, or nothing has run. */
  refused: Cause | null;
  /** When an account of it was last seen. */
  lastReadAt: Date | null;
}

export const buildList: BuildInner = (parent, io, exit) => {
  parent
    .command("list")
    .description(
      "Each platform that has live accounts: whether it is connected and how, whose consent that takes, when it ends, " +
        "and who must do what next.",
    )
    .option("--json", "print JSON for machines")
    .addHelpText(
      "after",
      `
No platform is called: \`account-audit doctor --live\` tries the connections.
Exit code 4 when a platform that could be connected is not, or refused us when it was last asked.
${examples("connections list", "connections list --json")}`,
    )
    .action(async (options: { json?: true }) => {
      const { connections, zone } = await withStore(io, read);
      if (options.json) writeJson(io, connections);
      else io.stdout(inWords(io, connections, zone));
      exit(
        connections.some(
          ({ state, refused }) => state !== "impossible" && (state !== "connected" || refused !== null),
        )
          ? EXIT.failure
          : EXIT.ok,
      );
    });
};

async function read({ db, config }: CommandStore): Promise<{ connections: Connection[]; zone: string }> {
  const accounts = await listAccounts(db, { status: "live" });
  const connectors = createConnectors(config);
  const audits = await lastAudits(db);
  const connections: Connection[] = [];
  for (const platform of PLATFORMS) {
    const mine = accounts.filter((account) => account.platform === platform);
    if (mine.length === 0) continue;
    const connector = connectors.find((one) => one.platform === platform);
    const missing = missingSecret(config, platform);
    const states = await readStates(
      db,
      mine.map(({ id }) => id),
    );
    const seen = states.flatMap(({ surveyedAt }) => surveyedAt ?? []);
    connections.push({
      platform,
      accounts: mine.length,
      state: connector === undefined ? "impossible" : missing === null ? "connected" : "not connected",
      missing,
      facts: connector?.connection ?? null,
      refused: refusalOf(platform, audits),
      lastReadAt: seen.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null,
    });
  }
  return { connections, zone: config.policy.timezone };
}

/** Why the newest audit that asked the platform for anything was refused; null: it was not. */
function refusalOf(platform: Platform, audits: readonly EndedAudit[]): Cause | null {
  const [newest = []] = audits
    .map(({ reached }) => reached.filter((one) => one.platform === platform))
    .filter((met) => met.length > 0);
  return newest.find(isRefusal)?.cause ?? null;
}

/** An account that was not seen because the platform would not speak to us. */
function isRefusal({ seen, cause }: { seen: boolean; cause: Cause | null }): boolean {
  return !seen && (cause === "not-connected" || cause === "no-permission" || cause === "no-credit");
}

function inWords(io: CommandIo, connections: readonly Connection[], zone: string): string {
  if (connections.length === 0) {
    return "The register has no live account, so nothing needs a connection.\n→ `account-audit accounts import FILE.csv` fills it\n";
  }
  return connections
    .map((one) => {
      const name = paint(io, "bold", PLATFORM_NAMES[one.platform]);
      const title = `${name}: ${stateInWords(one)}, ${counted(one.accounts, "live account")}`;
      return `${title}\n${renderPairs(io, pairsOf(one, zone))}`;
    })
    .join("\n");
}

function stateInWords({ state, refused }: Connection): string {
  if (state === "connected" && refused !== null) return "set up, but refused by the platform";
  return state === "impossible" ? "cannot be connected yet" : state;
}

/** The secret is set: to make another app would mend nothing. */
const REFUSED_NEXT =
  "IT: `account-audit doctor --live` says what is refused; there renew the secret, add credit or give the permission";

function pairsOf(
  { state, missing, facts, refused, lastReadAt }: Connection,
  zone: string,
): [string, string][] {
  const read: [string, string] = ["  Last read", lastReadAt === null ? "never" : momentIn(zone, lastReadAt)];
  if (state === "impossible") {
    return [
      read,
      ["  Next", "nobody: the product has no connection for it; its accounts are could not check"],
    ];
  }
  const isConnected = state === "connected" && refused === null;
  const why: [string, string][] =
    refused === null || state !== "connected"
      ? []
      : [
          [
            "  When last asked",
            `${causeSentence(refused)}; \`account-audit doctor --live\` says what it answers`,
          ],
        ];
  const told: [string, string][] =
    facts === null
      ? []
      : [
          ["  How", facts.how],
          ["  Consent", facts.consent],
          ["  Ends", facts.endsWhen],
        ];
  const toConnect = state === "connected" ? REFUSED_NEXT : (facts?.nextStep ?? "see the README");
  const next = isConnected ? "nothing; `account-audit doctor --live` tries it" : toConnect;
  return [
    ...told,
    read,
    ...why,
    ["  Next", missing === null || isConnected ? next : `${next} (${missing} is not set)`],
  ];
}
