/** A made-up college on X: a world behind the sandbox, and installations of the product that audit it. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorld, startXSandbox, type SandboxOptions } from "../../connectors/x/sandbox.ts";
import { createLeadKeys, newKeyText } from "../../src/secrets.ts";
import { clockAt } from "./clock.ts";
import { FIRST_NIGHT, nightAt, populate, type Grounds } from "./college-world.ts";
import { openInstallation, type Installation, type InstallationOptions } from "./installation.ts";
import type { QueueBackend } from "./redis.ts";

export { FIRST_NIGHT, handleOf, NAMES, nightAt, postOn, ZONE, type Name } from "./college-world.ts";

export interface College extends Grounds {
  /** One more installation, with a database of its own. Account and learner ids are the same in all of them. */
  install(backend?: QueueBackend, options?: InstallationOptions): Promise<Installation>;
  /** Closes the installations and stops the sandbox. */
  close(): Promise<void>;
}

/** Opens the college at the hour of its first night. */
export async function openCollege(options: Partial<SandboxOptions> = {}): Promise<College> {
  const clock = clockAt(nightAt(FIRST_NIGHT));
  const world = createWorld(11);
  const { users, learners } = populate(world);
  const sandbox = await startXSandbox({ world, clock, ...options });
  const settings = await mkdtemp(join(tmpdir(), "account-audit-college-"));
  await writeFile(join(settings, "account-audit.yaml"), await settingsText());
  const installations: Installation[] = [];
  const college: College = {
    clock,
    world,
    users,
    learners,
    sandbox,
    settings,
    keyText: newKeyText(),
    async install(backend = "postgres", installing = {}) {
      const made = await openInstallation(college, backend, installing);
      installations.push(made);
      return made;
    },
    async close() {
      await Promise.all(installations.map((one) => one.close()));
      await sandbox.stop();
      await rm(settings, { recursive: true, force: true });
    },
  };
  return college;
}

let leadKey: string | null = null;

async function settingsText(): Promise<string> {
  leadKey ??= (await createLeadKeys("correct horse battery staple")).publicKey;
  const person = (name: string, key: string | null) =>
    `{ name: ${name}, email: ${name.toLowerCase()}@college.example, public_key: ${key} }`;
  return `
organisations:
  - { id: cccg, name: Capital City College Group, short_name: CCCG }
  - { id: conel, name: CONEL, short_name: CONEL }
group: cccg
budgets: { x: { night_usd: 1000, month_usd: 20000 } }
privacy: { dpia_reference: DPIA 7, lawful_basis: public task, contact: dpo@college.example }
safeguarding:
  cccg: { lead: ${person("Gwen", null)}, deputy: ${person("Gerald", null)} }
  conel: { lead: ${person("Lena", `"${leadKey}"`)}, deputy: ${person("Dora", null)} }
`;
}
