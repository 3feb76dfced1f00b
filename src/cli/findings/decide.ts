import { decide, type Verdict } from "../../core/decide.ts";
import type { Decision, Finding, Wish } from "../../core/finding.ts";
import { UserError } from "../../errors.ts";
import { writeDecisions, type Decided } from "../../store/decisions.ts";
import { systemUser } from "../system-user.ts";
import { withStore, type CommandStore } from "../with-store.ts";
import type { CommandIo } from "../command.ts";
import { chooseFinding } from "./choose.ts";
import { inQuestion, type InQuestion } from "./in-question.ts";

/** What became of a decision about one finding. */
export interface DecisionMade extends InQuestion {
  decision: Decision;
  verdict: Exclude<Verdict, { verdict: "refused" }>;
}

/**
 * Decides the same about the findings that are named: about all of them, or, where one refuses it, about none.
 *
 * @throws UserError for a finding that nobody knows, for every refusal, and where somebody else was quicker.
 */
export async function decideAbout(
  io: CommandIo,
  names: readonly string[],
  wish: Wish,
): Promise<readonly DecisionMade[]> {
  return withStore(io, async (store) => {
    const findings = await chosen(store, names);
    const decision: Decision = { ...wish, at: store.clock.now(), systemUser: systemUser() };
    const judged = (await inQuestion(store, findings)).map((one) => ({
      ...one,
      decision,
      verdict: decide(wish, one.question),
    }));
    const made = judged.filter((one): one is DecisionMade => one.verdict.verdict !== "refused");
    if (made.length < judged.length) throw refusalOf(judged);
    await write(store, made);
    return made;
  });
}

async function chosen({ db }: CommandStore, names: readonly string[]): Promise<Finding[]> {
  const found = new Map<string, Finding>();
  for (const name of names) {
    const finding = await chooseFinding(db, name);
    found.set(finding.id, finding);
  }
  return [...found.values()];
}

function refusalOf(judged: readonly (InQuestion & { verdict: Verdict })[]): UserError {
  const refusals = judged.flatMap(({ question, account, verdict }) =>
    verdict.verdict === "refused" ? [{ id: question.finding.id, account, ...verdict }] : [],
  );
  const lines = refusals.map(({ id, account, says }) => `${id} (${account}): ${says}`);
  const others = judged.length > refusals.length ? ["Nothing was changed, of the others neither."] : [];
  return new UserError("usage", [...lines, ...others].join("\n"), refusals[0]?.next ?? "");
}

async function write({ db }: CommandStore, made: readonly DecisionMade[]): Promise<void> {
  const changed = await writeDecisions(db, made.flatMap(decided));
  if (changed.length > 0) throw overtaken(changed);
}

/** As the store takes it; nothing for what changes nothing. */
export function decided({
  question: { finding, earlier },
  decision,
  verdict,
}: Pick<DecisionMade, "question" | "decision" | "verdict">): Decided[] {
  if (verdict.verdict !== "applies") return [];
  return [{ finding, earlier: earlier.length, decision, after: verdict.after }];
}

/** Two people, or a person and the nightly audit, at the same finding in the same moment. */
export function overtaken(ids: readonly string[]): UserError {
  return new UserError(
    "usage",
    `somebody else, or the audit, has just changed ${ids.join(", ")}; nothing was written`,
    "look at it again with `account-audit findings show`, then decide",
  );
}
