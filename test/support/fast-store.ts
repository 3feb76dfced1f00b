/** A store as tests want it: impatient, on a clock of theirs. Imports no vitest: processes of a test's own use it too. */
import type { XSettings } from "../../connectors/x/index.ts";
import { openStore, type Store } from "../../src/compose.ts";
import type { Role } from "../../src/store/services.ts";

/** A worker that is to die is taken for dead after so long a silence. */
export const LOCK_MS = 300;
/** What takes its jobs over: it looks for them so often, and is not itself taken for dead on a busy machine. */
export const HEIR_LOCK_MS = 1000;
/** A failed call to X is made again after so long. */
const FAST: Pick<XSettings, "backoffMs"> = { backoffMs: [10, 20] };

/** What support/worker.ts is told, as JSON. */
export interface WorkerOptions {
  role?: Role;
  lockMs?: number;
  timeoutMs?: number;
}

/** A store whose connector does not wait for long. */
export async function openFastStore(
  env: Readonly<Record<string, string>>,
  cwd: string,
  clock: Store["clock"],
  given: Partial<XSettings> = {},
): Promise<Store> {
  const store = await openStore({ env, cwd }, { clock });
  const x: XSettings = { ...store.config.x, ...FAST, ...given };
  return { ...store, config: { ...store.config, x } };
}
