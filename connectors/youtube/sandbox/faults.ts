/** What a fault does to a call. */
import type { Call } from "./endpoints.ts";
import type { Fault, TransportFault } from "./fault.ts";
import { tokenOf } from "./paging.ts";
import type { Body, Json } from "./render.ts";
import { uploadsOf } from "./world.ts";

const TRANSPORT: ReadonlySet<string> = new Set<TransportFault>([
  "hang",
  "reset-connection",
  "html",
  "nothing",
  "empty-body",
  "huge",
  "server-error",
  "quota-exceeded",
  "day-limit-in-details",
  "rate-limited",
  "forbidden",
  "bad-key",
  "not-enabled",
  "unauthorised",
  "subscription-forbidden",
  "playlist-not-found",
]);

export function isTransportFault(fault: Fault): boolean {
  return TRANSPORT.has(fault.kind);
}

/** The first fault that meets the call; one of its times is used up. */
export function takeFault(faults: readonly Fault[], call: Call): Fault | null {
  const fault = faults.find((one) => (one.times ?? 1) > 0 && meets(one, call));
  if (fault === undefined) return null;
  if (fault.times !== undefined) fault.times--;
  return fault;
}

function meets({ resource, channelId }: Fault, { resource: asked, query }: Call): boolean {
  if (resource !== undefined && resource !== asked) return false;
  if (channelId === undefined) return true;
  const ids = (query.get("id") ?? "").split(",");
  const own = [...ids, query.get("channelId"), query.get("playlistId")];
  return own.includes(channelId) || own.includes(uploadsOf({ id: channelId }));
}

/** Spoils a finished body, which is ours alone. `serial` makes each token another one. */
export function spoil(body: Body, fault: Fault, serial: number): Body {
  const { items = [] } = body;
  switch (fault.kind) {
    case "null-number":
      items?.forEach((item) => blankNumbers(item));
      return { ...body, pageInfo: { ...body.pageInfo, totalResults: null } };
    case "null-id":
      items?.forEach((item) => blankIds(item));
      return body;
    case "null-items":
      return { ...body, items: null };
    case "unknown-enum":
      items?.forEach((item) => Object.assign(item, { status: { privacyStatus: "sometimes" } }));
      return body;
    case "lone-surrogate":
      items?.forEach((item) =>
        Object.assign(part(item, "snippet"), { title: "\ud800", description: "\udfff" }),
      );
      return body;
    case "empty-page-with-token":
      return { ...body, items: [], nextPageToken: tokenOf(10_000 + serial) };
    case "looping-token":
      return { ...body, nextPageToken: tokenOf(0) };
    case "dropped-rows":
      return { ...body, items: items?.filter((_, index) => index !== 0) ?? null };
    case "repeated-rows":
      return {
        ...body,
        items: items?.map((item, index) => (index === 0 ? (items[1] ?? item) : item)) ?? null,
      };
    case "no-rows":
      return { ...body, items: [], pageInfo: { ...body.pageInfo, totalResults: 0 } };
    default:
      return body;
  }
}

function part(item: Json, name: string): Json {
  const found = item[name];
  return typeof found === "object" && found !== null ? (found as Json) : {};
}

function blankNumbers(item: Json): void {
  const statistics = part(item, "statistics");
  Object.keys(statistics).forEach((name) => Object.assign(statistics, { [name]: null }));
}

function blankIds(item: Json): void {
  Object.assign(item, { id: null });
  Object.assign(part(part(item, "snippet"), "resourceId"), { channelId: null });
  Object.assign(part(item, "contentDetails"), { videoId: null });
}
