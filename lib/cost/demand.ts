import { UserError } from "../definition/errors";
import { PooledDemand, type DemandPath, type PoolingOptions } from "./planner/pooled-demand";

/** Equally likely courses of a load, drawn when they are asked for. */
export interface LoadPaths {
  /** Hours of every path. */
  readonly hours: number;
  /** Number of paths; paths of two loads with the same index belong together. */
  readonly count: number;
  /** Writes the requests of each hour of a path into a buffer of {@link hours} places. */
  readonly pathInto: (index: number, buffer: Float64Array) => void;
}

/** What one program asks of the instances. */
export interface ProgramLoad {
  /** Name of the app. */
  readonly app: string;
  readonly paths: LoadPaths;
  /** Requests that one instance serves in one hour; above 0. */
  readonly instanceServesPerHour: number;
  /** Capacity kept free above the load: 0.2 is a fifth. */
  readonly headroom: number;
}

/** Equally likely demands for instances, one at a time; the same ones each time that they are asked for. */
export interface DemandPaths {
  readonly count: number;
  /** The array is the visitor's only until it returns. */
  readonly forEach: (visit: (path: DemandPath, index: number) => void) => void;
}

/** Instances that a service keeps even when nobody asks for anything. */
export const LEAST_INSTANCES = 1;

/** More than any account may run: a load that asks for more has a wrong unit somewhere. */
export const MOST_INSTANCES = 100_000;

/**
 * How many whole instances serve programs together, hour by hour.
 *
 * Programs share the instances, so their shares of one instance are summed before they are rounded up.
 *
 * @param parts what is counted: whole instances for 1, sixteenths of one for 16
 * @throws RangeError when there is no load, or the programs' paths differ in number or length
 */
export function demandPaths(loads: readonly ProgramLoad[], parts = 1): DemandPaths {
  const [first] = loads;
  if (first === undefined) throw new RangeError("there is no load");
  const { hours, count } = first.paths;
  if (loads.some(({ paths }) => paths.count !== count || paths.hours !== hours)) {
    throw new RangeError("the programs' load paths differ in number or length");
  }
  return {
    count,
    forEach: (visit) => {
      const requests = new Float64Array(hours);
      const instances = new Float64Array(hours);
      const demand = new Int32Array(hours);
      for (let index = 0; index < count; index += 1) {
        instances.fill(0);
        for (const load of loads) {
          load.paths.pathInto(index, requests);
          addInstances(requests, load, instances, parts);
        }
        roundUp(instances, demand, parts);
        visit(demand, index);
      }
    },
  };
}

/** The demand of all programs on shared instances, and of each on instances of its own. */
export interface FleetDemand {
  readonly together: PooledDemand;
  /** By app; of a single program it is {@link together}. */
  readonly alone: ReadonlyMap<string, PooledDemand>;
}

/**
 * Pools the demand of programs, over all their paths.
 *
 * @throws UserError when an hour needs more than {@link MOST_INSTANCES}
 */
export function poolDemand(loads: readonly ProgramLoad[], options: PoolingOptions): FleetDemand {
  const together = pooled(loads, options);
  const alone = loads.map((load): [string, PooledDemand] => [
    load.app,
    loads.length === 1 ? together : pooled([load], options),
  ]);
  return { together, alone: new Map(alone) };
}

/** Parts of an instance that a load is counted in to be scaled: with whole ones every factor above 1 adds one. */
const PARTS = 16;

/**
 * The demand of loads that are larger by a factor, all by the same: pooled once in sixteenths of an instance, when it is
 * first asked for. With the factor 1 it is the demand itself.
 */
export function scalableDemand(
  loads: readonly ProgramLoad[],
  options: PoolingOptions,
): (factor: number) => PooledDemand {
  let fine: PooledDemand | undefined;
  return (factor) => {
    fine ??= pooled(loads, options, PARTS);
    return fine.scaled(factor / PARTS);
  };
}

function pooled(loads: readonly ProgramLoad[], options: PoolingOptions, parts = 1): PooledDemand {
  const demand = new PooledDemand(options);
  demandPaths(loads, parts).forEach((path) => {
    demand.add(path);
  });
  return demand;
}

function addInstances(
  requests: Float64Array,
  load: ProgramLoad,
  instances: Float64Array,
  parts: number,
): void {
  const perRequest = instancesFor(1, load) * parts;
  for (let hour = 0; hour < requests.length; hour += 1) {
    instances[hour] = (instances[hour] ?? 0) + (requests[hour] ?? 0) * perRequest;
  }
}

function roundUp(instances: Float64Array, demand: Int32Array, parts: number): void {
  for (let hour = 0; hour < instances.length; hour += 1) {
    const needed = instances[hour] ?? 0;
    if (needed > MOST_INSTANCES * parts) throw tooManyInstances(needed / parts);
    demand[hour] = Math.max(LEAST_INSTANCES, Math.ceil(needed - ROUNDING_ERROR));
  }
}

/** Instances, not whole, that a load takes with its headroom. */
export function instancesFor(
  requestsPerHour: number,
  { headroom, instanceServesPerHour }: Pick<ProgramLoad, "headroom" | "instanceServesPerHour">,
): number {
  return (requestsPerHour * (1 + headroom)) / instanceServesPerHour;
}

/**
 * Whole instances, {@link LEAST_INSTANCES} at least.
 *
 * @throws UserError when these are more than {@link MOST_INSTANCES}
 */
export function wholeInstances(instances: number): number {
  if (instances > MOST_INSTANCES) throw tooManyInstances(instances);
  return Math.max(LEAST_INSTANCES, Math.ceil(instances - ROUNDING_ERROR));
}

/** A load that fills instances exactly must not ask for one more because of the last binary digit. */
const ROUNDING_ERROR = 1e-9;

function tooManyInstances(instances: number): UserError {
  return new UserError([
    {
      path: "load",
      message: `asks for ${Math.ceil(instances)} instances at once`,
      allowed: `at most ${MOST_INSTANCES}`,
      action: "check the unit of instanceServes, and headroom",
    },
  ]);
}
