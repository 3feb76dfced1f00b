import { createConnectors } from "../../connectors/index.ts";
import { openStore, type Store } from "../compose.ts";
import { localDateOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/time.ts";
import { handleBook, type HandleBook } from "../register/handle-book.ts";
import type { CommandIo } from "./command.ts";

/** An open store, with what commands on the register and the learner index need beside it. */
export interface CommandStore extends Store {
  handles: HandleBook;
  today: LocalDate;
}

/** Opens the store for one command and closes it after, come what may. */
export async function withStore<T>(io: CommandIo, work: (store: CommandStore) => Promise<T>): Promise<T> {
  const store = await openStore(io, io.clock && { clock: io.clock });
  try {
    const { config, clock } = store;
    const handles = handleBook(createConnectors(config));
    return await work({ ...store, handles, today: localDateOf(clock.now(), config.policy.timezone) });
  } finally {
    await store.close();
  }
}
