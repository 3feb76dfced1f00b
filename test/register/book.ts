import { createConnectors } from "../../connectors/index.ts";
import { handleBook } from "../../src/register/handle-book.ts";
import type { RegisterContext } from "../../src/register/parse.ts";
import { UNCONNECTED } from "../connectors/unconnected.ts";

export const BOOK = handleBook(createConnectors(UNCONNECTED));

const organisation = (id: string, name: string, shortName: string) => ({
  id,
  name,
  shortName,
  hashtags: [],
  closures: [],
});

export const CONTEXT: RegisterContext = {
  today: "2026-11-23",
  handles: BOOK,
  organisations: [
    organisation("group", "Example College Group", "ECG"),
    organisation("north", "The North College", "NOR"),
    organisation("south", "South & East College", "SEC"),
  ],
};
