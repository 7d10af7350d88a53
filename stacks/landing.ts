import type { ForecastedLoad } from "../lib/cost/forecasted-load";
import type { Definition } from "../lib/definition/definition";
import type { Program } from "../lib/program/build";

/** All that is known before the first stack is made: what to land, the programs that were built, the load to expect. */
export interface Landing {
  readonly definition: Definition;
  /** Programs by app. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Load to expect of each program. */
  readonly loads: readonly ForecastedLoad[];
}
