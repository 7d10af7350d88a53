import Decimal from "decimal.js";
import { awsAccountOf } from "../aws/account";
import { regionOf } from "../aws/regions";
import { calendarMonths, type CalendarMonth } from "../cost/decision/calendar-months";
import { horizonHours, monthCount } from "../cost/decision/fleet-decision";
import { planLine, type PlanLine } from "../cost/decision/plan-line";
import { known, none, type Figure } from "../definition/figure";
import type { ForecastedLoad } from "../cost/forecasted-load";
import { savingsPlanOrder } from "../cost/purchase-order";
import type { MonthTotals, PlanPrice, TargetPlan } from "../cost/target-plan";
import type { Definition } from "../definition/definition";
import { UserError, type Fault } from "../definition/errors";
import { Money } from "../definition/money";
import { startOfDay } from "../load";
import { chosenBook, resolveLambdaPrices, type LambdaPrices, type Resolved } from "../prices";
import { lambdaLines, requestsIn, type KnownLambdaPrices } from "./lambda-lines";
import { monthlyLambdaCostByPath } from "./path-costs";
import { lambdaCommitment, lambdaPlanRate, type LambdaCommitment } from "./savings-plan";
import type { ServerlessSettings } from "./settings";

const NOTHING_TO_RESERVE =
  "Lambda is billed by request and by time: there is no instance to reserve or to rent";

/** Which of Lambda's prices the plan reckons with. */
export const PRICES_USED = [
  "requestsPerMillion",
  "gigabyteSecond",
] as const satisfies readonly (keyof LambdaPrices)[];

/** What a month of the functions costs, with the plan and without. */
interface LambdaMonth {
  readonly lines: readonly PlanLine[];
  readonly totals: MonthTotals;
}

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
  const rate = lambdaPlanRate(definition, region);
  const commitment =
    prices.value === null || rate.value === null || loads.every(({ history }) => history === undefined)
      ? undefined
      : lambdaCommitment(loads, settings, firstTier(prices.value), {
          rate: rate.value,
          termYears: rate.termYears,
        });
  const hours = horizonHours(definition.cost);
  const months = calendarMonths(startOfDay(definition.asOf), hours);
  const found =
    prices.value === null
      ? []
      : months.map((month) => lambdaMonth(month, { loads, settings, prices: prices.value, commitment }));
  const monthly = (of: (totals: MonthTotals) => Money): Figure<Money> =>
    prices.value === null
      ? none(prices.reason)
      : known(
          Money.sum(
            prices.value.requestsPerMillion.currency,
            found.map(({ totals }) => of(totals)),
          ).per(monthCount({ horizonHours: hours })),
        );
  const cost = monthly(({ cash }) => cash);
  const onDemand = monthly(({ onDemandOnly }) => onDemandOnly);
  return {
    target: "serverless",
    isRented: true,
    figures: {
      monthlyCost: cost,
      onDemandMonthlyCost: onDemand,
      monthlySaving:
        commitment === undefined || cost.value === null || onDemand.value === null
          ? none(NOTHING_TO_RESERVE)
          : known(onDemand.value.minus(cost.value)),
      reservedCount: none(NOTHING_TO_RESERVE),
      onDemandCount: none(NOTHING_TO_RESERVE),
      breakEvenUtilisation: none(NOTHING_TO_RESERVE),
    },
    basis: prices.value === null ? [] : basisOf(resolved, settings, region),
    notCovered: ["the account's free tier", "logs", "data transfer"],
    lines: found.flatMap(({ lines }) => lines),
    months: found.map(({ totals }) => totals),
    apps: appParts(loads),
    orders: commitment === undefined ? [] : [savingsPlanOrder(commitment.cost.commitment, commitment)],
    prices: planPrices(resolved.prices, region, commitment),
    warnings: resolved.warnings,
    ...(prices.value === null
      ? {}
      : { costByPath: () => monthlyLambdaCostByPath(loads, settings, prices.value, commitment?.cost) }),
  };
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

function lambdaMonth(
  month: CalendarMonth,
  of: {
    readonly loads: readonly ForecastedLoad[];
    readonly settings: ServerlessSettings;
    readonly prices: KnownLambdaPrices;
    readonly commitment: LambdaCommitment | undefined;
  },
): LambdaMonth {
  const { loads, settings, prices, commitment } = of;
  const rented = lambdaLines(month, requestsIn(loads, month), settings, prices);
  const lines = commitment === undefined ? rented : committedLines(month, rented, prices, commitment);
  const { currency } = prices.requestsPerMillion;
  const sum = (which: readonly PlanLine[]): Money =>
    Money.sum(
      currency,
      which.map(({ amount }) => amount),
    );
  const cash = sum(lines);
  return {
    lines,
    totals: { month: month.month, cash, amortised: cash, onDemandOnly: sum(rented) },
  };
}

/** The commitment's fee, and the time that it leaves on demand in an average hour. */
function committedLines(
  { month, fromHour, toHour }: CalendarMonth,
  rented: readonly PlanLine[],
  prices: KnownLambdaPrices,
  { cost, termYears }: LambdaCommitment,
): readonly PlanLine[] {
  const hours = new Decimal(toHour - fromHour);
  const price = firstTier(prices);
  const left = cost.leftOnDemand.times(hours).shareOf(price) ?? new Decimal(0);
  return [
    ...rented.filter(({ charge }) => charge === "requests"),
    planLine({
      month,
      charge: "commitment",
      what: `Compute Savings Plan, ${termYears} y, no upfront: hourly fee`,
      commitment: `computeSavingsPlan-${termYears}y-noUpfront`,
      quantity: hours,
      unit: "hours",
      unitPrice: cost.commitment,
    }),
    planLine({
      month,
      charge: "compute",
      what: "time of Lambda beyond the plan",
      commitment: null,
      quantity: left.toDecimalPlaces(3),
      unit: "GB-seconds",
      unitPrice: price,
    }),
  ];
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
  commitment: LambdaCommitment | undefined,
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
    ...(commitment === undefined
      ? []
      : [
          {
            id: "serverless-plan",
            what: `time of Lambda in ${region} under a Compute Savings Plan`,
            price: commitment.rate.price,
            per: "GB-second",
            origin: commitment.rate.origin,
          },
        ]),
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

/** What stands against functions in the environment's region with an address of their own, and a book that cannot be read. */
export function serverlessFaults(definition: Definition): readonly Fault[] {
  const { region } = awsAccountOf(definition.environment);
  const bookFaults = UserError.faultsOf(() => chosenBook(definition));
  if (regionOf(region).functionUrls) return bookFaults;
  return [
    ...bookFaults,
    {
      file: definition.file,
      path: `environments.${definition.environment.name}.aws.region`,
      message: "has no Lambda function URLs, which the target serverless needs",
      found: region,
      action: "choose another region, or set targets.serverless.enabled: false",
    },
  ];
}
