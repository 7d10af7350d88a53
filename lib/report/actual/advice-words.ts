import Decimal from "decimal.js";
import { amountText } from "../amount-text";
import type { ReportedDecision } from "../report-schema";
import type { Bill } from "./bill";
import type { Advice } from "./variance-schema";

/** What an advice is told from. */
export interface AdviceFacts {
  readonly currency: string;
  readonly option: ReportedDecision["options"][number] | undefined;
  readonly held: number;
  readonly best: number | null;
  readonly breakEven: string | number | null;
  readonly verdict: Advice["verdict"];
  readonly monthsLeft: number;
  readonly choices: Advice["choices"];
  readonly step: Bill["step"];
  /** Months compared. */
  readonly months: number;
  /** Share of the committed hours that was used, as billed. */
  readonly utilisation: string | null;
}

/** An advice in words, sentence by sentence, without full stops. */
export function adviceSentences(facts: AdviceFacts): string[] {
  if (facts.months === 0) return ["no month can be compared: nothing can be said of the commitments"];
  if (!facts.option)
    return ["the plan has no commitment on offer: there is nothing to keep, to give up or to buy"];
  return [...basis(facts), ...verdict(facts), ...exit(facts)];
}

function basis({ step, held, best, breakEven, utilisation }: AdviceFacts): string[] {
  const limit =
    breakEven === null ? "" : `; one pays where it is used in more than ${percent(breakEven)} of the hours`;
  const holding = `${count(held)} held${limit}`;
  if (best !== null) {
    return [holding, `on the hours as they were the plan's rule would have committed to ${best}`];
  }
  if (step !== "hour") {
    const rows = step === null ? "no rows of instance hours" : `rows by the ${step}`;
    const used =
      utilisation === null ? "" : `: on average ${percent(utilisation)} of the commitments' hours were used`;
    return [
      holding,
      `the bill has ${rows}, so that only averages are known, and not which instance is needed how often${used}`,
    ];
  }
  return [holding];
}

function verdict({ verdict: kind, held, best, choices, currency, monthsLeft }: AdviceFacts): string[] {
  const [keep, other] = choices;
  const price = (choice: Advice["choices"][number]): string =>
    `${choice.monthlyCost} ${currency} a month: ${choice.commitmentCost} for commitments, ${choice.unusedCost} of it unused, ` +
    `and ${choice.onDemandCost} on demand`;
  const kept = keep ? [`keeping ${held} costs ${price(keep)}`] : [];
  const changed =
    other && best !== null
      ? [`with ${best} it would be ${price(other)}`, worth(keep, other, currency, monthsLeft)]
      : [];
  return [VERDICTS[kind], ...kept, ...changed.filter((text) => text !== "")];
}

const VERDICTS: Readonly<Record<Advice["verdict"], string>> = {
  keep: "keep the commitments as they are",
  fewer: "there are more commitments than pay",
  more: "more commitments would have paid: buy more if the load stays as it was",
  unknown: "nothing speaks against keeping them; whether other counts would pay takes hourly rows",
};

function worth(
  keep: Advice["choices"][number] | undefined,
  other: Advice["choices"][number],
  currency: string,
  monthsLeft: number,
): string {
  if (!keep) return "";
  const monthly = new Decimal(keep.monthlyCost).minus(other.monthlyCost);
  return `the difference is ${amountText(monthly)} ${currency} a month, ${amountText(monthly.times(monthsLeft))} ${currency} over the ${monthsLeft} months left`;
}

/**
 * How commitments can be given up.
 * Sources: Amazon EC2 user guide, "Sell Reserved Instances", "Exchange Convertible Reserved Instances"; AWS Savings Plans
 * user guide, "Return".
 */
function exit({ verdict: kind, option, held, best, monthsLeft }: AdviceFacts): string[] {
  if (kind !== "fewer" || !option) return [];
  const surplus = best === null ? "some of them" : `${held - best}`;
  if (option.kind === "computeSavingsPlan") {
    return [`a Savings Plan can be neither ended nor sold: keep it, and buy less in ${monthsLeft} months`];
  }
  if (option.offeringClass === "convertible") {
    return [
      `exchange ${surplus} for convertible ones of another type that is needed, worth as much or more; they cannot be sold`,
    ];
  }
  return [
    `offer ${surplus} on the Reserved Instance Marketplace: AWS keeps 12 % of the price and promises no buyer; ` +
      "what is not sold is better kept, as it is paid for anyway",
  ];
}

function count(held: number): string {
  return held === 1 ? "1 commitment is" : `${held} commitments are`;
}

function percent(share: string | number): string {
  return `${new Decimal(share).times(100).toDecimalPlaces(1).toFixed()} %`;
}
