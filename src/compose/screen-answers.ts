import type { AuditMaterial } from "../../jobs/audit-account.ts";
import type { ScreenAnswers, SealedMatch } from "../../jobs/audit/staged.ts";
import { conceal, unconceal } from "../conceal.ts";
import { localDateOf } from "../core/calendar.ts";
import type { CallContext, Connector, ThreadAnswer, ThreadStarter } from "../core/connector.ts";
import { keyedHash } from "../secrets.ts";
import { registeredPlatformIds } from "../store/registered.ts";
import { matchRows } from "../store/learners.ts";
import { ownPostIds as storedPostIds } from "../store/readings.ts";
import { threadsWithStarter } from "../store/threads.ts";
import { sealingKeys, type Auditing } from "./auditing.ts";
import { threadsWanted } from "./learner-rules-wanted.ts";
import { sealMatch } from "./seal-match.ts";

/**
 * Holds the threads that an account answered in against the learner index. Threads of ours, and of any registered
 * account, are none (POLICY.md, learner-contacted). Most answers name the starter; the others cost one look-up a thread.
 */
export async function answersScreenFor(
  auditing: Auditing,
  material: AuditMaterial,
): Promise<ScreenAnswers | null> {
  const { account } = material;
  const connector = auditing.connectors.get(account.platform);
  if (connector === undefined || !(await threadsWanted(auditing, account.platform))) return null;
  const screen: ScreenAnswers["screen"] = async (held, ownPostIds, context) => {
    const answers = answersOf(unconceal(auditing.key, held));
    const foreign = await withoutOwn(auditing, material, answers, ownPostIds);
    const threads = newestByThread(foreign);
    const starters = await startersOf(auditing, material, { connector, threads, context });
    const registered = await registeredPlatformIds(auditing.db, account.platform);
    const hashed = threads
      .map((answer) => ({ answer, starter: starters.get(answer.threadId) ?? null }))
      .filter(({ starter }) => starter === null || !registered.has(starter.id))
      .map((one) => ({ ...one, ...hashesOf(auditing, connector, one) }));
    return {
      threads: hashed.map(({ answer, threadHash, idHash, handleHash }) => ({
        thread: threadHash.toString("base64"),
        starterId: idHash?.toString("base64") ?? null,
        starterHandle: handleHash?.toString("base64") ?? null,
        on: localDateOf(answer.at, auditing.policy.timezone),
      })),
      seals: await sealsOf(auditing, material, hashed),
    };
  };
  return { hold: (answers) => conceal(auditing.key, textOf(answers)), screen };
}

function textOf(answers: readonly ThreadAnswer[]): string {
  return JSON.stringify(answers.map((answer) => ({ ...answer, named: [...answer.named] })));
}

function answersOf(text: string): readonly ThreadAnswer[] {
  const answers = JSON.parse(text) as (Omit<ThreadAnswer, "at" | "named"> & {
    at: string;
    named: [string, string][];
  })[];
  return answers.map((answer) => ({ ...answer, at: new Date(answer.at), named: new Map(answer.named) }));
}

/** An answer below a post of ours stands in a thread of ours, whoever it answers. */
async function withoutOwn(
  { db }: Auditing,
  { account }: AuditMaterial,
  answers: readonly ThreadAnswer[],
  ownPostIds: readonly string[],
): Promise<readonly ThreadAnswer[]> {
  if (answers.length === 0) return [];
  const stored = await storedPostIds(db, account.id);
  const own = new Set([...ownPostIds, ...stored]);
  return answers.filter(({ threadId, starterId }) => !own.has(threadId) && starterId !== account.platformId);
}

/** One answer a thread: the newest. */
function newestByThread(answers: readonly ThreadAnswer[]): readonly ThreadAnswer[] {
  const oldestFirst = answers.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return [...new Map(oldestFirst.map((answer) => [answer.threadId, answer])).values()];
}

interface Asking {
  connector: Connector;
  threads: readonly ThreadAnswer[];
  context: CallContext;
}

/** Who started each thread, as far as the answers, what is stored, or the platform say. */
async function startersOf(
  { db, key }: Auditing,
  { account }: AuditMaterial,
  { connector, threads, context }: Asking,
): Promise<ReadonlyMap<string, ThreadStarter>> {
  const hash = ({ threadId }: ThreadAnswer) => keyedHash(key, account.platform, "thread", threadId);
  const told = threads.flatMap(({ threadId, starterId, named }): [string, ThreadStarter][] =>
    starterId === null ? [] : [[threadId, { id: starterId, handle: named.get(starterId) ?? null }]],
  );
  const open = threads.filter(({ starterId }) => starterId === null);
  const known = await threadsWithStarter(db, account.id, open.map(hash));
  const asked = open.filter((answer) => !known.has(hash(answer).toString("base64")));
  const found = await lookUp(connector, asked, context);
  const looked = asked.flatMap(({ threadId, named }): [string, ThreadStarter][] => {
    const starter = found.get(threadId);
    if (starter === undefined) return [];
    return [[threadId, { id: starter.id, handle: starter.handle ?? named.get(starter.id) ?? null }]];
  });
  return new Map([...told, ...looked]);
}

/** A look-up that fails fails the posts too: what was read behind the mark is never asked about again. */
async function lookUp(
  connector: Connector,
  asked: readonly ThreadAnswer[],
  context: CallContext,
): Promise<ReadonlyMap<string, ThreadStarter>> {
  if (asked.length === 0 || connector.threadStarters === undefined) return new Map();
  return connector.threadStarters(
    asked.map(({ threadId }) => threadId),
    context,
  );
}

interface Starting {
  answer: ThreadAnswer;
  starter: ThreadStarter | null;
}

function hashesOf({ key }: Auditing, connector: Connector, { answer, starter }: Starting) {
  const { platform } = connector;
  const handle = starter?.handle ?? null;
  return {
    threadHash: keyedHash(key, platform, "thread", answer.threadId),
    idHash: starter === null ? null : keyedHash(key, platform, "id", starter.id),
    handleHash:
      handle === null ? null : keyedHash(key, platform, "handle", connector.normaliseHandle(handle)),
  };
}

/** The link of our own post stands in the seal alone. */
async function sealsOf(
  auditing: Auditing,
  { account, run }: AuditMaterial,
  hashed: readonly (Starting & ReturnType<typeof hashesOf>)[],
): Promise<readonly SealedMatch[]> {
  const { db, clock, keyVersion, policy } = auditing;
  const rows = hashed.map(({ threadHash, idHash, handleHash }) => ({
    rowHash: threadHash,
    idHash,
    handleHash,
  }));
  const today = localDateOf(clock.now(), policy.timezone);
  const matches = await matchRows(db, rows, { platform: account.platform, keyVersion, today });
  const publicKeys = sealingKeys(auditing, account);
  const seals: SealedMatch[] = [];
  for (const { entryId, rowHash } of matches) {
    const match = hashed.find(({ threadHash }) => threadHash.equals(rowHash));
    if (match === undefined) continue;
    const said = {
      ...match.starter,
      account: account.id,
      seenAt: clock.now().toISOString(),
      night: run.night,
      post: match.answer.url,
      postedAt: match.answer.at.toISOString(),
    };
    seals.push(...(await sealMatch(publicKeys, { ruleId: "learner-contacted", entryId }, said)));
  }
  return seals;
}
