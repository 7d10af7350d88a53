import Decimal from "decimal.js";
import { awsAccountOf } from "../aws/account";
import { calendarMonths } from "../cost/decision/calendar-months";
import { horizonHours, monthCount } from "../cost/decision/fleet-decision";
import { known, none, type Figure } from "../definition/figure";
import type { ForecastedLoad } from "../cost/forecasted-load";
import type { FinanceFigures, MonthTotals, PlanPrice, TargetPlan } from "../cost/target-plan";
import type { Definition } from "../definition/definition";
import { UserError } from "../definition/errors";
import { Money } from "../definition/money";
import { startOfDay } from "../load";
import { resolveLambdaPrices, type LambdaPrices, type Resolved } from "../prices";
import type { KnownLambdaPrices } from "./lambda-lines";
import { lambdaMonths, planId, planWords } from "./months";
import { monthlyLambdaCostByPath } from "./path-costs";
import { serverlessFaults } from "./region-faults";
import { knownPlanRates, lambdaCommitment, type KnownPlanRate, type LambdaCommitment } from "./savings-plan";
import type { ServerlessSettings } from "./settings";

const NOTHING_TO_RESERVE =
  "Lambda is billed by request and by time: there is no instance to reserve or to rent";

const NO_INSTANCES =
  "Lambda is billed by request and by time: a Savings Plan commits to an amount for every hour, not to instances";

/** Which of Lambda's prices the plan reckons with. */
export const PRICES_USED = [
  "requestsPerMillion",
  "gigabyteSecond",
] as const satisfies readonly (keyof LambdaPrices)[];

/**
 * What the functions cost, and the Savings Plan to commit to where the price book has its rate.
 *
 * @throws UserError when the environment's region has no function URLs
 */
export function planServerless(
  definition: Definition,
  settings: ServerlessSettings,
  loads: readonly ForecastedLoad[],
): TargetPlan {
  const { region } = awsAccountOf(definition.environment);
  UserError.throwIfAny(serverlessFaults(definition));
  const resolved = resolveLambdaPrices(
    definition,
    { region, architecture: settings.architecture },
    PRICES_USED,
  );
  const prices = knownPrices(resolved.prices);
  const rates = prices.value === null ? [] : knownPlanRates(resolved.planRates);
  const isForeseen = loads.some(({ history }) => history !== undefined);
  const commitment =
    prices.value === null || !isForeseen
      ? undefined
      : lambdaCommitment(loads, settings, firstTier(prices.value), {
          rates,
          rules: {
            yearlyRate: definition.cost.discountRate.ratio,
            upfrontBudget: definition.cost.upfrontBudget,
          },
        });
  const hours = horizonHours(definition.cost);
  const found =
    prices.value === null
      ? []
      : lambdaMonths(calendarMonths(startOfDay(definition.asOf), hours), {
          loads,
          size: settings,
          prices: prices.value,
          commitment,
        });
  const monthly = (of: (totals: MonthTotals) => Money): Figure<Money> =>
    prices.value === null
      ? none(prices.reason)
      : known(
          Money.sum(
            prices.value.requestsPerMillion.currency,
            found.map(({ totals }) => of(totals)),
          ).per(monthCount({ horizonHours: hours })),
        );
  const plans = { rates, isForeseen, commitment };
  return {
    target: "serverless",
    isRented: true,
    figures: figuresOf(
      monthly(({ cash }) => cash),
      monthly(({ onDemandOnly }) => onDemandOnly),
      plans,
    ),
    basis: prices.value === null ? [] : [...basisOf(resolved, settings, region), ...planBasis(plans)],
    notCovered: ["the account's free tier", "logs", "data transfer"],
    lines: found.flatMap(({ lines }) => lines),
    months: found.map(({ totals }) => totals),
    apps: appParts(loads),
    orders: commitment === undefined ? [] : [commitment.order],
    prices: planPrices(resolved.prices, region, rates),
    warnings: resolved.warnings,
    ...(prices.value === null
      ? {}
      : { costByPath: () => monthlyLambdaCostByPath(loads, settings, prices.value, commitment) }),
  };
}

/** The Savings Plans that were looked at, and the one that is decided on. */
interface LookedAt {
  /** Empty where no rate is known, or where Lambda has no price to hold them against. */
  readonly rates: readonly KnownPlanRate[];
  /** Whether any program has a history: without one nothing is committed to. */
  readonly isForeseen: boolean;
  readonly commitment: LambdaCommitment | undefined;
}

