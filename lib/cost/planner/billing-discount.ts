import { HOURS_PER_MONTH } from "../../definition/units";

const MONTHS_PER_YEAR = 12;

/**
 * What a payment for a month's use is worth on the purchase date: (1 + rate) ^ (-month / 12).
 *
 * AWS takes an upfront fee on the purchase date and bills hours with the month they fall in, so an hour of the first
 * month is paid for at month 1. With this the break-even utilisation of an m5.large for three years, all upfront at
 * 968 USD, comes out at .384, .431 and .455 for 0, 8 and 12 % a year.
 *
 * @param month month in which the use falls, counted from 1, of 730 hours
 * @param yearlyRate interest per year, 0.08 is 8 %
 */
export function billingDiscount(month: number, yearlyRate: number): number {
  return (1 + yearlyRate) ** (-month / MONTHS_PER_YEAR);
}

/** Month in which an hour is billed, counted from 1; hours count from 0. */
export function billingMonth(hour: number): number {
  return Math.floor(hour / HOURS_PER_MONTH) + 1;
}

/**
 * Present value of one unit of money paid for every hour of a term, in hours: the sum of the discounts of its hours.
 *
 * @param hours length of the term, which starts on the purchase date
 * @param yearlyRate interest per year, 0.08 is 8 %
 * @returns `hours` itself without interest
 */
export function presentValueHours(hours: number, yearlyRate: number): number {
  let sum = 0;
  for (let from = 0; from < hours; from += HOURS_PER_MONTH) {
    const inMonth = Math.min(HOURS_PER_MONTH, hours - from);
    sum += inMonth * billingDiscount(billingMonth(from), yearlyRate);
  }
  return sum;
}
