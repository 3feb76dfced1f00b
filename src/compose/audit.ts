import type { AuditDeps, AuditMaterial } from "../../jobs/audit-account.ts";
import { writeAudit, type AuditTx } from "../../jobs/audit/write.ts";
import type { Screen, ScreenedThread } from "../../jobs/audit/staged.ts";
import { judgedSince } from "../core/account.ts";
import { localDateOf } from "../core/calendar.ts";
import { mayGainTags } from "../core/tags.ts";
import { tagsAt } from "../core/tags-known.ts";
import { DAY_MS } from "../core/time.ts";
import { RULES } from "../rules/index.ts";
import { keyedHash } from "../secrets.ts";
import { readAuditMaterial } from "../store/audit-material.ts";
import { writeEvaluations } from "../store/evaluations.ts";
import {
  findingsById,
  findingsOfLeavers,
  lockFindings,
  writeFindings,
  writeSeals,
} from "../store/findings.ts";
import { currentMatches, gainIdHash, matchRows } from "../store/learners.ts";
import { endLease, holdLease, takeLease } from "../store/leases.ts";
import { promoteFollows, promotePosts, readingsOf } from "../store/promote.ts";
import { changeState, knownRows, readState, storedPosts, type HashedRow } from "../store/readings.ts";
import { finishRunAccount, hasOpenAccounts } from "../store/runs.ts";
import { dropStagedPages, stagePage } from "../store/staging.ts";
import { settleTagsKnown } from "../store/tags-known.ts";
import { keepThreads, threadReadings, type HashedThread } from "../store/threads.ts";
import type { Database } from "../store/database.ts";
import { nameOf } from "../log.ts";
import { meterFor, sealingKeys, type Auditing } from "./auditing.ts";
import { concealHead, unconcealHead } from "./follow-head.ts";
import { followListsWanted } from "./learner-rules-wanted.ts";
import { officialsOf } from "./official-follows.ts";
import { answersScreenFor } from "./screen-answers.ts";
import { sealMatch } from "./seal-match.ts";
import { queueSafeguardingMails } from "./safeguarding-mail.ts";
import { concealPage, unconcealPage } from "./staged-page.ts";

/** The audit's sandwich, bound to Postgres, the key and the rules. */
export function auditDeps(auditing: Auditing): AuditDeps {
  const { db, clock, ids, connectors, key, policy, keyVersion } = auditing;
  return {
    clock,
    connectors,
    takeLease: (runId, accountId) => takeLease(db, { runId, accountId, token: ids.next() }),
    endLease: (lease) => endLease(db, lease),
    async read(runId, accountId) {
      const material = await readAuditMaterial(db, { runId, accountId }, { policy, keyVersion });
      if (material === null) return null;
      const names = tagsAt(clock.now(), material.tags.officialHandles, policy);
      return {
        ...material,
        tagsKnown: await settleTagsKnown(db, names, clock.now()),
        stored: { ...material.stored, head: unconcealHead(key, material.stored.head) },
        staged: material.staged.map((page) => unconcealPage(key, page)),
      };
    },
    meter: ({ run, account }) =>
      meterFor(auditing, {
        platform: account.platform,
        runId: run.id,
        accountId: account.id,
        night: run.night,
      }),
    async storedPosts({ account }, postIds) {
      const stored = await storedPosts(db, account.id, postIds);
      const window = clock.now().getTime() - policy.taggedWindowDays * DAY_MS;
      const from = new Date(Math.max(window, judgedSince(account).getTime()));
      return new Map(
        stored.map((post) => [post.id, { isInDoubt: mayGainTags(post, account, from, policy) }]),
      );
    },
    screen: (material) => screenFor(auditing, material),
    screenAnswers: (material) => answersScreenFor(auditing, material),
    async known(accountId, keys) {
      return knownRows(
        db,
        accountId,
        keys.map((key) => Buffer.from(key, "base64")),
      );
    },
    stage: (lease, runId, page) => stagePage(db, { runId, lease }, concealPage(key, page)),
    write: (lease, material, outcome) =>
      db.transaction(async (tx) => {
        if (!(await holdLease(tx, lease))) return false;
        await writeAudit(auditTx(tx, auditing, material), material, outcome, {
          now: clock.now(),
          policy,
          rules: RULES,
          currentKeyVersion: keyVersion,
          observes: connectors.get(material.account.platform)?.observes ?? null,
          followListsWanted: await followListsWanted({ ...auditing, db: tx }, material.account.platform),
          onFault: (rule, error) => auditing.log.error("a rule failed", { rule, error: nameOf(error) }),
        });
        await endLease(tx, lease); // with the findings: a worker that dies now holds nobody up
        return true;
      }),
    hasOpenAccounts: (runId) => hasOpenAccounts(db, runId),
  };
}

