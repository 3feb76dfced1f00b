#!/usr/bin/env node
// Plain JavaScript that any Node from 20 on can read: it only looks for Node 24, which runs the TypeScript behind it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const NEEDED = 24;

if (Number(process.versions.node.split(".")[0]) >= NEEDED) {
  // `… | head` closes the pipe early: what is left to say is said to nobody, and the work still ends in order.
  process.stdout.on("error", (error) => {
    if (error.code !== "EPIPE") throw error;
  });
  const { main } = await import("../src/cli/main.ts");
  process.exitCode = await main(process.argv.slice(2));
} else {
  startAgain(fileURLToPath(new URL("../node_modules/.bin/node", import.meta.url)));
}

/** Starts this file again under the Node that `npm ci` put into the checkout, and becomes its shadow. */
function startAgain(node) {
  // Set by us alone: a checkout whose own Node is too old as well must not start itself for ever.
  if (process.env.ACCOUNT_AUDIT_RESTARTED === "1" || !existsSync(node)) {
    process.stderr.write(
      `account-audit needs Node ${NEEDED}; this is Node ${process.versions.node} (${process.execPath}).\n` +
        "→ run npm ci in the checkout, which brings it on Linux, or install it from https://nodejs.org\n",
    );
    process.exitCode = 4;
    return;
  }
  const words = [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn(node, words, {
    stdio: "inherit",
    env: { ...process.env, ACCOUNT_AUDIT_RESTARTED: "1" },
  });
  // A terminal sends Ctrl-C to both of us; everything else reaches only this process.
  const pass = process.stdin.isTTY ? ["SIGTERM", "SIGHUP"] : ["SIGTERM", "SIGHUP", "SIGINT"];
  for (const signal of pass) process.on(signal, () => child.kill(signal));
  if (process.stdin.isTTY) process.on("SIGINT", () => undefined);
  child.once("error", (error) => {
    process.stderr.write(
      `${node} does not start (${error.code}).\n→ install Node ${NEEDED} from https://nodejs.org\n`,
    );
    process.exitCode = 4;
  });
  child.once("exit", (code, signal) => {
    if (signal === null) process.exitCode = code ?? 4;
    else {
      for (const each of pass) process.removeAllListeners(each);
      process.kill(process.pid, signal);
    }
  });
}
