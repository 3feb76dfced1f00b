import type { ResourceName } from "./meter.ts";
import { type Refusal, refuse } from "./refusals.ts";

interface Parameters {
  /** One of these must be given, and one alone. */
  filters: readonly string[];
  others: readonly string[];
  parts: readonly string[];
}

const PAGING = ["maxResults", "pageToken"];

/** What each call takes here: those of the documents' parameters that the sandbox can answer. */
const PARAMETERS: Readonly<Record<ResourceName, Parameters>> = {
  channels: {
    filters: ["id", "forHandle", "forUsername", "mine"],
    others: PAGING,
    parts: ["id", "snippet", "statistics", "contentDetails", "status"],
  },
  playlistItems: {
    filters: ["playlistId"],
    others: PAGING,
    parts: ["id", "snippet", "contentDetails", "status"],
  },
  videos: { filters: ["id"], others: [], parts: ["id", "snippet", "status"] },
  subscriptions: {
    filters: ["channelId", "mine"],
    others: [...PAGING, "order"],
    parts: ["id", "snippet"],
  },
};

const MOST_IDS = 50;
const MOST_ROWS = 50;

/** What Google refuses of a query, or null. */
export function refuseParameters(resource: ResourceName, query: URLSearchParams): Refusal | null {
  const { filters, others, parts } = PARAMETERS[resource];
  const given = filters.filter((name) => query.has(name));
  const asked = (query.get("part") ?? "").split(",");
  const rows = Number(query.get("maxResults") ?? 5);
  const order = query.get("order");
  const known = new Set([...filters, ...others, "part", "key", "alt", "prettyPrint"]);
  if (given.length === 0) return refuse(400, "missingRequiredParameter");
  if (given.length > 1) return refuse(400, "incompatibleParameters");
  if (![...query.keys()].every((name) => known.has(name))) return refuse(400, "unexpectedParameter");
  if (!asked.every((part) => parts.includes(part))) return refuse(400, "unknownPart");
  if (!(Number.isInteger(rows) && rows >= 0 && rows <= MOST_ROWS)) return refuse(400, "invalidParameter");
  if ((query.get("id") ?? "").split(",").length > MOST_IDS) return refuse(400, "invalidParameter");
  if (order !== null && !["relevance", "unread", "alphabetical"].includes(order)) {
    return refuse(400, "invalidParameter");
  }
  return null;
}
