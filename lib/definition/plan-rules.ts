import type { Fault } from "./errors";
import { calendarDate } from "./fields";
import type { Money } from "./money";
import { hourlyPriceForm, moneyForm, monthlyAmountForm, termForm } from "./units";
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

const amountsAreInThePricesCurrency: PlanRule = ({ source }) => {
  const price = readAt(source, ["cost", "prices", "onDemand"], hourlyPriceForm)?.perHour;
  const amounts: [string, Money | undefined][] = [
    ["upfrontBudget", readAt(source, ["cost", "upfrontBudget"], moneyForm)],
    ["committedAtLeast", readAt(source, ["cost", "committedAtLeast"], monthlyAmountForm)?.perMonth],
  ];
  return amounts.flatMap(([key, amount]) =>
    price === undefined || amount === undefined || amount.currency === price.currency
      ? []
      : [
          source.fault(["cost", key], {
            message: "is in another currency than cost.prices.onDemand",
            found: source.valueAt(["cost", key]),
            allowed: `an amount in ${price.currency}`,
          }),
        ],
  );
};

const budgetHoldsWhatIsCommitted: PlanRule = ({ source }) => {
  const budget = readAt(source, ["cost", "budget"], monthlyAmountForm)?.perMonth;
  const least = readAt(source, ["cost", "committedAtLeast"], monthlyAmountForm)?.perMonth;
  if (budget === undefined || least === undefined || budget.currency !== least.currency) return [];
  if (budget.compare(least) >= 0) return [];
  return [
    source.fault(["cost", "budget"], {
      message: "is under cost.committedAtLeast, which is spent in any case",
      found: source.valueAt(["cost", "budget"]),
      allowed: `${least.toString()}/month or more`,
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
  amountsAreInThePricesCurrency,
  budgetHoldsWhatIsCommitted,
  ownedStillRuns,
];
