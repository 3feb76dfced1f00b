/** What the product goes through between the planting and the search. */
import { desc, ne, sql } from "drizzle-orm";
import { openQueues } from "../../src/compose/queues.ts";
import { addDays, instantOf, isoWeekOf } from "../../src/core/calendar.ts";
import { deliveryReports, isMailDue } from "../../src/store/deliveries.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { findings, runs, seals } from "../../src/store/schema/index.ts";
import { runCommand } from "../cli/support.ts";
import { gateAt } from "../support/gate.ts";
import { until } from "../support/until.ts";
import { columnsOf, redisKeys } from "./places.ts";
import {
  badLearners,
  badRegister,
  goodLearners,
  goodRegister,
  learnersThatFail,
  TYPED_ODDLY,
} from "./planted-files.ts";
import { FIRST_NIGHT, followSomebodyNew, refuseTheLookUp, unfollowThem, ZONE } from "./planted-college.ts";
import { handle, plant } from "./plants.ts";
import { storeUncompressed } from "./postgres-server.ts";
import { PASSPHRASE, type Scene, type Served } from "./scene.ts";
import type { Place } from "./search.ts";

/** What was to be seen of it at one moment, and has since been overwritten or deleted. */
export interface Told {
  moments: Place[];
  /** What the lead saw on the terminal: the one place where a learner is named. */
  revealed: string;
  seals: readonly { box: Buffer }[];
}

/** With the queue on Redis, what commands show is left out: no command shows anything of the queue. */
export async function play(scene: Scene): Promise<Told> {
  await storeUncompressed(scene.url);
  await bringIn(scene);
  const moments = await scene.serve(async (service) => [
    ...(await firstNight(scene, service)),
    ...(await laterNights(scene, service)),
  ]);
  const sealed = await scene.store.db.select().from(seals);
  const revealed = await reveal(scene);
  if (scene.redis === null) await look(scene);
  await failInside(scene);
  await askAndErase(scene);
  return { moments, revealed, seals: sealed };
}

const AS_OF = ["--list", "conel", "--as-of", "2024-11-01", "--enrolled", "14"];

/** Registers and lists, bad before good, each said at its wordiest. */
async function bringIn(scene: Scene): Promise<void> {
  const register = await scene.file("register.csv", goodRegister());
  const bad = await scene.file("bad-register.csv", badRegister());
  for (const more of [[], ["--json"], ["--dry-run"], ["--partial"]]) {
    await scene.run(["accounts", "import", bad, "--verbose", ...more]);
  }
  await scene.run(["accounts", "import", register]);
  for (const [index, text] of badLearners().entries()) {
    const file = await scene.file(`bad-learners-${index}.csv`, text);
    await scene.run(["learners", "import", file, ...AS_OF, "--verbose"]);
    await scene.run(["learners", "import", file, ...AS_OF, "--json"]);
  }
  await scene.run(["learners", "import", await scene.file("learners.csv", goodLearners()), ...AS_OF]);
  await scene.run(["plan"]);
  // The commands ran today; the nights lie in the past, and posts are judged since registration.
  await scene.store.db.execute(sql`update accounts set registered_at = '2024-09-01'`);
}

/** The baseline, looked at in the middle: one page of a follow list is staged, and its audit stands before the second. */
async function firstNight({ url, redis }: Scene, service: Served): Promise<Place[]> {
  const second = "new.need = 'follows' and new.page = 1";
  const gate = await gateAt(url, { table: "staged_pages", on: "insert", when: second });
  const night = service.night(FIRST_NIGHT);
  await gate.reached();
  const moment = "in the middle of an audit";
  const seen = await columnsOf(url, moment);
  if (redis !== null) seen.push(...(await redisKeys(redis.server.url, moment)));
  await gate.open();
  await night;
  return seen;
}

