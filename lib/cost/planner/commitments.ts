import Decimal from "decimal.js";
import type { Fault } from "../../definition/errors";
import type { Currency, Money } from "../../definition/money";
import { HOURS_PER_MONTH, type HourlyPrice, type MonthlyAmount } from "../../definition/units";
import { presentValueHours } from "./billing-discount";

/** A commitment that can be bought on the purchase date: its hours are paid for, used or not. */
export interface CommitmentOption<C extends Currency = Currency> {
  /** Name of its own, such as `3y all upfront`. */
  readonly id: string;
  /** Hours from the purchase date that it lasts, such as 8760; a whole number above 0. */
  readonly termHours: number;
  /** Paid for one commitment on the purchase date. */
  readonly upfront: Money<C>;
  /** Paid for one commitment in every hour of the term. */
  readonly hourly: Money<C>;
  /**
   * Units of demand that one commitment covers in every hour: the normalised units of a size-flexible reservation.
   * @default 1
   */
  readonly unitsPerCommitment?: number;
  /**
   * Most commitments that can be bought.
   * @default no limit
   */
  readonly limit?: number;
}

/** A commitment that was bought before. What it costs is spent, and part of no figure here. */
export interface OwnedCommitment {
  /** Units of demand that it covers in every hour, all together. */
  readonly units: number;
  /** Hour from the purchase date at which it ends. */
  readonly expiresAtHour: number;
}

/** What is on offer on one purchase date. */
export interface OneDateTerms<C extends Currency = Currency> {
  /** What one unit costs for one hour without commitment. */
  readonly onDemandHourly: Money<C>;
  readonly options: readonly CommitmentOption<C>[];
  /** Interest per year, 0.08 is 8 %. */
  readonly yearlyRate: number;
  /** Hours that are planned for, at least the longest term; after its term an option's units are rented. */
  readonly horizonHours: number;
  /** @default [] */
  readonly owned?: readonly OwnedCommitment[];
  /**
   * Most that may be paid on the purchase date.
   * @default no limit
   */
  readonly cashBudget?: Money<C>;
  /**
   * Least that new commitments must come to, as an agreement on a minimum spend asks: the hourly fees, and each
   * upfront fee spread over its term.
   * @default nothing
   */
  readonly floor?: HourlyPrice | MonthlyAmount;
}

/** The floor for one hour; undefined when there is none. A month has 730 hours. */
export function floorPerHour(floor: HourlyPrice | MonthlyAmount | undefined): Money | undefined {
  if (floor === undefined) return undefined;
  return "perHour" in floor ? floor.perHour : floor.perMonth.per(HOURS_PER_MONTH);
}

/** What one commitment costs for one hour, its upfront fee spread over the term, without interest. */
export function effectiveHourly<C extends Currency>(option: CommitmentOption<C>): Money<C> {
  return option.hourly.plus(option.upfront.per(option.termHours));
}

/** Present value of everything that one commitment costs. */
export function presentFee<C extends Currency>(option: CommitmentOption<C>, yearlyRate: number): Money<C> {
  return option.upfront.plus(option.hourly.times(presentValueHours(option.termHours, yearlyRate)));
}

/** Hours at which something ends: where a {@link PooledDemand} for these terms must be cut. */
export function cutsOf(terms: Pick<OneDateTerms, "options" | "owned">): readonly number[] {
  const hours = [
    ...terms.options.map((option) => option.termHours),
    ...(terms.owned ?? []).map((owned) => owned.expiresAtHour),
  ];
  return [...new Set(hours.filter((hour) => hour > 0))].sort((a, b) => a - b);
}

/**
 * A power of ten that makes every price a whole number, so that sums of prices times whole hours and commitments are
 * exact in doubles up to 2^53.
 */
