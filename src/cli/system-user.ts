import { userInfo } from "node:os";

/** Who the machine says it is; a user without an entry in the system's table has a number only. */
export function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
