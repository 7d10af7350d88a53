import type { CostReport, ReportedLoad } from "../report-schema";

/** One thing that a plan rests on and that is not the same in both. */
export interface InputChange {
  /** Such as `budget`, `load of app: history`, `price vps-onDemand`. */
  readonly what: string;
  /** Null where the older plan has nothing of the kind. */
  readonly older: string | null;
  /** Null where the newer plan has nothing of the kind. */
  readonly newer: string | null;
}

/** Everything that two plans rest on and that changed, in the order of a report, then what is gone. */
export function inputChanges(older: CostReport, newer: CostReport): readonly InputChange[] {
  const before = inputsOf(older);
  const after = inputsOf(newer);
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((what) => {
    const change = { what, older: before.get(what) ?? null, newer: after.get(what) ?? null };
    return change.older === change.newer ? [] : [change];
  });
}

/** What a plan rests on, by name; what is not there is left out. */
function inputsOf(report: CostReport): ReadonlyMap<string, string> {
  const { generator, tags, term, budget } = report;
  const entries: (readonly [string, string | number | null])[] = [
    ["version of landfall", generator.version],
    ["environment", report.environment],
    ["asOf", report.asOf],
    ["term", `${term.start} to ${term.end}, ${term.hours} hours`],
    ["budget", `${budget.amount} ${budget.currency} a ${budget.per}`],
    ["seed", report.seed],
    ["load paths", report.paths],
    ["tag service", tags.service],
    ["tag environment", tags.environment],
    ["tag owner", tags.owner],
    ["tag costCentre", tags.costCentre],
    ...report.targets.map(({ target, decision }) => {
      const rate = decision?.presentValues.yearlyRatePercent;
      return [`interest for ${target}`, rate === undefined ? null : `${rate} % a year`] as const;
    }),
    ...report.load.flatMap(loadInputs),
    ...report.prices.map((price) => [`price ${price.id}`, describePrice(price)] as const),
    ...report.warnings.map((warning) => [`warning: ${warning}`, "told"] as const),
  ];
  return new Map(
    entries.flatMap(([what, value]) => (value === null ? [] : [[what, String(value)] as const])),
  );
}

function loadInputs(load: ReportedLoad): readonly (readonly [string, string | number | null])[] {
  const { app, holdoutSmapePercent: error } = load;
  const period = load.from === null || load.to === null ? null : `${load.from} to ${load.to}`;
  return [
    [`load of ${app}: history`, load.history],
    [`load of ${app}: period`, period],
    [`load of ${app}: steps`, load.step === null ? load.steps : `${load.steps} x ${load.step}`],
    [`load of ${app}: repairs`, load.repairs.length === 0 ? null : load.repairs.join("; ")],
    [`load of ${app}: method`, load.method],
    [`load of ${app}: forecast error`, error === null ? null : `${error} % sMAPE`],
    [`load of ${app}: requests a month`, load.monthlyRequests],
  ];
}

function describePrice({
  amount,
  unit,
  region,
  source,
  date,
  isStale,
}: CostReport["prices"][number]): string {
  return [
    `${amount} ${unit}`,
    ...(region === null ? [] : [region]),
    `${source} of ${date}${isStale ? " (stale)" : ""}`,
  ].join(", ");
}