/** A new follow; an unfollow; a look-up that fails as a whole; a Monday with its mails. */
async function laterNights(scene: Scene, service: Served): Promise<Place[]> {
  const { college, store, clock, url } = scene;
  await settleInstallation(store.db, "live_since", clock.now().toISOString(), clock.now());
  followSomebodyNew(college);
  await service.night(addDays(FIRST_NIGHT, 1));
  const seen = await columnsOf(url, "after a new follow");
  unfollowThem(college);
  await service.night(addDays(FIRST_NIGHT, 2));
  refuseTheLookUp(college, "esurvey");
  await service.night(addDays(FIRST_NIGHT, 3));
  const monday = addDays(FIRST_NIGHT, 7);
  await service.night(monday);
  clock.set(instantOf(monday, "08:30", ZONE));
  // Whether the digest of the week of going live left is a matter of the minute; Monday's must, and all that waits.
  await service.tickUntil("the digest and the safeguarding mails arrive", async () => {
    const week = { kind: "digest", about: isoWeekOf(monday) } as const;
    const digest = await deliveryReports(store.db, week);
    const arrived = digest.length > 0 && digest.every(({ state }) => state === "accepted");
    return arrived && !(await isMailDue(store.db, clock.now()));
  });
  // What is looked at later runs on today's clock, by which most of this is too old to be kept.
  return [...seen, ...(await columnsOf(url, "after the nights"))];
}

/** The lead opens a seal: her terminal shows a learner, and nothing else may keep it. */
async function reveal(scene: Scene): Promise<string> {
  const { store, cwd, env } = scene;
  const [first] = await store.db.select().from(seals).orderBy(seals.findingId);
  await scene.file("lead.key", scene.leadKeyFile);
  const argv = ["reveal", first?.findingId ?? "", "--key", "lead.key", "--reason", "our records"];
  const terminal = { env, cwd, isTty: true, promptHidden: async () => PASSPHRASE };
  const { stdout } = await runCommand([...argv, "--name", "Lena", "--verbose"], terminal);
  await scene.run(argv); // Into a pipe, which is refused.
  return stdout;
}

/** Everything that shows something, for people and for machines. */
async function look(scene: Scene): Promise<void> {
  refuseTheLookUp(scene.college, "escan");
  await scene.run(["scan", "@conel_sport", "@conel_e403", "--verbose"]);
  await scene.run(["scan", "--all", "--json", "--verbose"]);
  const commands = [
    "accounts list",
    "accounts export export.csv",
    "accounts show @conel_music",
    "accounts show @conel_sport",
    "learners list",
    "runs list",
    "findings list",
    "doctor",
    "plan",
    "digest preview",
  ].map((line) => line.split(" "));
  const { db } = scene.store;
  const telling = await db.select().from(findings).where(ne(findings.ruleId, "dormant-account"));
  for (const { id } of telling) commands.push(["findings", "show", id]);
  const newest = await db.select().from(runs).orderBy(desc(runs.scheduledFor)).limit(3);
  for (const { id } of newest) commands.push(["runs", "show", id]);
  for (const argv of commands) {
    await scene.run([...argv, "--verbose"]);
    if (argv[1] !== "export") await scene.run([...argv, "--json"]);
  }
}

/** The database fails under a command, and a job under a worker: their errors quote what they were at work on. */
async function failInside(scene: Scene): Promise<void> {
  const { store, log, heard } = scene;
  const list = await scene.file("failing.csv", learnersThatFail());
  await store.db.execute(sql`alter table learners rename to learners_away`);
  await scene.run(["learners", "find", "--stdin", "--verbose"], typed(scene, `@${handle("vfind")}`));
  await scene.run(["learners", "import", list, ...AS_OF, "--confirm-shrink", "--verbose"]);
  await store.db.execute(sql`alter table learners_away rename to learners`);
  const queues = await openQueues(store, { prefix: "failing", log });
  const words = `no such row: ${handle("vjob")} ${plant("vjob").id}`;
  scene.given.push(words);
  await queues.work("control", [{ name: "fails", run: () => Promise.reject(new TypeError(words)) }], 1);
  await queues.enqueue([{ name: "fails", queue: "control", id: "fails.1", data: {} }]);
  await until("the failed job is said", () => heard.get("log")?.includes("TypeError"));
  await queues.close();
}

async function askAndErase(scene: Scene): Promise<void> {
  for (const word of [handle("find"), plant("find").id, `https://x.com/${handle("find")}`, TYPED_ODDLY]) {
    await scene.run(["learners", "find", "--stdin", "--verbose"], typed(scene, word));
  }
  await scene.run(["learners", "erase", "--stdin", "--json"], typed(scene, handle("erase")));
}

function typed({ given }: Scene, word: string) {
  given.push(word);
  return { stdin: () => Promise.resolve(Buffer.from(`${word}\n`)) };
}
