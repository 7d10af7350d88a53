import Decimal from "decimal.js";
import { instanceTypeOf } from "../aws/instance-types";
import { reservedCover, type ReservedCover } from "../aws/size-flexibility";
import { monthCount, oneDateTerms } from "../cost/decision/fleet-decision";
import { instancesFor, LEAST_INSTANCES, wholeInstances } from "../cost/demand";
import { programLoad, type ForecastedLoad } from "../cost/forecasted-load";
import type { OwnedCommitment } from "../cost/planner/commitments";
import {
  chooseInstanceType,
  type ChosenType,
  type ForEachLoadPath,
  type TypeCandidate,
} from "../cost/planner/instance-type";
import type { Definition } from "../definition/definition";
import { UserError } from "../definition/errors";
import { RequestRate } from "../definition/units";
import { marketFor, type Market } from "./market";
import { marketFaults } from "./market-faults";
import type { VpsSettings } from "./settings";

/** Paths that the types are compared on: the first ones of all. What is chosen is decided on with all of them. */
export const CHOICE_PATHS = 500;

/** The instance type that a fleet is to be of, and what it was chosen from. */
export interface InstanceChoice {
  /** Market of the chosen type. */
  readonly market: Market;
  /** The loads, each at what one instance of the chosen type serves. */
  readonly loads: readonly ForecastedLoad[];
  /** How the types compare; undefined where landfall.yaml has no alternative. */
  readonly comparison: ChosenType | undefined;
  /** Markets of the types that were not chosen. */
  readonly others: readonly Market[];
}

/** A type, what one serves as a share of what one of the present type serves, and its market. */
interface Contender {
  readonly instanceType: string;
  readonly serves: number;
  readonly market: Market;
}

/**
 * Chooses the type that the load costs least on, the present one where no other saves more than the threshold.
 *
 * Each type serves a share of what the present one serves, whatever the program: the loads of all programs, summed as
 * instances of the present type, are divided by it. What is owned is of the present type: another size of its family
 * has it in whole instances of its own, another family has nothing of it.
 * Without any history only rent counts, as in the decision; where some program has one, all are planned alike.
 *
 * @throws UserError with every fault of the prices, or when no type can run the load
 */
export function chooseInstances(
  definition: Definition,
  settings: VpsSettings,
  loads: readonly ForecastedLoad[],
): InstanceChoice {
  const [present, ...alternatives] = contenders(definition, settings);
  if (present === undefined) throw new RangeError("the present type is always a contender");
  if (alternatives.length === 0) {
    return { market: present.market, loads, comparison: undefined, others: [] };
  }
  const all = [present, ...alternatives];
  const comparison = compare(all, settings, loads);
  const { type } = comparison.chosen;
  const chosen = all.find(({ instanceType }) => instanceType === type) ?? present;
  return {
    market: chosen.market,
    loads: loads.map((load) => servedAt(load, chosen.serves)),
    comparison,
    others: all.filter((each) => each !== chosen).map(({ market }) => market),
  };
}

function contenders(definition: Definition, settings: VpsSettings): readonly Contender[] {
  const { instanceType, alternatives } = settings;
  UserError.throwIfAny(marketFaults(definition, settings));
  return [
    { instanceType, serves: 1 },
    ...alternatives.map(({ serves, ...each }) => ({ ...each, serves: serves.ratio })),
  ].map((each, index): Contender => {
    const market = marketFor(definition, each);
    return { ...each, market: index === 0 ? market : coveredBy(instanceType, market) };
  });
}

/**
 * The market with what reservations of the present type cover of its own. Each lot counts by itself, until its end: a
 * part of an instance is rented whole.
 */
function coveredBy(presentType: string, market: Market): Market {
  const { settings } = market.input;
  const owned = settings.owned
    .map((lot) => ({ ...lot, units: coverOf(lot, presentType, market).whole }))
    .filter(({ units }) => units > 0);
  return { ...market, input: { ...market.input, settings: { ...settings, owned } } };
}

/** What a lot of reservations of the present type covers of the market's type. */
function coverOf({ units }: OwnedCommitment, presentType: string, { fleet }: Market): ReservedCover {
  return reservedCover({ instanceType: presentType, count: units }, fleet.instanceType);
}

/** The loads are instances of the present type for an hour, headroom included; so that is what a type serves of. */
function compare(
  all: readonly Contender[],
  settings: VpsSettings,
  loads: readonly ForecastedLoad[],
): ChosenType {
  const isForeseen = loads.some(({ history }) => history !== undefined);
  const [first] = all;
  if (first === undefined) throw new RangeError("there is no type to choose from");
  const { risk } = first.market.input.settings;
  return chooseInstanceType(
    {
      candidates: all.map((each) => candidateOf(each, isForeseen)),
      architectures: [settings.architecture],
      rules: oneDateTerms(first.market.input),
      headroom: 0,
      leastInstances: LEAST_INSTANCES,
      present: settings.instanceType,
      switchingThreshold: settings.switchingThreshold.ratio,
      ...(risk === undefined ? {} : { risk }),
    },
    pathsOf(loads, Math.min(...all.map(({ serves }) => serves))),
  );
}

