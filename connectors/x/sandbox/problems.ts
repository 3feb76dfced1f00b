/** Refusals and partial errors in the two shapes that the documents give them. */
import type { Vocabulary } from "../schema.ts";
import type { BadParameter } from "./parameters.ts";
import type { Json } from "./render.ts";
import type { SandboxUser } from "./world.ts";

export interface Refusal {
  status: number;
  contentType: "application/json" | "application/problem+json";
  body: Json;
}

function typeOf(vocabulary: Vocabulary, kind: string): string {
  return `https://api.${vocabulary === "tweet" ? "twitter" : "x"}.com/2/problems/${kind}`;
}

/**
 * 2.166 knows a general problem; 2.167 only the error with a code. Problems carry code and message too, since the
 * documents give both shapes, and Prism cannot tell `application/problem+json` from `application/json`.
 */
export function refuse(vocabulary: Vocabulary, status: number, title: string, detail = title): Refusal {
  const error = { code: status, message: detail };
  return vocabulary === "tweet"
    ? {
        status,
        contentType: "application/problem+json",
        body: { ...error, type: "about:blank", title, detail, status },
      }
    : { status, contentType: "application/json", body: error };
}

export function refuseRequest(vocabulary: Vocabulary, bad: BadParameter): Refusal {
  const detail = "One or more parameters to your request was invalid.";
  return {
    status: 400,
    contentType: "application/problem+json",
    body: {
      code: 400,
      message: detail,
      type: typeOf(vocabulary, "invalid-request"),
      title: "Invalid Request",
      detail,
      ...(vocabulary === "tweet" ? {} : { parameter: bad.name, value: bad.value }),
      errors: [{ parameters: { [bad.name]: [bad.value] }, message: bad.message }],
    },
  };
}

/** Why an account is not shown, or null. `parameter` and `value` are how it was asked for. */
export function problemOf(
  vocabulary: Vocabulary,
  user: SandboxUser | undefined,
  asked: { parameter: "ids" | "usernames" | "id"; value: string },
): Json | null {
  const common = {
    parameter: asked.parameter,
    value: asked.value,
    resource_id: asked.value,
    resource_type: "user",
    section: "data",
  };
  if (user === undefined || user.state === "missing") {
    return {
      ...common,
      type: typeOf(vocabulary, "resource-not-found"),
      title: "Not Found Error",
      detail: `Could not find user with ${asked.parameter}: [${asked.value}].`,
    };
  }
  if (user.state === "suspended") {
    return {
      ...common,
      type: typeOf(vocabulary, "resource-not-found"),
      title: "Forbidden",
      detail: `User has been suspended: [${asked.value}].`,
    };
  }
  return null;
}

export function protectedProblem(vocabulary: Vocabulary, user: SandboxUser): Json {
  return {
    type: typeOf(vocabulary, "not-authorized-for-resource"),
    title: "Authorization Error",
    detail: `Sorry, you are not authorized to see the user with id: [${user.id}].`,
    parameter: "id",
    value: user.id,
    resource_id: user.id,
    resource_type: "user",
    section: "data",
  };
}

/** A post that is not shown, as its author or X took it off. */
export function postProblem(vocabulary: Vocabulary, id: string): Json {
  return {
    type: typeOf(vocabulary, "resource-not-found"),
    title: "Not Found Error",
    detail: `Could not find tweet with ids: [${id}].`,
    parameter: "ids",
    value: id,
    resource_id: id,
    resource_type: "tweet",
    section: "data",
  };
}
