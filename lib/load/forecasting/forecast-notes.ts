import type { SeriesForecastOptions } from "./series-options";
import type { Trial } from "./trial";

/** What a reader must know to judge a forecast, as sentences without a full stop. */
export function describeForecast(
  { values, plan, candidates, holidaysSeen }: Trial,
  { horizon, seasons, holidays, filled }: SeriesForecastOptions,
): string[] {
  const training = plan.origins[0] ?? 0;
  const partly = seasons.filter((season) => 2 * season > training);
  const ahead = Array.from({ length: horizon }, (_, step) => values.length + step);
  const holidaysAhead = holidays ? ahead.filter((index) => holidays(index)).length : 0;
  return [
    `${candidates.length} methods were tried on ${plan.origins.length} holdouts of ${plan.steps} steps at the end of ` +
      `the ${values.length} values, and count the more the better they were there`,
    ...(plan.steps < horizon
      ? [
          `the history is too short to hold back ${horizon} steps: errors further ahead than ${plan.steps} steps are ` +
            "assumed to grow as those of the seasonal naive forecast do",
        ]
      : []),
    ...(partly.length > 0
      ? [
          `the history before the holdouts does not hold two seasons of ${partly.join(" or ")} steps: not every method ` +
            "could be tried",
        ]
      : []),
    ...(filled && filled.size > 0
      ? [`${filled.size} of ${values.length} values were filled: no error is measured on them`]
      : []),
    ...(holidaysAhead > 0 && holidaysSeen === 0
      ? [
          `${holidaysAhead} steps ahead are holidays, but the history has none to learn from: they are forecast as usual`,
        ]
      : []),
  ];
}