function figuresOf(cost: Figure<Money>, onDemand: Figure<Money>, plans: LookedAt): FinanceFigures {
  const noCount = plans.rates.length === 0 ? NOTHING_TO_RESERVE : NO_INSTANCES;
  return {
    monthlyCost: cost,
    onDemandMonthlyCost: onDemand,
    monthlySaving:
      plans.commitment === undefined || cost.value === null || onDemand.value === null
        ? none(whyNoPlan(plans))
        : known(onDemand.value.minus(cost.value)),
    reservedCount: none(noCount),
    onDemandCount: none(noCount),
    breakEvenUtilisation: none(noCount),
  };
}

function whyNoPlan({ rates, isForeseen }: LookedAt): string {
  if (rates.length === 0) return NOTHING_TO_RESERVE;
  if (!isForeseen) return "no app has a history: no Savings Plan is committed to ahead";
  return `no Savings Plan that has a rate saves anything on this load: ${rates.map(planWords).join("; ")}`;
}

/** What is committed to, or why nothing is; no sentence where there is no rate. */
function planBasis(plans: LookedAt): string[] {
  const { rates, commitment } = plans;
  if (rates.length === 0) return [];
  if (commitment === undefined) return [whyNoPlan(plans)];
  const { order, rate } = commitment;
  return [
    `${planWords(order)}: ${order.commitmentPerHour.toString()} committed to for every hour of its term, then on demand; ` +
      `its rate is ${rate.price.toString()}/GB-second (${rate.origin.source}, ${rate.origin.date})`,
  ];
}

function knownPrices({ requestsPerMillion, gigabyteSecond }: LambdaPrices): Figure<KnownLambdaPrices> {
  if (requestsPerMillion.value === null) return requestsPerMillion;
  if (gigabyteSecond.value === null) return gigabyteSecond;
  return known({
    requestsPerMillion: requestsPerMillion.value.price,
    gigabyteSecond: gigabyteSecond.value,
  });
}

function firstTier({ gigabyteSecond }: KnownLambdaPrices): Money {
  const [first] = gigabyteSecond.tiers;
  if (first === undefined) throw new RangeError("a tiered price has one tier or more");
  return first.price;
}

/** Every function has the same memory and time a request, so that requests say what each costs. */
function appParts(loads: readonly ForecastedLoad[]): TargetPlan["apps"] {
  const requests = loads.map(({ outlook }) => outlook.expected.reduce((sum, each) => sum + each, 0));
  const total = requests.reduce((sum, each) => sum + each, 0);
  return loads.map(({ app }, index) => ({
    app,
    share: total === 0 ? new Decimal(1).div(loads.length) : new Decimal(requests[index] ?? 0).div(total),
  }));
}

function planPrices(
  { requestsPerMillion, gigabyteSecond }: LambdaPrices,
  region: string,
  rates: readonly KnownPlanRate[],
): readonly PlanPrice[] {
  const requests = requestsPerMillion.value;
  const seconds = gigabyteSecond.value;
  return [
    ...(requests === null
      ? []
      : [
          {
            id: "serverless-requests",
            what: `requests of Lambda in ${region}`,
            price: requests.price,
            per: "million requests",
            origin: requests.origin,
          },
        ]),
    ...(seconds?.tiers ?? []).map(({ price, upTo }, index) => ({
      id: `serverless-time-${index + 1}`,
      what: `time of Lambda in ${region}${upTo === undefined ? "" : `, up to ${upTo} GB-seconds a month`}`,
      price,
      per: "GB-second",
      origin: seconds?.origin ?? { source: "", date: "" },
    })),
    ...rates.map((plan) => ({
      id: `serverless-${planId(plan)}`,
      what: `time of Lambda in ${region}, ${planWords(plan)}`,
      price: plan.rate.price,
      per: "GB-second",
      origin: plan.rate.origin,
    })),
  ];
}

function basisOf(
  { provenance }: Resolved<LambdaPrices>,
  settings: ServerlessSettings,
  region: string,
): string[] {
  const from = provenance.sources.map(({ source, date }) => `prices of ${date} (${source})`).join(" and ");
  return [
    `requests and time of Lambda in ${region}, ${from}`,
    `${settings.memory.mebibytes} MiB for ${settings.averageDuration.milliseconds} ms a request, as landfall.yaml says`,
  ];
}
