import { awsAccountOf } from "../aws/account";
import { regionOf } from "../aws/regions";
import { none, known, type Figure } from "../cost/figure";
import { monthlyRequests, type ForecastedLoad } from "../cost/forecasted-load";
import type { TargetPlan } from "../cost/target-plan";
import type { Definition } from "../definition/definition";
import { UserError, type Fault } from "../definition/errors";
import type { Money } from "../definition/money";
import { lambdaMonthlyCost, lambdaPrices, type LambdaPrices } from "./prices";
import type { ServerlessSettings } from "./settings";

const NOTHING_TO_RESERVE =
  "Lambda is billed by request and by time: there is no instance to reserve or to rent";

/**
 * What the functions cost. There is nothing to decide: no commitment is offered for single functions.
 *
 * @throws UserError when the environment's region has no function URLs
 */
export function planServerless(
  definition: Definition,
  settings: ServerlessSettings,
  loads: readonly ForecastedLoad[],
): TargetPlan {
  const { region } = awsAccountOf(definition.environment);
  UserError.throwIfAny(regionFaults(definition, region));
  const prices = lambdaPrices(region, settings.architecture);
  const monthlyCost = priced(prices, settings, loads, region);
  return {
    target: "serverless",
    figures: {
      monthlyCost,
      onDemandMonthlyCost: monthlyCost,
      monthlySaving: none(NOTHING_TO_RESERVE),
      reservedCount: none(NOTHING_TO_RESERVE),
      onDemandCount: none(NOTHING_TO_RESERVE),
      breakEvenUtilisation: none(NOTHING_TO_RESERVE),
    },
    basis:
      prices === undefined
        ? []
        : [
            `requests and time of Lambda in ${region}, prices of ${prices.date} (${prices.source})`,
            `${settings.memory.mebibytes} MiB for ${settings.averageDuration.milliseconds} ms a request, as landfall.yaml says`,
          ],
    notCovered: ["the account's free tier", "logs", "data transfer"],
  };
}

function priced(
  prices: LambdaPrices | undefined,
  settings: ServerlessSettings,
  loads: readonly ForecastedLoad[],
  region: string,
): Figure<Money> {
  if (prices === undefined) {
    return none(`no price table has Lambda on ${settings.architecture} in ${region}`);
  }
  const requests = loads.reduce((sum, load) => sum + monthlyRequests(load), 0);
  const gigabyteSeconds = requests * settings.memory.gibibytes * settings.averageDuration.seconds;
  return known(lambdaMonthlyCost({ requests, gigabyteSeconds }, prices));
}

function regionFaults(definition: Definition, region: string): Fault[] {
  if (regionOf(region).functionUrls) return [];
  return [
    {
      path: `environments.${definition.environment.name}.aws.region`,
      message: "has no Lambda function URLs, which the target serverless needs",
      found: region,
      action: "choose another region, or set targets.serverless.enabled: false",
    },
  ];
}
