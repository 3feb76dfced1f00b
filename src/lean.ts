import { registerHooks } from "node:module";
import { setFlagsFromString } from "node:v8";

/**
 * Keeps a process small that would otherwise take what the machine has. V8 lets garbage pile up where there is much
 * memory: eight nights of the demo, sandboxes and all, would take twice the 195 MB that they take. And Node's loader makes 240 MB of garbage in a
 * second while it links drizzle-orm's ES modules, which import each other in circles; the CommonJS build of the same
 * version loads in a fifth of the time. To be called before anything heavy is imported.
 */
export function stayLean(): void {
  for (const flag of ["--semi-space-growth-factor=1", "--heap-growing-percent=15"]) setFlagsFromString(flag);
  registerHooks({
    resolve: (specifier, context, next) =>
      /^drizzle-orm(?:\/|$)/u.test(specifier)
        ? next(specifier, { ...context, conditions: ["node", "require"] })
        : next(specifier, context),
  });
}
