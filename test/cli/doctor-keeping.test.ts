import { utimesSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NOW, patientOf, said } from "./doctor-patient.ts";
import { openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

const STAMPED = "backup_stamp: last-good\n";

test("a backup that nobody has told of is a warning, one that never ended well a problem", async () => {
  expect(await said("Backup", patientOf(place))).toMatch(/^warning: none is known → .*backup_stamp/u);
  expect(await said("Backup", patientOf(place, { settings: STAMPED }))).toMatch(
    /^problem: none has ended well yet/u,
  );
});

test.each([
  [20, /^ok: the last one ended 2026-11-22 16:00, 20 h ago/u],
  [40, /^warning: .* 40 h ago → see why the backup no longer runs/u],
  [200, /^problem: .* 8 days ago/u],
])("a backup that ended %i hours ago", async (hours, words) => {
  const at = new Date(NOW.getTime() - hours * 3_600_000);
  place.file("last-good", "");
  utimesSync(`${place.cwd}/last-good`, at, at);
  expect(await said("Backup", patientOf(place, { settings: STAMPED }))).toMatch(words);
});

test("free space is told of the data directory, or of where it will be made", async () => {
  expect(await said("Disk space", patientOf(place))).toMatch(
    /^(ok|warning|problem): [\d.]+ GB are free for .*\.account-audit/u,
  );
});

test("connections to the database are told against what the server lets in", async () => {
  expect(await said("Connections", patientOf(place))).toMatch(
    /^ok: \d+ of \d{2,3} in use, [1-9]\d* of them on this database$/u,
  );
});
