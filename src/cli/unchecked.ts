import { CAUSES_IN_WORDS } from "../core/causes.ts";
import type { Cause } from "../core/facts.ts";
import { PLATFORM_NAMES, type Platform } from "../core/platform.ts";
import { counted } from "./problems.ts";

/** More accounts of a platform with one cause are one row. */
const NAMED = 3;

/** An account held against a rule, without an answer. */
export interface NoAnswer {
  account: string;
  platform: Platform;
  rule: string;
  cause: Cause;
}

/** Rows of a table: an account with a cause, or many accounts of a platform with the same one. */
export interface NoAnswers<Each extends NoAnswer = NoAnswer> {
  who: string;
  why: string;
  /** Those of them without an answer, in words. */
  rules: string;
  each: readonly Each[];
}

/** In the order in which they come. `named`: every account by its name, however many have the same cause. */
export function noAnswers<Each extends NoAnswer>(
  all: readonly Each[],
  { asked, named }: { asked: readonly string[]; named: boolean },
): readonly NoAnswers<Each>[] {
  return byWho(all, named).map(({ who, some }) => ({
    who,
    why: some[0] === undefined ? "" : CAUSES_IN_WORDS[some[0].cause].sentence,
    rules: rulesInWords(some, asked),
    each: some,
  }));
}

/** What is told of accounts with a cause, one by one or, where they are many, of all together. */
export function byWho<Each extends { account: string; platform: Platform; cause: Cause | null }>(
  all: readonly Each[],
  named: boolean,
): readonly { who: string; some: readonly Each[] }[] {
  const ofOne = ({ account }: Each) => account;
  return [...Map.groupBy(all, ({ platform, cause }) => `${platform} ${cause ?? ""}`).values()].flatMap(
    (some) => {
      const accounts = Map.groupBy(some, ofOne);
      const [first] = some;
      if (first === undefined) return [];
      if (named || accounts.size <= NAMED) return [...accounts].map(([who, some]) => ({ who, some }));
      return [{ who: `${counted(accounts.size, "account")} on ${PLATFORM_NAMES[first.platform]}`, some }];
    },
  );
}

/** Numbers stand where not every account is meant. */
function rulesInWords(some: readonly NoAnswer[], asked: readonly string[]): string {
  const accounts = new Set(some.map(({ account }) => account)).size;
  const counts = Map.groupBy(some, ({ rule }) => rule);
  const rules = [...new Set([...asked, ...counts.keys()])].filter((rule) => counts.has(rule));
  const isUneven = rules.some((rule) => counts.get(rule)?.length !== accounts);
  if (!isUneven) return namesOfRules(rules, asked);
  return rules.map((rule) => `${rule} (${counts.get(rule)?.length ?? 0})`).join(", ");
}

/** Where most of the rules asked are meant, those that are not are named. */
export function namesOfRules(rules: readonly string[], asked: readonly string[]): string {
  const others = asked.filter((rule) => !rules.includes(rule));
  if (asked.length > 1 && others.length === 0) return "all";
  return others.length < rules.length && others.length > 0
    ? `all but ${others.join(", ")}`
    : rules.join(", ");
}
