import { UserError } from "./errors.ts";
import { findBinaries } from "./embedded/binaries.ts";
import { enter, leave } from "./embedded/clients.ts";
import { withLock } from "./embedded/lock.ts";
import { findPlace } from "./embedded/place.ts";
import {
  ensureCluster,
  runningServer,
  startServer,
  stopServer,
  type ServerOptions,
} from "./embedded/server.ts";

export interface EmbeddedPostgres {
  /** A superuser's address of the database `postgres` on 127.0.0.1, with the generated password. Never to be logged. */
  url: string;
  /** Leaves; the last one out stops the server. A second call does nothing. */
  release(): Promise<void>;
  /**
   * Starts the server again if it runs no more, at the address that is known, so that connections find it again. True
   * when it ran no more.
   * @throws UserError where it does not start, or where it runs at another port by now
   */
  revive(): Promise<boolean>;
}

export interface AttachOptions extends ServerOptions {
  /** The data directory (ACCOUNT_AUDIT_HOME). */
  home: string;
  /** Told what takes long or happens seldom. */
  log(message: string): void;
}

let attached = 0;

/**
 * Attaches to the embedded Postgres of a data directory, and makes and starts it where need be. Several processes may
 * share it; whoever leaves last stops it. It survives our own signals, so that work can drain before it stops, and
 * nothing that a crash of ours or of its own leaves behind blocks the next start. docs/embedded-postgres.md says where
 * things lie.
 *
 * @throws UserError where it cannot run here; DATABASE_URL is then the way out.
 */
export async function attachEmbeddedPostgres(options: AttachOptions): Promise<EmbeddedPostgres> {
  const place = await findPlace(options.home);
  return withLock(place.base, async () => {
    const binaries = await findBinaries(place.base, place.user);
    await ensureCluster(place, binaries);
    const serverUrl = async (knownPort: number | null) => {
      const running = await runningServer(place);
      if (running !== null) return running;
      const started = await startServer(place, binaries, { ...options, port: knownPort });
      options.log(`embedded Postgres started (log: ${place.log})`);
      return started;
    };
    const url = await serverUrl(null);
    attached += 1;
    const client = await enter(place.clients, attached);
    let released: Promise<void> | null = null;
    const release = (): Promise<void> =>
      withLock(place.base, async () => {
        if ((await leave(place.clients, client)) > 0) return;
        await stopServer(place, binaries);
        options.log("embedded Postgres stopped");
      });
    const revive = async (): Promise<boolean> => {
      if ((await runningServer(place)) === url) return false;
      await withLock(place.base, async () => {
        if ((await serverUrl(Number(new URL(url).port))) !== url) throw moved();
      });
      return true;
    };
    return { url, release: () => (released ??= release()), revive };
  });
}

function moved(): UserError {
  return new UserError(
    "unreachable",
    "The embedded Postgres went away and was started again at another port, where its running processes do not look for it.",
    "Stop all account-audit processes of this data directory and start them again.",
  );
}
