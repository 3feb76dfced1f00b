import type { Command } from "commander";
import { PLATFORM_NAMES, type Platform } from "../../core/platform.ts";
import { UserError } from "../../errors.ts";
import {
  isUrl,
  parseUrl,
  platformMeant,
  platformOf,
  withoutAt,
  type HandleBook,
} from "../../register/handle-book.ts";
import { keyedHash, loadKey } from "../../secrets.ts";
import { assertKeyMatches } from "../../store/key-check.ts";
import { eraseLearner } from "../../store/learner-erasure.ts";
import { findLearner } from "../../store/learners.ts";
import { examples, type BuildInner, type CommandIo } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { readSecretLine } from "../input.ts";
import { writeJson } from "../json.ts";
import { counted } from "../problems.ts";
import { renderTable } from "../table.ts";
import { withStore, type CommandStore } from "../with-store.ts";

interface Options {
  platform: string;
  stdin?: true;
  json?: true;
}

const QUESTION = "Handle, id or address (not shown): ";

/** Commander names what it does not know, and would print the handle of a learner that stands behind the command. */
export function takingNoHandle(command: Command): Command {
  return command
    .allowExcessArguments()
    .allowUnknownOption()
    .hook("preAction", ({ args }) => {
      if (args.length > 0)
        throw handleInArgv(`learners ${command.name()} takes nothing but its options (--help)`);
    });
}

export function handleInArgv(says: string): UserError {
  return new UserError(
    "usage",
    `${says}; what else was typed is not shown`,
    "a learner's handle is asked for, or use --stdin; if one was typed, clear it from your shell's history",
  );
}

export const buildFind: BuildInner = (parent, io, exit) => {
  takingNoHandle(parent.command("find"))
    .description(
      "Say whether a learner is in the index. The handle is asked for; never write it on the command line.",
    )
    .option("--platform <platform>", "where the handle or id belongs", "x")
    .option("--stdin", "read the handle from standard input instead")
    .option("--json", "print JSON for machines")
    .addHelpText(
      "after",
      examples("learners find", "learners find --platform instagram --stdin < handle.txt"),
    )
    .action(async (options: Options) => {
      const [entries, platform] = await withLearner(io, options, ({ db }, hashes) => findLearner(db, hashes));
      if (options.json) writeJson(io, entries);
      else if (entries.length === 0) io.stdout(`${notInIndex(platform)}.\n${OTHER_PLATFORM}`);
      else {
        const rows = entries.map(({ id, list, lastDay }) => [id, list, lastDay ?? "not known"]);
        io.stdout(renderTable(io, ["Entry", "List", "Last day"], rows));
      }
      exit(EXIT.ok);
    });
};

export const buildErase: BuildInner = (parent, io, exit) => {
  takingNoHandle(parent.command("erase"))
    .description(
      "Remove a learner from every list, with the subject and the sealed evidence of their findings. " +
        "The handle is asked for; never write it on the command line.",
    )
    .option("--platform <platform>", "where the handle or id belongs", "x")
    .option("--stdin", "read the handle from standard input instead")
    .option("--json", "print JSON for machines")
    .addHelpText("after", examples("learners erase", "learners erase --stdin < handle.txt"))
    .action(async (options: Options) => {
      const [erased, platform] = await withLearner(io, options, ({ db, clock }, hashes) =>
        eraseLearner(db, hashes, clock.now()),
      );
      if (options.json) writeJson(io, erased);
      else if (erased.entries === 0) {
        io.stdout(`${notInIndex(platform)}: nothing was erased.\n${OTHER_PLATFORM}`);
      } else {
        io.stdout(
          `Erased: ${counted(erased.entries, "entry", "entries")}, ` +
            `${counted(erased.findings, "finding")} without subject and seal.\n`,
        );
        io.stdout("→ take the row out of the source as well: the next import would bring it back\n");
      }
      exit(EXIT.ok);
    });
};

/** One platform alone was looked at: the learner may be known on another. */
function notInIndex(platform: Platform): string {
  return `Not in the index by that name on ${PLATFORM_NAMES[platform]}`;
}

const OTHER_PLATFORM = "→ an account on another platform? say --platform, or give the profile's address\n";

type BothHashes = Parameters<typeof findLearner>[1];

async function withLearner<T>(
  io: CommandIo,
  options: Options,
  work: (store: CommandStore, hashes: BothHashes) => Promise<T>,
): Promise<[answer: T, platform: Platform]> {
  const platform = platformIn(options.platform);
  const line = await readSecretLine(io, QUESTION, options.stdin ?? false);
  return withStore(io, async (store) => {
    const key = loadKey(store.config);
    await assertKeyMatches(store.db, key, store.clock.now());
    const named = meant(line, platform, store.handles);
    const answer = await work(store, {
      idHash: named.id === null ? null : keyedHash(key, named.platform, "id", named.id),
      handleHash: named.handleKey === null ? null : keyedHash(key, named.platform, "handle", named.handleKey),
    });
    return [answer, named.platform];
  });
}

/**
 * A word may be a handle and an id: both are looked for, and `platform:handle` is taken apart, as for accounts. What can be
 * neither is refused: it would be found nowhere, and the learner thought unknown. The word itself is in no message.
 */
function meant(
  given: string,
  usual: Platform,
  book: HandleBook,
): { platform: Platform; handleKey: string | null; id: string | null } {
  const [, prefix = "", rest = ""] = /^([^:@]+):(?!\/\/)(.+)$/u.exec(given) ?? [];
  const before = platformOf(prefix);
  const line = before === null ? given : rest.trim();
  const platform = before ?? usual;
  const named = isUrl(line) ? parseUrl(book, line) : { platform, handle: withoutAt(line) };
  const isHandle = named !== null && book[named.platform].isHandle(named.handle);
  const idInHandle = named === null ? null : (book[named.platform].idIn?.(named.handle) ?? null);
  const isId =
    named !== null && /^[\w:.@-]{1,128}$/u.test(line) && book[named.platform].isId?.(line) !== false;
  const id = idInHandle ?? (isId ? line : null);
  if (named === null || (!isHandle && id === null)) {
    throw new UserError(
      "usage",
      "that is neither a handle, an id nor a profile's address",
      "check it, and say --platform where it is not X",
    );
  }
  const handleKey = isHandle ? book[named.platform].normaliseHandle(named.handle) : null;
  return { platform: named.platform, handleKey, id };
}

function platformIn(word: string): Platform {
  const platform = platformOf(word);
  if (platform !== null) return platform;
  throw new UserError("usage", "--platform is no platform", platformMeant(word));
}
