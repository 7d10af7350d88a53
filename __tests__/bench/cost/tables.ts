import Table from "cli-table3";
import type { benchM4 } from "./m4";
import type { benchOverlap, benchPlanner } from "./planner";
import type { benchRegret } from "./regret";
import type { benchTrace } from "./trace";

/** Rows under a title, the first column left and the others right. */
function table(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const made = new Table({
    head: [...head],
    colAligns: ["left", ...head.slice(1).map(() => "right" as const)],
    style: { head: [], border: [] },
  });
  made.push(...rows.map((row) => row.map(String)));
  return `${title}\n${made.toString()}`;
}

function percent(value: number | null): string {
  return value === null ? "nothing to save" : `${value.toFixed(2)} %`;
}

/** The forecast on the M4 competition's hourly series. */
export function m4Table(result: ReturnType<typeof benchM4>): string {
  return table(
    "Forecast: M4 hourly, 48 steps ahead",
    ["figure", "here", "limit or best known"],
    [
      ["OWA", result.owa.toFixed(4), "0.41 (best of the competition 0.410, winner 0.440)"],
      ["sMAPE", result.smape.toFixed(3), ""],
      ["MASE", result.mase.toFixed(3), ""],
      ["95 % MSIS", result.msis.toFixed(3), "7 (best 6.139)"],
      ["80 % intervals cover", percent(result.coverage80), "77 to 83 %"],
      ["95 % intervals cover", percent(result.coverage95), "93 to 97 %"],
      ["seconds", result.seconds.toFixed(1), "60"],
      ["seasonal naive: OWA", result.naive.owa.toFixed(3), "0.627 as published"],
      ["seasonal naive: sMAPE", result.naive.smape.toFixed(3), "13.912 as published"],
      ["seasonal naive: MASE", result.naive.mase.toFixed(3), "1.193 as published"],
    ],
  );
}

type Regret = ReturnType<typeof benchRegret>[string];
type Figures = Pick<Regret, "mean" | "worst" | "kept">;

/** How far decisions were from the best in hindsight, ours beside the look-back rules. */
export function regretTable(results: ReturnType<typeof benchRegret>): string {
  const brief = ({ mean, worst, kept }: Figures): string =>
    `${mean.toFixed(2)} / ${worst.toFixed(1)} / ${kept === null ? "–" : kept.toFixed(1)}`;
  const rules = [...new Set(Object.values(results).flatMap(({ baselines }) => Object.keys(baselines)))];
  return table(
    "Regret: mean / worst / saving kept, in per cent; daily histories stand for their level all day",
    ["history", "decisions", "landfall", ...rules],
    Object.entries(results).map(([name, result]) => [
      name,
      result.decisions,
      brief(result),
      ...rules.map((rule) => {
        const figures = result.baselines[rule];
        return figures === undefined ? "" : brief(figures);
      }),
    ]),
  );
}

/** How long one decision takes. */
export function plannerTable({
  hours,
  options,
  ms,
  accumulateMs,
  paths,
}: ReturnType<typeof benchPlanner>): string {
  return table(
    "Planner: one purchase date",
    ["figure", "here", "limit"],
    [
      ["hours", hours, ""],
      ["options", options, ""],
      ["milliseconds", ms.toFixed(1), "300"],
      [`milliseconds to pool ${paths} paths before`, accumulateMs.toFixed(0), ""],
    ],
  );
}

/** The exact optimum of overlapping terms, and how far it is from the linear program's. */
export function overlapTable({ hours, ms, gap }: Awaited<ReturnType<typeof benchOverlap>>): string {
  return table(
    "Planner: overlapping terms",
    ["figure", "here", "limit"],
    [
      ["hours", hours, ""],
      ["milliseconds", ms.toFixed(0), "2000"],
      ["gap to the linear program", gap.toExponential(1), "1e-6"],
    ],
  );
}

/** The decision on a history of one's own. */
export function traceTable(
  file: string,
  { termHours, stepDays }: { readonly termHours: number; readonly stepDays: number },
  result: ReturnType<typeof benchTrace>,
): string {
  const { best_fixed: fixed, regret } = result;
  return table(
    `${file}: terms of ${termHours} hours, a decision every ${stepDays} days` +
      (result.step === "day" ? "; a daily history stands for its level all day" : ""),
    ["figure", "value"],
    [
      ["best fixed reservation", fixed.n],
      ["its cost, against all on demand", fixed.ratio.toFixed(4)],
      ["the optimum of overlapping terms, likewise", result.optimum_ratio.toFixed(4)],
      ["landfall's decisions, likewise", result.chosen_ratio?.toFixed(4) ?? "nothing is needed"],
      ["decisions", regret.decisions],
      ["regret: mean", percent(regret.mean)],
      ["regret: worst", percent(regret.worst)],
      ["saving kept: mean", percent(regret.kept)],
      ["saving kept: least", percent(regret.kept_worst)],
    ],
  );
}
