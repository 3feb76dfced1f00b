/** One service process that runs a night until somebody ends it. For killed-night.ts, which sets its environment. */
import { openStore } from "../src/compose.ts";
import { instantOf } from "../src/core/calendar.ts";
import { SILENT } from "../src/log.ts";
import { madeUpClock, runNight, withService } from "../src/demo/nights.ts";
import { ZONE } from "./reference-college.ts";

const [date = ""] = process.argv.slice(2);
const clock = madeUpClock(instantOf(date, "03:30", ZONE));
const store = { ...(await openStore({ env: process.env, cwd: process.cwd() }, { clock })), clock };
await withService(store, SILENT, (service) => runNight(store, service, date));
