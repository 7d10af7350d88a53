import { at } from "./candidate";
import { LOG, PLAIN } from "./transform";

/** Says whether the step at an index is a holiday; the first value of the history has the index 0. */
export type IsHoliday = (index: number) => boolean;

/** The seasons by which a holiday is compared with other steps. */
export interface HolidayOptions {
  /** Steps of the season whose steps have an effect each, such as the hours of a day. */
  readonly season: number;
  /** Steps between a holiday and the usual step that it is compared with, such as a week. */
  readonly longSeason: number;
  /** Whether the effect is in proportion to the value, not a difference. */
  readonly nonNegative: boolean;
}

/** A history without its holidays, and the way to put them into a forecast. */
export interface HolidayEffect {
  /** The history with a usual value in place of each holiday. */
  readonly usual: Float64Array;
  /** Holiday steps that were compared with usual ones. */
  readonly seen: number;
  /** Changes the holidays in a forecast that starts at an index, in place. */
  readonly apply: (forecast: Float64Array, start: number) => void;
}

/** Usual steps that a holiday is compared with. */
const COMPARED = 3;

/**
 * Takes the holidays out of a history and learns what they do.
 *
 * A holiday is compared with the median of up to three steps one or more long seasons before it that were none, or
 * after it where there is none before. Its effect at a step of the season is the mean over the holidays seen there and
 * once that of all steps, so that a step seen once is not taken at its word.
 */
export function holidayEffect(
  values: Float64Array,
  isHoliday: IsHoliday,
  { season, longSeason, nonNegative }: HolidayOptions,
): HolidayEffect {
  const { forward, backward } = nonNegative ? LOG : PLAIN;
  const usual = Float64Array.from(values);
  const sums = new Float64Array(season);
  const counts = new Float64Array(season);
  for (let index = 0; index < values.length; index += 1) {
    if (!isHoliday(index)) continue;
    const typical = typicalValue(values, index, longSeason, isHoliday);
    if (typical === undefined) continue;
    usual[index] = typical;
    sums[index % season] = at(sums, index % season) + forward(at(values, index)) - forward(typical);
    counts[index % season] = at(counts, index % season) + 1;
  }
  const seen = counts.reduce((sum, count) => sum + count, 0);
  const overall = seen === 0 ? 0 : sums.reduce((sum, value) => sum + value, 0) / seen;
  const effects = sums.map((sum, slot) => (sum + overall) / (at(counts, slot) + 1));
  return {
    usual,
    seen,
    apply: (forecast, start) => {
      for (let step = 0; seen > 0 && step < forecast.length; step += 1) {
        if (!isHoliday(start + step)) continue;
        forecast[step] = backward(forward(at(forecast, step)) + at(effects, (start + step) % season));
      }
    },
  };
}

function typicalValue(
  values: Float64Array,
  index: number,
  longSeason: number,
  isHoliday: IsHoliday,
): number | undefined {
  const found = usualSteps(values, index, -longSeason, isHoliday);
  const compared = found.length > 0 ? found : usualSteps(values, index, longSeason, isHoliday);
  return compared.sort((one, other) => one - other)[Math.floor(compared.length / 2)];
}

function usualSteps(values: Float64Array, index: number, apart: number, isHoliday: IsHoliday): number[] {
  const found: number[] = [];
  for (let other = index + apart; found.length < COMPARED; other += apart) {
    const value = values[other];
    if (value === undefined) break;
    if (!isHoliday(other)) found.push(value);
  }
  return found;
}
