import { registerHooks } from "node:module";
import { setFlagsFromString } from "node:v8";

/**
 * Keeps a process small that would otherwise take what the machine has: V8 lets garbage pile up on machines with much
 * memory, and Node's loader makes 240 MB of it while it links drizzle-orm's ES modules, which import each other in
 * circles; its CommonJS build is the same code in a quarter of a second. To be called before
 * anything heavy is imported.
 */
export function stayLean(): void {
  for (const flag of ["--semi-space-growth-factor=1", "--heap-growing-percent=50"]) setFlagsFromString(flag);
  registerHooks({
    resolve: (specifier, context, next) =>
      /^drizzle-orm(?:\/|$)/u.test(specifier)
        ? next(specifier, { ...context, conditions: ["node", "require"] })
        : next(specifier, context),
  });
}
