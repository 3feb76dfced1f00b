/** caniemail's tables against every kind of mail: what Outlook, Gmail or Apple Mail lack is judged, or it is not used. */
import { readFileSync } from "node:fs";
import { caniemail } from "caniemail";
import { expect, test } from "vitest";
import { MAILS } from "../browser/mails.ts";

const JUDGED = readFileSync(new URL("../../docs/mail-clients.md", import.meta.url), "utf8");

/** The first cells of the document's table. */
const judged = new Set(
  [...JUDGED.matchAll(/^\| `([^`]+)`/gmu)].map(([, feature]) => feature ?? "").filter((name) => name !== ""),
);

function lacking(): Set<string> {
  const titles = new Set<string>();
  for (const make of Object.values(MAILS)) {
    const clients = ["outlook.*" as const, "gmail.*" as const, "apple-mail.*" as const];
    const { issues } = caniemail({ clients, html: make().html });
    for (const level of [issues.errors, issues.warnings]) {
      for (const found of level.values()) for (const { title } of found) titles.add(title);
    }
  }
  return titles;
}

test("what a mail program lacks is judged in docs/mail-clients.md, and nothing stands there in vain", () => {
  expect([...lacking()].toSorted()).toEqual([...judged].toSorted());
});
