import { instanceTypeOf } from "./instance-types";

/**
 * What an instance of a size counts for when a reservation is applied to it.
 *
 * Source: Amazon EC2 User Guide, How Reserved Instance discounts are applied, instance size flexibility determined by
 * normalization factor. A size that does not stand there has none, bare metal among them: its factor is another in
 * each family.
 */
const NORMALISATION_FACTORS: ReadonlyMap<string, number> = new Map([
  ["nano", 0.25],
  ["micro", 0.5],
  ["small", 1],
  ["medium", 2],
  ["large", 4],
  ["xlarge", 8],
  ["2xlarge", 16],
  ["3xlarge", 24],
  ["4xlarge", 32],
  ["6xlarge", 48],
  ["8xlarge", 64],
  ["9xlarge", 72],
  ["10xlarge", 80],
  ["12xlarge", 96],
  ["16xlarge", 128],
  ["18xlarge", 144],
  ["24xlarge", 192],
  ["32xlarge", 256],
  ["48xlarge", 384],
  ["56xlarge", 448],
  ["112xlarge", 896],
]);

/**
 * Series whose reservations are of one size alone: G, Gr, HPC, Inf, P, Trn and U.
 *
 * Source: Amazon EC2 User Guide, How Reserved Instance discounts are applied, limitations of instance size flexibility.
 * It names generations of them; each series is left out whole, so that no generation counts as covered by mistake.
 */
const SERIES_OF_ONE_SIZE = /^(g|gr|hpc|inf|p|trn|u)[-\d]/;

/** Reservations of one instance type. */
export interface ReservedInstances {
  readonly instanceType: string;
  /** Whole, 0 or above. */
  readonly count: number;
}

/** How much of a type that runs is covered by reservations. */
export interface ReservedCover {
  /** Instances that are covered wholly. */
  readonly whole: number;
  /** Whether something is left that covers part of one more. */
  readonly hasRest: boolean;
}

/**
 * How many instances of a type are covered by regional reservations for Linux/UNIX with default tenancy: of the same
 * type as many as there are; of another size in the same family by the sizes' factors; of another family none.
 */
export function reservedCover(
  { instanceType, count }: ReservedInstances,
  runningType: string,
): ReservedCover {
  if (instanceType === runningType) return { whole: count, hasRest: false };
  const factor = flexibleFactor(runningType);
  const reservedFactor = flexibleFactor(instanceType);
  if (
    familyOf(instanceType) !== familyOf(runningType) ||
    factor === undefined ||
    reservedFactor === undefined
  ) {
    return { whole: 0, hasRest: false };
  }
  const units = count * reservedFactor;
  return { whole: Math.floor(units / factor), hasRest: units % factor !== 0 };
}

/** The factor of a known type whose reservations are not of one size alone; undefined without one. */
function flexibleFactor(instanceType: string): number | undefined {
  if (instanceTypeOf(instanceType) === undefined || SERIES_OF_ONE_SIZE.test(instanceType)) return undefined;
  const [, size = ""] = instanceType.split(".");
  return NORMALISATION_FACTORS.get(size);
}

/** Family and generation, such as `r6i`. */
function familyOf(instanceType: string): string {
  const [family = ""] = instanceType.split(".");
  return family;
}
