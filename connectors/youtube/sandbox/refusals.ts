/** Refusals as Google words them. */

export interface Refusal {
  status: number;
  body: unknown;
}

const DOMAIN = "youtube.googleapis.com";

/** One refusal: `reason` is what tells it from the others of its status. */
export function refuse(status: number, reason: string, word = "the request"): Refusal {
  const message = `The request cannot be completed for ${word}: ${reason}.`;
  return {
    status,
    body: {
      error: {
        code: status,
        message,
        errors: [{ message, domain: domainOf(reason), reason }],
        ...(status === 401 ? { status: "UNAUTHENTICATED" } : {}),
      },
    },
  };
}

function domainOf(reason: string): string {
  if (/quota|limit/iu.test(reason)) return "youtube.quota";
  return /subscri/iu.test(reason) ? "youtube.subscription" : "youtube.common";
}

/** Newer services say by details which limit it was; the reason above them is that of every limit. */
export function dayLimitInDetails(): Refusal {
  const { body } = refuse(429, "rateLimitExceeded");
  return {
    status: 429,
    body: withDetails(body, {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "RATE_LIMIT_EXCEEDED",
      domain: "googleapis.com",
      metadata: { service: DOMAIN, quota_limit: "defaultPerDayPerProject" },
    }),
  };
}

export function badKey(): Refusal {
  const { body } = refuse(400, "badRequest");
  return {
    status: 400,
    body: withDetails(body, {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "API_KEY_INVALID",
      domain: "googleapis.com",
      metadata: { service: DOMAIN },
    }),
  };
}

function withDetails(body: unknown, detail: unknown): unknown {
  const { error } = body as { error: object };
  return { error: { ...error, details: [detail] } };
}
