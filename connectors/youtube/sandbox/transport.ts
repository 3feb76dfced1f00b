import type http from "node:http";
import type { Fault } from "./fault.ts";
import { type Refusal, badKey, dayLimitInDetails, refuse } from "./refusals.ts";

/** Plays a fault instead of an answer. What is a documented refusal is returned, to be sent as one. */
export function sendFault(fault: Fault, response: http.ServerResponse): Refusal | null {
  const { kind, word = "somebody", status } = fault;
  switch (kind) {
    case "hang":
      return null;
    case "reset-connection":
      response.destroy();
      return null;
    case "html":
      return sendText(response, status ?? 200, "text/html", `<html><title>${word}</title></html>`);
    case "nothing":
      return sendText(response, 200, "application/json", "{}");
    case "empty-body":
      return sendText(response, 200, "application/json", "");
    case "huge":
      return sendText(response, 200, "application/json", hugeBody());
    case "quota-exceeded":
      return refuse(403, "quotaExceeded", word);
    case "day-limit-in-details":
      return dayLimitInDetails();
    case "rate-limited":
      return refuse(403, "rateLimitExceeded", word);
    case "forbidden":
      return refuse(403, "forbidden", word);
    case "bad-key":
      return badKey();
    case "not-enabled":
      return refuse(403, "accessNotConfigured", word);
    case "unauthorised":
      return refuse(401, "authError", word);
    case "subscription-forbidden":
      return refuse(403, "subscriptionForbidden", word);
    case "playlist-not-found":
      return refuse(404, "playlistNotFound", word);
    default:
      return refuse(status ?? 500, "backendError", word);
  }
}

function sendText(response: http.ServerResponse, status: number, contentType: string, text: string): null {
  response.writeHead(status, { "content-type": contentType });
  response.end(text);
  return null;
}

/** Well-formed, documented, and 10 MB long. */
function hugeBody(): string {
  const description = "a".repeat(10 * 1024 * 1024);
  const items = [{ kind: "youtube#channel", id: `UC${"a".repeat(22)}`, snippet: { description } }];
  return JSON.stringify({ items, pageInfo: { totalResults: 1, resultsPerPage: 5 } });
}
