/** What the product goes through between the planting and the search. */
import { sql } from "drizzle-orm";
import { openQueues } from "../../src/compose/queues.ts";
import { addDays, instantOf } from "../../src/core/calendar.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { findings } from "../../src/store/schema/index.ts";
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
}

export async function play(scene: Scene): Promise<Told> {
  await storeUncompressed(scene.url);
  await bringIn(scene);
  const moments = await scene.serve(async (service) => [
    ...(await firstNight(scene, service)),
    ...(await laterNights(scene, service)),
  ]);
  const revealed = await reveal(scene);
  await look(scene);
  await failInside(scene);
  await askAndErase(scene);
  return { moments, revealed };
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
  const { college, store, clock, smtp, url } = scene;
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
  await service.tickUntil("digest and safeguarding mails arrive", () =>
    ["head", "lena", "dora"].every((who) => smtp.received.some(({ to }) => to === `${who}@college.example`)),
  );
  return seen;
}

/** The lead opens a seal: her terminal shows a learner, and nothing else may keep it. */
async function reveal(scene: Scene): Promise<string> {
  const { store, cwd, env } = scene;
  const rows = await store.db.select().from(findings).where(sql`${findings.ruleId} = 'learner-followed'`);
  const open = rows.filter(({ status }) => status === "open").map(({ id }) => id);
  await scene.file("lead.key", scene.leadKeyFile);
  let seen = "";
  for (const id of open.toSorted()) {
    const argv = ["reveal", id, "--key", "lead.key", "--reason", "our records", "--name", "Lena", "--verbose"];
    const { stdout } = await runCommand(argv, { env, cwd, isTty: true, promptHidden: async () => PASSPHRASE });
    seen += stdout;
    await scene.run(["reveal", id, "--key", "lead.key", "--reason", "our records"]);
  }
  return seen;
}

/** Everything that shows something, for people and for machines. */
async function look(scene: Scene): Promise<void> {
  refuseTheLookUp(scene.college, "escan");
  await scene.run(["scan", "@conel_sport", "@conel_e403", "--verbose"]);
  await scene.run(["scan", "--all", "--json", "--verbose"]);
  const commands = [
    ...["accounts list", "accounts export export.csv", "accounts show @conel_music", "accounts show @conel_sport"],
    ...["learners list", "runs list", "runs show", "findings list --all", "doctor", "plan", "digest preview"],
  ].map((line) => line.split(" "));
  for (const argv of commands) {
    await scene.run([...argv, "--verbose"]);
    if (argv[1] !== "export") await scene.run([...argv, "--json"]);
  }
  for (const { id } of await scene.store.db.select().from(findings)) {
    await scene.run(["findings", "show", id]);
    await scene.run(["findings", "show", id, "--json"]);
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
