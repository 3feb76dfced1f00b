import { questionsAbout } from "../../compose/questions.ts";
import type { Question } from "../../core/decide.ts";
import type { Finding } from "../../core/finding.ts";
import type { CommandStore } from "../with-store.ts";
import { nameOfAccount } from "./choose.ts";

/** A finding with all that a decision about it is judged by, and its account's name for people. */
export interface InQuestion {
  question: Question;
  account: string;
}

/** What decisions about these findings are judged by, in the same order. */
export async function inQuestion(store: CommandStore, findings: readonly Finding[]): Promise<InQuestion[]> {
  return (await questionsAbout(store, findings)).map(({ question, owner }) => ({
    question,
    account: owner === null ? question.finding.accountId : nameOfAccount(owner),
  }));
}
