import { HOURS_PER_WEEK } from "../calendar";
import type { Xoshiro128 } from "../random";
import type { Observations } from "./observed";

/** Where each hour of the week was observed in a memory, and what it was on average. */
export class WeekHours {
  /**
   * For each hour of the week, counted from the history's first on, the hours that tell of it: those observed in the
   * memory's weeks; where there are none, those observed in the whole history; and all of the memory's where there are
   * none either.
   */
  private readonly places: readonly (readonly number[])[];

  /**
   * @param source hours of whole weeks
   * @param weeks the last ones, which the memory holds
   */
  constructor(
    private readonly source: Observations,
    weeks: number,
  ) {
    const { requests, observed } = source;
    const first = requests.length - weeks * HOURS_PER_WEEK;
    this.places = Array.from({ length: HOURS_PER_WEEK }, (_, slot) => {
      const all = Array.from(
        { length: requests.length / HOURS_PER_WEEK },
        (__, week) => week * HOURS_PER_WEEK + slot,
      );
      const seen = all.filter((place) => observed[place] === 1);
      const remembered = seen.filter((place) => place >= first);
      if (remembered.length > 0) return remembered;
      return seen.length > 0 ? seen : all.filter((place) => place >= first);
    });
  }

  /** Mean requests of an hour of the week, counted from the history's first on. */
  mean(slot: number): number {
    const places = this.places[slot] ?? [];
    return places.reduce((sum, place) => sum + (this.source.requests[place] ?? NaN), 0) / places.length;
  }

  /** One of the hours that tell of the same hour of the week as an hour of the history does. */
  draw(hour: number, random: Xoshiro128): number {
    const places = this.places[hour % HOURS_PER_WEEK] ?? [];
    return places[random.below(places.length)] ?? hour;
  }
}

/** Stands in for the filled hours of a path with what another week had at that hour, the same week as long as it has. */
export class Substitutes {
  private gapEnd = -1;
  private shift = 0;

  constructor(
    private readonly observed: Uint8Array,
    private readonly hours: WeekHours,
    private readonly random: Xoshiro128,
  ) {}

  /** The hour of the history to take in the place of a filled one. */
  placeFor(filled: number): number {
    const goesOn = filled === this.gapEnd && this.observed[filled + this.shift] === 1;
    if (!goesOn) this.shift = this.hours.draw(filled, this.random) - filled;
    this.gapEnd = filled + 1;
    return filled + this.shift;
  }
}
