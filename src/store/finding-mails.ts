import { and, asc, eq, gte, inArray, like, or } from "drizzle-orm";
import type { Finding } from "../core/finding.ts";
import type { Database } from "./database.ts";
import { mails } from "./schema/index.ts";

/** A mail that may have told of a finding: a digest by its week, a safeguarding mail by the finding. */
export interface FindingMail {
  kind: "digest" | "safeguarding";
  about: string;
  createdAt: Date;
}

/** Digests made since the finding first opened, and safeguarding mails about it; oldest first. */
export async function mailsSince(
  db: Database,
  { id, openedAt }: Pick<Finding, "id" | "openedAt">,
): Promise<FindingMail[]> {
  const rows = await db
    .select({ kind: mails.kind, about: mails.about, createdAt: mails.createdAt })
    .from(mails)
    .where(
      and(
        inArray(mails.kind, ["digest", "safeguarding"]),
        gte(mails.createdAt, openedAt),
        or(eq(mails.kind, "digest"), eq(mails.about, id), like(mails.about, `${id}.%`)),
      ),
    )
    .orderBy(asc(mails.createdAt), asc(mails.id));
  return rows.flatMap(({ kind, ...mail }) =>
    kind === "digest" || kind === "safeguarding" ? [{ kind, ...mail }] : [],
  );
}
