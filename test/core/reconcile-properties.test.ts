import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/core/finding.ts";
import { SEVERITIES, type Severity } from "../../src/core/policy.ts";
import { reconcile } from "../../src/core/reconcile.ts";
import type { FailingSubject, Result } from "../../src/core/rule.ts";
import { daysAgo, NOW, SEED } from "./made-up.ts";
import {
  evaluated,
  failing,
  findingWith,
  NOT_APPLICABLE,
  PASS,
  subject,
  UNKNOWN,
} from "./made-up-findings.ts";

const severity = fc.constantFrom(...SEVERITIES);
const name = fc.constantFrom("s1", "s2", "s3", "s4");
const subjects = fc
  .tuple(
    fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
    fc.array(severity, { minLength: 4, maxLength: 4 }),
  )
  .map(([names, severities]): [FailingSubject, ...FailingSubject[]] => {
    const [first = subject(), ...others] = names.map((one, index) => subject(one, severities[index]));
    return [first, ...others];
  });
const result: fc.Arbitrary<Result> = fc.oneof(
  fc.constantFrom(PASS, UNKNOWN, NOT_APPLICABLE),
  fc.record({ subjects, complete: fc.boolean() }).map((one): Result => ({ result: "fail", ...one })),
);
const worse = (a: Severity, b: Severity) => (SEVERITIES.indexOf(a) < SEVERITIES.indexOf(b) ? a : b);
const known: fc.Arbitrary<Finding[]> = fc.uniqueArray(
  fc
    .record({
      subject: name,
      severity,
      status: fc.constantFrom(
        "open" as const,
        "acknowledged" as const,
        "waived" as const,
        "dismissed" as const,
        "resolved" as const,
      ),
      waivedSeverity: severity,
      waivedDays: fc.integer({ min: -3, max: 3 }).filter((days) => days !== 0),
    })
    .map(({ waivedDays, waivedSeverity, ...one }) =>
      findingWith({
        ...one,
        // It may have eased since it was waived, never grown worse: that would have ended the waiver.
        waivedSeverity: one.status === "waived" ? worse(one.severity, waivedSeverity) : null,
        waivedUntil: one.status === "waived" ? daysAgo(waivedDays) : null,
        closing: one.status === "resolved" ? "fixed" : null,
        closedAt: one.status === "resolved" ? daysAgo(4) : null,
      }),
    ),
  { maxLength: 4, selector: (finding) => finding.subject },
);

/** What is stored after a reconciliation. */
function stored(before: readonly Finding[], changes: readonly Finding[]): Finding[] {
  return [...new Map([...before, ...changes].map((finding) => [finding.id, finding])).values()];
}

const unseen = (findings: readonly Finding[]) => findings.map((one) => ({ ...one, lastSeenAt: NOW }));

describe(`reconcile, whatever is known and evaluated (seed ${SEED})`, () => {
  const settings = { seed: SEED, numRuns: 1000 };

  it("no evaluation, no change", () => {
    fc.assert(
      fc.property(known, (before) => {
        expect(reconcile({ known: before, evaluations: [] })).toEqual({
          changes: [],
          events: [],
        });
      }),
      settings,
    );
  });

  it("the same twice changes nothing the second time but when it was last seen", () => {
    fc.assert(
      fc.property(known, result, (before, drawn) => {
        const first = reconcile({ known: before, evaluations: [evaluated(drawn)] });
        const now = stored(before, first.changes);
        const later = new Date(NOW.getTime() + 60_000);
        const second = reconcile({ known: now, evaluations: [evaluated(drawn, later)] });
        expect(second.events).toEqual([]);
        expect(unseen(stored(now, second.changes))).toEqual(unseen(now));
      }),
      settings,
    );
  });

  it("a finding closes only on a pass, on not applicable, or on a fail that saw all and does not name it", () => {
    fc.assert(
      fc.property(known, result, (before, drawn) => {
        const { changes } = reconcile({ known: before, evaluations: [evaluated(drawn)] });
        const closed = changes.filter((finding) => finding.status === "resolved");
        if (closed.length === 0) return;
        expect(drawn.result).not.toBe("could-not-check");
        if (drawn.result !== "fail") return;
        expect(drawn.complete).toBe(true);
        const named = drawn.subjects.map((one) => one.subject);
        closed.forEach((finding) => expect(named).not.toContain(finding.subject));
      }),
      settings,
    );
  });

  it("could not check moves nothing", () => {
    fc.assert(
      fc.property(known, (before) => {
        expect(reconcile({ known: before, evaluations: [evaluated(UNKNOWN)] }).changes).toEqual([]);
      }),
      settings,
    );
  });

  it("no finding stays waived past its day or above the severity that was waived", () => {
    fc.assert(
      fc.property(known, result, (before, drawn) => {
        const { changes } = reconcile({ known: before, evaluations: [evaluated(drawn)] });
        for (const finding of changes.filter((one) => one.status === "waived")) {
          const was = before.find((one) => one.id === finding.id);
          expect(was?.waivedUntil?.getTime()).toBeGreaterThan(NOW.getTime());
          expect(SEVERITIES.indexOf(finding.severity)).toBeGreaterThanOrEqual(
            SEVERITIES.indexOf(was?.waivedSeverity ?? "low"),
          );
        }
      }),
      settings,
    );
  });

  it("a waiver ends only by being settled, by its day, or by what is worse than what was waived", () => {
    fc.assert(
      fc.property(known, result, (before, drawn) => {
        const { changes, events } = reconcile({ known: before, evaluations: [evaluated(drawn)] });
        for (const was of before.filter((one) => one.status === "waived")) {
          const now = changes.find((one) => one.id === was.id);
          if (now?.status !== "open") continue;
          const lapsed = (was.waivedUntil?.getTime() ?? 0) <= NOW.getTime();
          const isWorse = worse(now.severity, was.waivedSeverity ?? "low") !== was.waivedSeverity;
          expect(lapsed || isWorse).toBe(true);
          const kinds = events.filter((one) => one.findingId === was.id).map(({ event }) => event.kind);
          expect(kinds).toEqual([lapsed ? "waiver-lapsed" : "waiver-void"]);
        }
      }),
      settings,
    );
  });

  it("no audit acknowledges, waives or dismisses: people alone do", () => {
    fc.assert(
      fc.property(known, result, (before, drawn) => {
        const { changes } = reconcile({ known: before, evaluations: [evaluated(drawn)] });
        for (const { id, status } of changes.filter((one) => !["open", "resolved"].includes(one.status))) {
          expect(before.find((one) => one.id === id)?.status).toBe(status);
        }
      }),
      settings,
    );
  });

  it("every failing subject has exactly one finding afterwards, and it is not resolved", () => {
    fc.assert(
      fc.property(known, subjects, fc.boolean(), (before, failures, complete) => {
        const evaluation = evaluated(failing(failures, complete));
        const { changes } = reconcile({ known: before, evaluations: [evaluation] });
        const now = stored(before, changes);
        for (const failure of failures) {
          const mine = now.filter((finding) => finding.subject === failure.subject);
          expect(mine).toHaveLength(1);
          expect(mine[0]?.status).not.toBe("resolved");
        }
      }),
      settings,
    );
  });
});
