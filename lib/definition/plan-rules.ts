import type { Fault } from "./errors";
import { calendarDate } from "./fields";
import { hourlyPriceForm, moneyForm, termForm } from "./units";
import { block, isBlock, list, readAt } from "./written-values";
import type { YamlPath, YamlSource } from "./yaml-source";

type PlanRule = (input: { readonly source: YamlSource }) => Fault[];

const BASES = ["history", "estimate"] as const;

const loadHasOneBasis: PlanRule = ({ source }) =>
  Object.entries(block(source.valueAt(["load"]))).flatMap(([app, load]) => {
    if (!isBlock(load)) return [];
    const [first, second] = BASES.filter((base) => base in load);
    if (first !== undefined && second === undefined) return [];
    return [
      first === undefined
        ? source.fault(["load", app, "history"], {
            message: "is missing",
            allowed:
              "history: a CSV file of what came; or estimate: such as 600 requests/h, where there is none yet",
            action: `add load.${app}.history`,
          })
        : source.fault(["load", app, "estimate"], {
            message: "stands beside a history, which says what to expect",
            found: load["estimate"],
            allowed: "one of the two",
            action: "take out one of the two",
          }),
    ];
  });

const termsLieWithinTheHorizon: PlanRule = ({ source }) => {
  const horizon = readAt(source, ["cost", "horizon"], termForm);
  if (horizon === undefined) return [];
  return list(source.valueAt(["cost", "terms"])).flatMap((written, index) => {
    const at: YamlPath = ["cost", "terms", index];
    const term = readAt(source, at, termForm);
    if (term === undefined || term.years <= horizon.years) return [];
    return [
      source.fault(at, {
        message: "is longer than cost.horizon",
        found: written,
        allowed: `${horizon.years}y at most`,
        action: "plan further ahead, or take the term out",
      }),
    ];
  });
};

const upfrontBudgetIsInThePricesCurrency: PlanRule = ({ source }) => {
  const at = ["cost", "upfrontBudget"];
  const price = readAt(source, ["cost", "prices", "onDemand"], hourlyPriceForm)?.perHour;
  const budget = readAt(source, at, moneyForm);
  if (price === undefined || budget === undefined || budget.currency === price.currency) return [];
  return [
    source.fault(at, {
      message: "is in another currency than cost.prices.onDemand",
      found: source.valueAt(at),
      allowed: `an amount in ${price.currency}`,
    }),
  ];
};

const ownedStillRuns: PlanRule = ({ source }) => {
  const asOf = source.valueAt(["asOf"]);
  if (!calendarDate.safeParse(asOf).success) return [];
  return list(source.valueAt(["cost", "owned"])).flatMap((owned, index) => {
    const { until } = block(owned);
    if (!calendarDate.safeParse(until).success || String(until) > String(asOf)) return [];
    return [
      source.fault(["cost", "owned", index, "until"], {
        message: "has ended before the decision",
        found: until,
        allowed: `a date after asOf, ${String(asOf)}`,
        action: "take out what is not owned any more",
      }),
    ];
  });
};

/** Rules of the load and of `cost` beside its prices. */
export const PLAN_RULES: readonly PlanRule[] = [
  loadHasOneBasis,
  termsLieWithinTheHorizon,
  upfrontBudgetIsInThePricesCurrency,
  ownedStillRuns,
];
