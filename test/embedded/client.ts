/** A process that uses the embedded Postgres: prints its address, leaves when its input ends. */
import { attachEmbeddedPostgres } from "../../src/embedded.ts";

const home = process.argv[2] ?? "";
const server = await attachEmbeddedPostgres({ home, log: (message) => process.stderr.write(`${message}\n`) });
process.stdout.write(`${server.url}\n`);
process.stdin.on("end", () => void server.release()).resume();
