import { stringify as csv } from "csv-stringify/sync";
import { stringify as yaml } from "yaml";
import { DEFAULT_ORGANISATIONS } from "../settings/organisations.ts";
import { CAST } from "./cast.ts";
import { ZONE } from "./dates.ts";
import { demoLead, type Post } from "./leads.ts";
import type { Member } from "./member.ts";
import { learnerHandle, type DemoWorld } from "./world.ts";

/** The files that an admin would write: the demo reads them as the commands do. Pure. */

const DOMAIN = "college.example";

/** Under the register's lists of one night, over what one whole night of the others costs. */
const NIGHT_USD = 60;

export function settingsFile(): string {
  const contact = (id: string, shortName: string, post: Post) => {
    const { name, email, publicKey } = demoLead(id, shortName, post);
    return { name, email, public_key: Buffer.from(publicKey).toString("base64") };
  };
  return yaml({
    timezone: ZONE,
    organisations: DEFAULT_ORGANISATIONS.map(({ id, name, short_name }) => ({
      id,
      name,
      short_name,
      hashtags: [`demo${id}`],
    })),
    closures: [
      { from: "2025-12-24", to: "2026-01-01", name: "Christmas" },
      { from: "2026-10-26", to: "2026-10-30", name: "Half-term" },
      { from: "2026-12-24", to: "2027-01-01", name: "Christmas" },
    ],
    staff_domains: [DOMAIN],
    term_starts_on: "2026-09-07",
    target_accounts: 36,
    budgets: { x: { night_usd: NIGHT_USD, month_usd: 250 } },
    mail: {
      from: `Social media audit <audit@${DOMAIN}>`,
      reply_to: `marketing@${DOMAIN}`,
      digest_to: [`head.of.digital@${DOMAIN}`, `marketing@${DOMAIN}`],
      ops_to: [`it@${DOMAIN}`],
      list_id: `audit.${DOMAIN}`,
    },
    safeguarding: Object.fromEntries(
      DEFAULT_ORGANISATIONS.map(({ id, short_name }) => [
        id,
        { lead: contact(id, short_name, "lead"), deputy: contact(id, short_name, "deputy") },
      ]),
    ),
    privacy: {
      dpia_reference: "DEMO-1 (made up)",
      lawful_basis: "made up for the demo",
      contact: `data.protection@${DOMAIN}`,
    },
  });
}

/** The register: the pilot's accounts alone, or all. */
export function registerFile(which: "pilot" | "all"): string {
  const members = which === "all" ? CAST : CAST.filter(({ isPilot }) => isPilot === true);
  return csv(members.map(registerRow), { header: true, bom: true, record_delimiter: "windows" });
}

/** Three members of staff of a college, of whom two share each account. */
function keepersOf({ organisations }: Member, index: number): string {
  const [own = ""] = organisations.split(";");
  return [index, index + 1].map((at) => `${own}.staff${(at % 3) + 1}@${DOMAIN}`).join("; ");
}

function registerRow(member: Member, index: number): Record<string, string> {
  const { handle, organisations, department, kind, ownLimit, pausedReason, created, isClosed } = member;
  const mailbox = handle.replace(/^demo_/u, "").replaceAll("_", ".");
  return {
    platform: member.platform ?? "x",
    handle: `@${handle}`,
    college: organisations,
    department,
    kind: kind ?? "departmental",
    status: isClosed === true ? "closed" : pausedReason === undefined ? "live" : "paused",
    paused_reason: pausedReason ?? "",
    keepers: keepersOf(member, index),
    approved_by: "Head of School; Head of Digital Marketing",
    approved_on: "01/09/2023",
    login_address: `${mailbox}@${DOMAIN}`,
    opened_on: created ?? "",
    dormant_after_days: ownLimit === undefined ? "" : String(ownLimit.days),
    dormant_reason: ownLimit?.reason ?? "",
  };
}

/** How many learners the made-up group has, and how many gave their handle at first and when they were asked again. */
export const ENROLLED = 1_240;
export const KNOWN_AT_FIRST = 88;
export const KNOWN_LATER = 702;

/**
 * A learner list. On X the first four are planted: known by handle, by both, by id, by both. On YouTube a few are known, by
 * the ids of their channels.
 */
export function learnerFile({ learners, tube }: Pick<DemoWorld, "learners" | "tube">, known: number): string {
  const lastDay = { last_day: "2027-07-09" };
  const onX = Array.from({ length: known }, (_, index) => ({
    platform: "x",
    handle: index === 2 ? "" : learnerHandle(index),
    id: [1, 2, 3].includes(index) ? (learners[index]?.id ?? "") : "",
    ...lastDay,
  }));
  const onYouTube = tube.learnerIds.map((id) => ({ platform: "youtube", handle: "", id, ...lastDay }));
  return csv([...onX, ...onYouTube], { header: true });
}
