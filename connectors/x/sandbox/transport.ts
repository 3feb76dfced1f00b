import type http from "node:http";
import type { Vocabulary } from "../schema.ts";
import type { Fault } from "./fault.ts";
import { type Refusal, refuse } from "./problems.ts";

/** Plays a fault instead of an answer. What is a documented refusal is returned, to be sent as one. */
export function sendFault(
  fault: Fault,
  vocabulary: Vocabulary,
  response: http.ServerResponse,
): Refusal | null {
  const word = fault.word ?? "somebody";
  switch (fault.kind) {
    case "hang":
      return null;
    case "reset-connection":
      response.destroy();
      return null;
    case "html":
      return sendText(
        response,
        fault.status ?? 200,
        "text/html",
        `<html><title>@${word} over capacity</title></html>`,
      );
    case "nothing":
      return sendText(response, 200, "application/json", "{}");
    case "empty-body":
      return sendText(response, 200, "application/json", "");
    case "huge":
      return sendText(response, 200, "application/json", hugeBody());
    case "poisoned-refusal":
      return sendText(response, fault.status ?? 400, "application/json", '{"errors":[null,null]}');
    case "rate-limited":
      response.removeHeader("x-rate-limit-reset");
      if (fault.resetAt !== undefined) {
        response.setHeader("x-rate-limit-reset", String(Math.ceil(fault.resetAt.getTime() / 1000)));
      }
      return refuse(vocabulary, 429, "Too Many Requests", `Too many requests about @${word}`);
    case "forbidden":
      return refuse(vocabulary, 403, "Forbidden", `You may not see @${word}`);
    case "unauthorised":
      return refuse(vocabulary, 401, "Unauthorized", `You may not see @${word}`);
    case "payment-required":
      return refuse(vocabulary, 402, "Payment Required", `No credit left to see @${word}`);
    default:
      return refuse(vocabulary, fault.status ?? 500, "Internal Server Error", `Could not load @${word}`);
  }
}

function sendText(response: http.ServerResponse, status: number, contentType: string, text: string): null {
  response.writeHead(status, { "content-type": contentType });
  response.end(text);
  return null;
}

/** Well-formed, documented, and 10 MB long. */
function hugeBody(): string {
  const text = "a".repeat(10 * 1024 * 1024);
  const data = [{ id: "1", name: "a", username: "a", text, created_at: "2026-01-01T00:00:00.000Z" }];
  return JSON.stringify({ data, meta: { result_count: 1 } });
}
