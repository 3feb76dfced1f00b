/**
 * Tells the outside monitor that a night was concluded (RELIABILITY.md, 24): when this stops, the monitor shouts. False
 * when the monitor did not answer in time; the night stands all the same.
 */
export async function pingHeartbeat(url: string, timeoutMs = 10_000): Promise<boolean> {
  try {
    const response = await fetch(url, { method: "POST", signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // the caller logs and retries at the next night; an unreachable monitor shouts by itself
  }
}
