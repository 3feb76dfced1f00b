import type { Job, JobRequest } from "../../jobs/job.ts";
import type { Auditing } from "./auditing.ts";

export function mailJobs(_auditing: Auditing): Job[] {
  return [];
}

export async function mailDue(_auditing: Auditing, _now: Date): Promise<readonly JobRequest[]> {
  return [];
}
