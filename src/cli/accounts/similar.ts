import { createConnectors } from "../../../connectors/index.ts";
import { readDigest, type Outgoing } from "../../compose/digest.ts";
import type { CloseCandidate, CloseReason } from "../../core/rationalise.ts";
import type { DigestAccount } from "../../core/digest-input.ts";
import { candidatesOf, isIdle } from "../../digest/build-closures.ts";
import { isoWeekOf, localDateOf } from "../../core/calendar.ts";
import { SILENT } from "../../log.ts";
import { examples, type BuildInner } from "../command.ts";
import { nameOfAccount } from "../findings/choose.ts";
import { writeJson } from "../json.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { withStore, type CommandStore } from "../with-store.ts";
import { organisationIn, platformIn } from "./list.ts";

interface Options {
  platform?: string;
  organisation?: string;
  json?: true;
}

type Candidate = CloseCandidate<DigestAccount & { isRead: boolean }>;

export const buildSimilar: BuildInner = (parent, io) => {
  parent
    .command("similar")
    .description(
      "List accounts to close or merge, the most obvious first: dormant, barely used, or with the subject of a busier one of the same organisation on the same platform. A suggestion: a person decides.",
    )
    .option("--platform <platform>", "only this platform")
    .option("--organisation <organisation>", "only this organisation")
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("accounts similar", "accounts similar --platform x --organisation conel"))
    .action(async (options: Options) => {
      const { candidates, waived, live, target, zone } = await withStore(io, (store) => find(store, options));
      if (options.json) {
        writeJson(io, { live, target, waived, candidates: candidates.map(inJson) });
        return;
      }
      const titles = ["Account", "Department", "Posts", "Last post", "Followers", "Why"];
      const rows = candidates.map((one) => rowOf(one, zone));
      if (candidates.length > 0) io.stdout(`${renderRows(io, titles, rows)}\n`);
      io.stdout(
        `${counted(candidates.length, "account")} to close or merge; ${live} live${target === null ? "" : `, target ${target}`}.\n`,
      );
      if (waived > 0) {
        io.stdout(
          `${counted(waived, "other")} may stay by a waiver: \`account-audit findings list --status waived\`.\n`,
        );
      }
      if (target === null) io.stdout("→ set target_accounts in the settings to see how far it is\n");
    });
};

async function find(store: CommandStore, options: Options) {
  const { config } = store;
  const input = await readDigest(outgoingOf(store), isoWeekOf(store.today));
  const idle = input.findings.filter((finding) => isIdle({ finding }));
  const open = idle.filter(({ status }) => status === "open" || status === "acknowledged");
  const kept = new Set(idle.filter(({ status }) => status === "waived").map(({ accountId }) => accountId));
  const platform = options.platform === undefined ? null : platformIn(options.platform);
  const organisation =
    options.organisation === undefined
      ? null
      : organisationIn(options.organisation, config.policy.organisations);
  const byAccount = new Map(open.map((finding) => [finding.accountId, { finding }]));
  const asked = candidatesOf(input, byAccount).filter(
    ({ use: { account } }) =>
      (platform === null || account.platform === platform) &&
      (organisation === null || account.organisations.includes(organisation)),
  );
  const candidates = asked.filter(({ use }) => !kept.has(use.account.id));
  return {
    live: input.accounts.filter(({ account }) => account.status === "live").length,
    target: config.targetAccounts,
    zone: config.policy.timezone,
    candidates,
    /** Accounts that would be named, but may stay by a waiver, as in e-mail and report. */
    waived: asked.length - candidates.length,
  };
}

function outgoingOf(store: CommandStore): Outgoing {
  const connectors = createConnectors(store.config);
  return { ...store, connectors: new Map(connectors.map((one) => [one.platform, one])), log: SILENT };
}

const REASONS: Readonly<Record<CloseReason["kind"], string>> = {
  dormant: "dormant",
  "barely-used": "barely used",
  "same-subject": "same subject as",
  "related-subject": "subject close to",
};

function reasonInWords(reason: CloseReason): string {
  const words = REASONS[reason.kind];
  if (!("busier" in reason)) return words;
  return `${words} @${reason.busier.account.handle} (${counted(reason.busier.postsIn180Days, "post")})`;
}

function rowOf({ use, reasons }: Candidate, zone: string): readonly string[] {
  return [
    nameOfAccount(use.account),
    use.account.department,
    String(use.postsIn180Days),
    use.latestPostAt === null ? "not known" : localDateOf(use.latestPostAt, zone),
    use.followers === null ? "not known" : String(use.followers),
    reasons.map(reasonInWords).join("; "),
  ];
}

function inJson({ use, reasons }: Candidate) {
  return {
    account: use.account.id,
    platform: use.account.platform,
    handle: use.account.handle,
    organisations: use.account.organisations,
    department: use.account.department,
    postsIn180Days: use.postsIn180Days,
    latestPostAt: use.latestPostAt,
    followers: use.followers,
    reasons: reasons.map((reason) => ({
      kind: reason.kind,
      busier: "busier" in reason ? reason.busier.account.id : null,
    })),
  };
}
