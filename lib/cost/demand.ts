import { UserError } from "../definition/errors";

/** What one program asks of the instances. */
export interface ProgramLoad {
  /** Equally likely paths of the load: requests in each hour of the term. */
  readonly paths: readonly Float64Array[];
  /** Requests that one instance serves in one hour; above 0. */
  readonly instanceServesPerHour: number;
  /** Capacity kept free above the load: 0.2 is a fifth. */
  readonly headroom: number;
}

/** Instances that are needed in each hour, on equally likely paths. */
export interface InstanceDemand {
  readonly paths: readonly Int32Array[];
  /** Hours of every path. */
  readonly hours: number;
}

/** Instances that a service keeps even when nobody asks for anything. */
export const LEAST_INSTANCES = 1;

/** More than any account may run: a load that asks for more has a wrong unit somewhere. */
export const MOST_INSTANCES = 100_000;

/**
 * How many whole instances serve all programs together, hour by hour.
 *
 * Programs share the instances, so their shares of one instance are summed before they are rounded up.
 *
 * @param hours of the term: what every path must have
 * @throws UserError when an hour needs more than {@link MOST_INSTANCES}
 * @throws RangeError when the programs' paths differ in number or length
 */
export function instanceDemand(loads: readonly ProgramLoad[], hours: number): InstanceDemand {
  const count = loads[0]?.paths.length ?? 0;
  if (loads.some((load) => load.paths.length !== count || load.paths.some((path) => path.length !== hours))) {
    throw new RangeError("the programs' load paths differ in number or length");
  }
  const paths = Array.from({ length: count }, (_, path) => {
    const demand = new Int32Array(hours);
    for (let hour = 0; hour < hours; hour += 1) {
      let instances = 0;
      for (const load of loads) instances += instancesFor(load.paths[path]?.[hour] ?? 0, load);
      demand[hour] = wholeInstances(instances);
    }
    return demand;
  });
  return { paths, hours };
}

/** Instances, not whole, that a load takes with its headroom. */
export function instancesFor(
  requestsPerHour: number,
  { headroom, instanceServesPerHour }: Omit<ProgramLoad, "paths">,
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