export function priceScale(terms: OneDateTerms): Decimal {
  const prices = [
    terms.onDemandHourly,
    ...terms.options.flatMap(({ upfront, hourly }) => [upfront, hourly]),
    ...(terms.cashBudget === undefined ? [] : [terms.cashBudget]),
  ];
  return new Decimal(10).pow(Math.max(...prices.map(({ amount }) => amount.decimalPlaces())));
}

/** Everything that is wrong with the terms, by path. */
export function termsFaults(terms: OneDateTerms): readonly Fault[] {
  const { onDemandHourly, options, yearlyRate, horizonHours, owned = [], cashBudget } = terms;
  const { currency } = onDemandHourly;
  const prices: [string, Money | undefined][] = [
    ["onDemandHourly", onDemandHourly],
    ["cashBudget", cashBudget],
    ["floor", floorPerHour(terms.floor)],
    ...options.flatMap((option, index): [string, Money][] => [
      [`options[${index}].upfront`, option.upfront],
      [`options[${index}].hourly`, option.hourly],
    ]),
  ];
  return [
    ...prices.flatMap(([path, price]) => priceFaults(path, price, currency)),
    ...numberFaults("yearlyRate", yearlyRate, "a share of 0 or above, such as 0.08 for 8 %", (n) => n >= 0),
    ...wholeFaults("horizonHours", horizonHours, 1),
    ...options.flatMap((option, index) => optionFaults(option, `options[${index}]`, horizonHours)),
    ...repeatedFaults(options),
    ...owned.flatMap((each, index) => [
      ...wholeFaults(`owned[${index}].units`, each.units, 0),
      ...wholeFaults(`owned[${index}].expiresAtHour`, each.expiresAtHour, 0),
    ]),
  ];
}

function optionFaults(option: CommitmentOption, path: string, horizonHours: number): readonly Fault[] {
  const { termHours, unitsPerCommitment = 1, limit = 0 } = option;
  const isTooLong = termHours > horizonHours;
  return [
    ...wholeFaults(`${path}.termHours`, termHours, 1),
    ...(isTooLong
      ? [
          {
            path: `${path}.termHours`,
            found: termHours,
            message: "the term is longer than the hours that are planned for",
            allowed: `at most horizonHours, ${horizonHours}`,
            action: "plan for more hours, or leave the option out",
          },
        ]
      : []),
    ...wholeFaults(`${path}.unitsPerCommitment`, unitsPerCommitment, 1),
    ...wholeFaults(`${path}.limit`, limit, 0),
  ];
}

function repeatedFaults(options: readonly CommitmentOption[]): readonly Fault[] {
  return options.flatMap(({ id }, index) =>
    options.findIndex((option) => option.id === id) < index
      ? [
          {
            path: `options[${index}].id`,
            found: id,
            message: "another option has the same name",
            action: "give each option a name of its own",
          },
        ]
      : [],
  );
}

/** What is wrong with a price: not of the currency that all prices share, or negative. */
export function priceFaults(path: string, price: Money | undefined, currency: Currency): readonly Fault[] {
  if (price === undefined) return [];
  if (price.currency !== currency) {
    return [
      {
        path,
        found: price.toString(),
        message: "the price is in another currency",
        allowed: currency,
        action: "give all prices in one currency",
      },
    ];
  }
  return price.amount.isNegative() && !price.amount.isZero()
    ? [{ path, found: price.toString(), message: "the price is negative", allowed: "0 or above" }]
    : [];
}

/** What is wrong with a number that must be whole. */
export function wholeFaults(path: string, value: number, least: number): readonly Fault[] {
  return numberFaults(path, value, `a whole number, ${least} or above`, (number) => {
    return Number.isSafeInteger(number) && number >= least;
  });
}

/** What is wrong with a number that has a rule of its own. */
export function numberFaults(
  path: string,
  value: number,
  allowed: string,
  isAllowed: (value: number) => boolean,
): readonly Fault[] {
  return Number.isFinite(value) && isAllowed(value)
    ? []
    : [{ path, found: value, message: "the number is out of range", allowed }];
}
