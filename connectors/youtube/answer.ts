import type { CallGuard } from "../http.ts";

/** Reads an answer to its end, within the guard's limits. undefined: it is no JSON. */
export async function readJson(chunks: AsyncIterable<unknown>, guard: CallGuard): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) {
    const part = typeof chunk === "string" ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array);
    guard.received(part.length);
    if (guard.reason() !== null) return undefined;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether an error is one of the connection: those of the network, of streams and of the library have a code or a config. */
export function isConnectionError(error: unknown): boolean {
  return error instanceof Error && ("code" in error || "config" in error || error.cause instanceof Error);
}
