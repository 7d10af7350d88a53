import { describeHour, HOURS_PER_DAY } from "../calendar";
import type { LoadHistory } from "../history";
import { GROWTH_FADES_DAYS, LEAST_GROWTH_DAYS, type Judgement } from "./memories";
import type { PathSource } from "./paths";
import { LEAST_SEASON_DAYS } from "./season";

/** Lengths of memory that are named. */
const NAMED_MEMORIES = 3;
const DAYS_PER_YEAR = 365;

/** What a reader must know to judge an outlook, as sentences without a full stop. */
export function describeOutlook(history: LoadHistory, source: PathSource, judgement: Judgement): string[] {
  return [
    describeTrust(judgement),
    describeGrowth(source.historyDays, judgement),
    describeSeason(source),
    ...describeReach(source, judgement.farthestDays),
    "a path repeats days that its memory holds, times one factor that follows the distance: no swing within a week is " +
      "greater in proportion than the history has seen",
    ...(history.step === "day"
      ? ["the history is daily: a day's load is spread evenly over its 24 hours, without peaks"]
      : []),
    ...(history.filled.length > 0
      ? [
          `${history.filled.length} of ${history.requests.length} ${history.step}s had no row and were filled; they are ` +
            "no evidence here",
        ]
      : []),
  ];
}

function describeTrust({ memories, origins, termsSeen }: Judgement): string {
  const weights = new Map<number, number>();
  for (const { days, weight } of memories) weights.set(days, (weights.get(days) ?? 0) + weight);
  const named = [...weights]
    .sort(([, a], [, b]) => b - a)
    .slice(0, NAMED_MEMORIES)
    .map(([days, weight]) => `${days} days ${percent(weight)}`)
    .join(", ");
  return origins === 0
    ? `the history is too short to judge how far to look back: all lengths count alike (${named}, ...)`
    : `how far to look back was judged at ${origins} past days, whose outcomes make up ${termsSeen.toFixed(1)} terms; ` +
        `most trusted: ${named}`;
}

function describeGrowth(historyDays: number, { memories }: Judgement): string {
  if (historyDays < LEAST_GROWTH_DAYS) {
    return (
      `no growth is measured: ${historyDays} days of history, of at least ${LEAST_GROWTH_DAYS}, cannot tell it from a ` +
      "season or a launch; only what followed such days within the history is expected to follow again"
    );
  }
  const log = memories.reduce((sum, { weight, growth }) => sum + weight * growth, 0) * DAYS_PER_YEAR;
  return (
    `growth of ${percent(Math.expm1(log))} per year is expected at first, the mean over the memories, ` +
    `and fades over ${Math.min(GROWTH_FADES_DAYS, historyDays)} days`
  );
}

function describeSeason({ season, historyDays }: PathSource): string {
  if (season === undefined) {
    return historyDays < LEAST_SEASON_DAYS
      ? `the season of the year is not known: the history has ${historyDays} days, of at least ${LEAST_SEASON_DAYS}`
      : "the season of the year is not known: the history has weeks without load, or gaps in the same weeks of each year";
  }
  const [low, high] = [Math.min(...season.factors), Math.max(...season.factors)];
  return low === high
    ? "the history shows no season of the year that chance would not give"
    : `over the year the load goes from ${percent(low)} to ${percent(high)} of its mean`;
}

function describeReach({ start, end, hours }: PathSource, farthestDays: number): string[] {
  const gap = Math.round((start - end) / HOURS_PER_DAY);
  const reach = Math.ceil((Math.max(start, end) + hours - end) / HOURS_PER_DAY);
  return [
    `the history ends at ${describeHour(end)} UTC` + (gap > 0 ? `, ${gap} days before the term starts` : ""),
    ...(reach > farthestDays
      ? [
          `the term ends ${reach} days after the history, which shows changes of level over ${farthestDays} days at most: ` +
            "farther ones are made up from these",
        ]
      : []),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
