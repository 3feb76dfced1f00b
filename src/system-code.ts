/** The system's word for a call that failed, such as ENOENT or EACCES: safe to show, unlike the message. */
export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : "unknown cause";
}
