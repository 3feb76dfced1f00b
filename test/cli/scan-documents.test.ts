/** `scan`, the whole command, against X's official documents: Prism serves their examples, or stands before the sandbox. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addPost,
  addUser,
  createWorld,
  follow,
  startThread,
  startXSandbox,
  strangers,
  type Sandbox,
  type SandboxWorld,
} from "../../connectors/x/sandbox.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { SYSTEM_CLOCK } from "../../src/compose.ts";
import { HOUR_MS } from "../../src/core/time.ts";
import {
  DOCUMENTS,
  areHere,
  readParameters,
  unknownParameters,
  violationsOf,
} from "../connectors/documents.ts";
import { startPrism, startRecorder, type Recorder, type Running } from "../connectors/prism.ts";
import { openWorkplace, type Workplace } from "./support.ts";

/**
 * The learner rules are on, or no follow list is read; and the budget reaches what the document's examples follow. Answers
 * are judged over the seven days that a first reading knows: over more, no account is whole on its first day.
 */
const SETTINGS = `
organisations:
  - { id: north, name: North College, short_name: NOR }
group: north
budgets: { x: { night_usd: 100000, month_usd: 100000 } }
thresholds: { contact_window_days: 7 }
privacy: { dpia_reference: DPIA 7, lawful_basis: public task, contact: dpo@college.example }
safeguarding:
  north:
    lead: { name: Lena, email: lena@college.example, public_key: null }
    deputy: { name: Dora, email: dora@college.example, public_key: null }
`;
const NAMES = ["north", "busy", "silent", "shut", "bad", "gone"] as const;

/** Whom the busy account answers: nobody whom a list names. */
const STRANGER = "4711";

/** On the clock that runs: the world has posts of the last hours, and a second scan is later than the first. */
const runNow = (workplace: Workplace, argv: string[]) => workplace.run(argv, { clock: SYSTEM_CLOCK });

interface Scanned {
  code: number;
  said: { status: string; coverage: { accounts: number; audited: number }; unchecked: Unchecked[] };
}
interface Unchecked {
  account: string;
  rule: string;
  why: string;
}

describe.runIf(areHere).each(DOCUMENTS)(
  "scan, and X's document of the vocabulary of $vocabulary",
  ({ vocabulary, file }) => {
    const known = readParameters(file);
    const world = createWorld();
    const running: Running[] = [];
    let sandbox: Sandbox;
    let mock: Recorder;
    let proxy: Recorder;
    let workplace: Workplace;

    beforeAll(async () => {
      populate(world);
      sandbox = await startXSandbox({ world, clock: SYSTEM_CLOCK, vocabulary });
      const prisms = await Promise.all([startPrism("mock", file), startPrism("proxy", file, sandbox.url)]);
      running.push(...prisms);
      [mock, proxy] = await Promise.all([startRecorder(prisms[0].url), startRecorder(prisms[1].url)]);
      running.unshift(mock, proxy);
      workplace = await openWorkplace(SETTINGS);
      workplace.env["X_BEARER_TOKEN"] = "made-up";
      await know(workplace);
    }, 120_000);
    afterAll(async () => {
      for (const one of running) await one.stop();
      await sandbox.stop();
      await workplace.close();
    });

    async function scan(through: Recorder, ...words: string[]): Promise<Scanned> {
      workplace.env["X_API_URL"] = through.url;
      const { code, stdout, stderr } = await runNow(workplace, ["scan", ...words, "--json", "--yes"]);
      expect(stderr).toBe("");
      return { code, said: JSON.parse(stdout) };
    }

    test("the sandbox is scanned twice: no rule of the document is broken, in what is asked or answered", async () => {
      const first = await scan(proxy, "--all");
      expect(first).toMatchObject({
        code: EXIT.incomplete,
        said: { status: "done", coverage: { accounts: NAMES.length } },
      });
      expect(first.said.unchecked.map(({ account }) => account)).toEqual(
        expect.arrayContaining(["x:@shut", "x:@bad", "x:@gone"]),
      );
      const before = proxy.exchanges.length;
      const busy = [...world.users.values()].find(({ username }) => username === "busy");
      if (busy === undefined) throw new Error("the world has lost its busy account");
      addPost(world, busy, { at: new Date(), text: "One more, says @north" });
      follow(busy, strangers(world, 1)[0] ?? "");
      const second = await scan(proxy, "x:north", "x:busy", "x:silent");
      expect(second).toMatchObject({ code: EXIT.ok, said: { status: "done", coverage: { audited: 3 } } });
      expect(proxy.exchanges.length).toBeGreaterThan(before);
      expect(pathsOf(proxy)).toEqual(["following", "tweets", "users", "users/by"]);
      expect(violationsOf(proxy, "request")).toEqual([]);
      expect(violationsOf(proxy, "response")).toEqual([]);
      expect(unknownParameters(proxy, known)).toEqual([]);
    });

    test("the document's own examples, which are no sound answers, end as could not check with code 3", async () => {
      workplace.file("x.csv", "platform,handle,organisation,department\nx,TwitterDev,north,X\n");
      expect(await runNow(workplace, ["accounts", "import", "x.csv"])).toMatchObject({ code: EXIT.ok });
      const { code, said } = await scan(mock, "x:TwitterDev");
      expect(code).toBe(EXIT.incomplete);
      expect(said.unchecked.length).toBeGreaterThan(0);
      expect(said.unchecked.map(({ why }) => why)).toContain("the platform gave errors or no answer");
      expect(mock.exchanges.map(({ status }) => status)).not.toContain(400);
      expect(violationsOf(mock, "request")).toEqual([]);
      expect(unknownParameters(mock, known)).toEqual([]);
    });
  },
);

