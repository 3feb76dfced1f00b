/** The platforms that the benchmarks at scale stand in for: one line each. */
import type { StandIn } from "./stand-in.ts";
import { x } from "./x.ts";

export const STAND_INS: readonly StandIn[] = [x];
