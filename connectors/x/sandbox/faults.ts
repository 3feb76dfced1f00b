/** What a fault does to a call. */
import type { Call } from "./endpoints.ts";
import type { Fault, TransportFault } from "./fault.ts";
import type { Body, Json } from "./render.ts";

const TRANSPORT: ReadonlySet<string> = new Set<TransportFault>([
  "hang",
  "reset-connection",
  "html",
  "nothing",
  "empty-body",
  "huge",
  "server-error",
  "rate-limited",
  "forbidden",
  "unauthorised",
  "payment-required",
  "poisoned-refusal",
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

function meets(fault: Fault, call: Call): boolean {
  if (fault.endpoint !== undefined && fault.endpoint !== call.endpoint) return false;
  const asked = call.userId === null ? (call.query.get("ids") ?? "").split(",") : [call.userId];
  return fault.userId === undefined || asked.includes(fault.userId);
}

/** Spoils a finished body. The body is ours alone, and is changed in place. `serial` makes each cursor another one. */
export function spoil(body: Body, fault: Fault, serial: number): Body {
  const items = body.data ?? [];
  const { meta } = body;
  switch (fault.kind) {
    case "null-number":
      items.forEach((item) => blankMetrics(item));
      return meta === undefined ? body : { ...body, meta: { ...meta, result_count: null } };
    case "null-id":
      items.forEach((item) => Object.assign(item, { id: null }));
      return body;
    case "null-data":
      return { ...body, data: null };
    case "unknown-enum":
      items.forEach((item) => Object.assign(item, unknownEnums()));
      return body;
    case "lone-surrogate":
      items.forEach((item) => Object.assign(item, { name: "\ud800", text: `\udfff${text(item)}\ud800` }));
      return body;
    case "empty-page-with-cursor":
      return { meta: { result_count: 0, next_token: tokenOf(serial) } };
    case "looping-cursor":
      return { ...body, meta: { ...meta, next_token: LOOP_TOKEN } };
    case "dropped-rows":
      items.splice(Math.floor(items.length / 2), 1);
      return { ...body, ...(meta === undefined ? {} : { meta: { ...meta, result_count: items.length } }) };
    case "short-rows":
      items.pop();
      return body;
    case "withheld-item":
    case "unclear-problem":
      return { ...body, errors: [unclearProblem(fault)] };
    default:
      return body;
  }
}

/** The first row of any list stands after it, so that the pages go round. */
const LOOP_TOKEN = tokenOf(0);

function tokenOf(serial: number): string {
  return Buffer.from(`${String(serial).padStart(12, "0")}.0`, "utf8").toString("hex");
}

function text(item: Json): string {
  return typeof item["text"] === "string" ? item["text"] : "";
}

function blankMetrics(item: Json): void {
  const metrics = item["public_metrics"];
  if (typeof metrics !== "object" || metrics === null) return;
  item["public_metrics"] = Object.fromEntries(Object.keys(metrics).map((name) => [name, null]));
}

function unknownEnums(): Json {
  const references = [{ type: "remixed", id: "1" }];
  return { protected: "sometimes", referenced_tweets: references, referenced_posts: references };
}

function unclearProblem(fault: Fault): Json {
  const word = fault.word ?? "somebody";
  return {
    type: "https://api.x.com/2/problems/field-hydration-failure",
    title: "Withheld",
    detail: `Something about @${word} is withheld`,
    resource_type: "post",
    resource_id: "1",
    value: word,
    parameter: "id",
    section: "data",
  };
}