/** Every kind of post, a long follow list, and one account of each kind that cannot be read. */
function populate(world: SandboxWorld): void {
  const [north, busy] = NAMES.map((username) => addUser(world, { username, ...DRAFTS[username] }));
  if (north === undefined || busy === undefined) throw new Error("the world has no accounts");
  busy.following = strangers(world, 30);
  busy.followingGap = 1;
  const kinds = ["original", "quote", "reply", "repost"] as const;
  for (let n = 0; n < 24; n++) {
    const text = `${n % 7 === 0 ? "at length ".repeat(60) : ""}Visit @north and #learning ${n}`;
    const at = new Date(Date.now() - (n + 1) * HOUR_MS);
    const kind = kinds[n % 4] ?? "original";
    // In the newer vocabulary X says who started a thread only where it shows its first post.
    const thread = kind === "reply" ? { referencedId: startThread(world, at, STRANGER) } : {};
    addPost(world, busy, { at, text, kind, ...thread });
  }
  addPost(world, north, { at: new Date(Date.now() - HOUR_MS), text: "Good morning" });
}

const DRAFTS: Partial<Record<(typeof NAMES)[number], Partial<Parameters<typeof addUser>[1]>>> = {
  shut: { protected: true },
  bad: { state: "suspended" },
  gone: { state: "missing" },
};

/** The register, and one learner whom nobody follows. */
async function know(workplace: Workplace): Promise<void> {
  const rows = NAMES.map((name) => `x,${name},north,${name},${name === "north" ? "official" : ""}\n`);
  workplace.file("register.csv", `platform,handle,organisation,department,kind\n${rows.join("")}`);
  workplace.file("learners.csv", "platform,handle,id\nx,nobody,777\n");
  const listed = ["--list", "north", "--as-of", "2026-01-31", "--enrolled", "1"];
  for (const argv of [
    ["accounts", "import", "register.csv"],
    ["learners", "import", "learners.csv", ...listed],
  ]) {
    expect(await runNow(workplace, argv)).toMatchObject({ code: EXIT.ok });
  }
}

/** The kinds of call that were made, once each. */
function pathsOf({ exchanges }: Recorder): string[] {
  const ends = exchanges.map(({ url }) => url.pathname.replace(/^\/2\/(?:users\/\d+\/)?/u, ""));
  return [...new Set(ends)].toSorted();
}