/** Hashes rows, holds them against the learner index, and seals the identity of what matches to its contacts. */
function screenFor(auditing: Auditing, { account, run }: AuditMaterial): Screen {
  const { db, clock, key, keyVersion, policy, connectors } = auditing;
  const { platform } = account;
  const publicKeys = sealingKeys(auditing, account);
  return async (rows) => {
    const normalise = connectors.get(platform)?.normaliseHandle ?? ((handle: string) => handle);
    const hashed = rows.map(({ id, handle }) => {
      const idHash = id === null ? null : keyedHash(key, platform, "id", id);
      const handleHash = handle === null ? null : keyedHash(key, platform, "handle", normalise(handle));
      return { rowHash: idHash ?? handleHash, idHash, handleHash, row: { id, handle } };
    });
    const named = hashed.filter((one): one is typeof one & HashedRow => one.rowHash !== null);
    const today = localDateOf(clock.now(), policy.timezone);
    const matches = await matchRows(db, named, { platform, keyVersion, today });
    const seals = [];
    for (const { entryId, rowHash } of matches) {
      const match = named.find((one) => one.rowHash.equals(rowHash));
      const said = {
        ...match?.row,
        account: account.id,
        seenAt: clock.now().toISOString(),
        night: run.night,
      };
      seals.push(...(await sealMatch(publicKeys, { ruleId: "learner-followed", entryId }, said)));
    }
    const text = (hash: Buffer | null) => hash?.toString("base64") ?? null;
    return {
      rows: named.map((one) => ({
        row: one.rowHash.toString("base64"),
        id: text(one.idHash),
        handle: text(one.handleHash),
      })),
      seals,
    };
  };
}

function hashedThread({ thread, starterId, starterHandle, on }: ScreenedThread): HashedThread {
  const bytes = (text: string | null) => (text === null ? null : Buffer.from(text, "base64"));
  return {
    threadHash: Buffer.from(thread, "base64"),
    starterIdHash: bytes(starterId),
    starterHandleHash: bytes(starterHandle),
    on,
  };
}

/** The writes of one audit, inside the transaction that holds its lease. */
function auditTx(tx: Database, auditing: Auditing, material: AuditMaterial): AuditTx {
  const { clock, policy, keyVersion } = auditing;
  const { account, run, surveyed } = material;
  const now = clock.now();
  const today = localDateOf(now, policy.timezone);
  const key = { runId: run.id, accountId: account.id };
  return {
    keepPosts: (posts, reading) => {
      const surveyedNewest = surveyed.status === "seen" ? (surveyed.newestPostId ?? null) : null;
      return promotePosts(tx, account.id, posts, reading, { now, policy, surveyedNewest });
    },
    keepThreads: (found) => keepThreads(tx, account.id, found.map(hashedThread), keyVersion),
    async postsUpToDate() {
      const state = await readState(tx, account.id);
      const threadsCompleteFrom = state?.threadsCompleteFrom ?? now;
      await changeState(tx, account.id, { postsReadAt: now, threadsCompleteFrom });
    },
    async keepFollows(follows) {
      const failed = follows.failure !== null;
      const storedHead = (head: readonly string[]) => concealHead(auditing.key, head);
      await promoteFollows(tx, account.id, { ...follows, failed, keyVersion, storedHead, now });
    },
    async readings() {
      const matches = await currentMatches(tx, account.id, keyVersion, today);
      if (matches.length > 0) await gainIdHash(tx, account.id, keyVersion);
      const officials = await officialsOf(auditing, tx, account);
      const windowDays = policy.contactWindowDays;
      const question = { platform: account.platform, keyVersion, today, windowDays };
      const threads = await threadReadings(tx, account.id, question);
      return readingsOf(tx, account.id, { now, policy, surveyed, matches, officials, threads });
    },
    learners: () => auditing.learnerShares(tx, account.platform, today),
    standingFindings: () => lockFindings(tx, account.id),
    closedFindings: (ids) => findingsById(tx, ids),
    keepUnread: (unread) => changeState(tx, account.id, { unreadSince: unread }),
    left: () => findingsOfLeavers(tx, account.id, today),
    writeEvaluations: (made) => writeEvaluations(tx, run.id, made),
    writeFindings: (reconciliation) => writeFindings(tx, run.id, reconciliation),
    writeSeals: (seals) => writeSeals(tx, account.id, seals, now),
    queueMail: (reconciliation) => queueSafeguardingMails(tx, auditing, { account, reconciliation, now }),
    async finish(failure) {
      await dropStagedPages(tx, key);
      const { cause, detail } = failure ?? { cause: null, detail: null };
      await finishRunAccount(tx, key, { state: "done", cause, detail, at: now });
    },
  };
}