function candidateOf({ instanceType, serves, market }: Contender, isForeseen: boolean): TypeCandidate {
  const { onDemandHourly, options, owned = [] } = oneDateTerms(market.input);
  return {
    type: instanceType,
    architecture: instanceTypeOf(instanceType)?.architecture ?? "",
    servesPerHour: serves,
    onDemandHourly,
    options: isForeseen ? options : [],
    owned,
  };
}

/** The programs' loads together, as instances of the present type, on the paths that types are compared on. */
function pathsOf(loads: readonly ForecastedLoad[], leastServed: number): ForEachLoadPath {
  const [first] = loads;
  if (first === undefined) throw new RangeError("there is no load");
  const { hours, count } = first.outlook;
  return (visit) => {
    const requests = new Float64Array(hours);
    const instances = new Float64Array(hours);
    for (let index = 0; index < Math.min(count, CHOICE_PATHS); index += 1) {
      instances.fill(0);
      for (const load of loads) {
        const perRequest = instancesFor(1, programLoad(load));
        load.outlook.pathInto(index, requests);
        for (let hour = 0; hour < hours; hour += 1) {
          instances[hour] = (instances[hour] ?? 0) + (requests[hour] ?? 0) * perRequest;
        }
      }
      wholeInstances(instances.reduce((a, b) => Math.max(a, b), 0) / leastServed);
      visit(instances);
    }
  };
}

/** The load at what one instance of another type serves. */
function servedAt(load: ForecastedLoad, share: number): ForecastedLoad {
  const { settings } = load;
  const instanceServes = RequestRate.perHour(settings.instanceServes.perHour * share);
  return { ...load, settings: { ...settings, instanceServes } };
}

/** Which type was chosen, from which, and why, as sentences without a full stop; none where there was no choice. */
export function choiceWords(
  choice: InstanceChoice,
  { instanceType, switchingThreshold }: VpsSettings,
): readonly string[] {
  const { comparison, market, loads } = choice;
  if (comparison === undefined) return [];
  const { chosen, runnerUp, ranked, isKept } = comparison;
  const percent = `${new Decimal(switchingThreshold.ratio).times(100).toString()} %`;
  const paths = Math.min(CHOICE_PATHS, ...loads.map(({ outlook }) => outlook.count));
  const months = monthCount(market.input.settings);
  const cost = ({ plan }: (typeof ranked)[number]): string =>
    `${plan.billed.per(months).toReport()} ${plan.billed.currency} a month`;
  return [
    `${chosen.type} was chosen of ${ranked.length} instance types at ${cost(chosen)}: ${
      isKept
        ? `it runs now, and ${ranked[0]?.type ?? ""} would save no more than ${percent}`
        : "it costs least"
    }`,
    ...(runnerUp === undefined ? [] : [`the next best type, ${runnerUp.type}, would cost ${cost(runnerUp)}`]),
    `${instanceType} is changed for a saving of more than ${percent}; types are compared on ${paths} load paths`,
    ...ownedWords(choice, instanceType),
  ];
}

/** What the reservations of the present type cover of the chosen one; nothing where it is kept, or nothing is owned. */
function ownedWords({ market, others }: InstanceChoice, presentType: string): readonly string[] {
  const present = others.find(({ fleet }) => fleet.instanceType === presentType);
  const lots = present?.input.settings.owned ?? [];
  if (lots.length === 0) return [];
  const { instanceType } = market.fleet;
  const covers = lots.map((lot) => coverOf(lot, presentType, market));
  const whole = covers.reduce((sum, cover) => sum + cover.whole, 0);
  const reserved = lots.reduce((sum, { units }) => sum + units, 0);
  const hasRest = covers.some((cover) => cover.hasRest);
  return [
    `${reserved} reserved before are of ${presentType} and cover ${coverWords({ whole, hasRest }, instanceType)}`,
  ];
}

/** Such as `4 r6i.xlarge`, and that a part of one is not counted where there is one. */
function coverWords({ whole, hasRest }: ReservedCover, instanceType: string): string {
  if (whole === 0) return hasRest ? `no whole ${instanceType}: a part is not counted` : `no ${instanceType}`;
  return `${whole} ${instanceType}${hasRest ? "; what is left covers a part of one more, which is not counted" : ""}`;
}
