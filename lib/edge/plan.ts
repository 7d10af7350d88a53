import Decimal from "decimal.js";
import { calendarMonths, type CalendarMonth } from "../cost/decision/calendar-months";
import { horizonHours, monthCount } from "../cost/decision/fleet-decision";
import { planLine, type PlanLine } from "../cost/decision/plan-line";
import { known, none, type Figure } from "../definition/figure";
import type { ForecastedLoad } from "../cost/forecasted-load";
import type { PlanPrice, TargetPlan } from "../cost/target-plan";
import type { Definition } from "../definition/definition";
import { UserError, type Fault } from "../definition/errors";
import { Money } from "../definition/money";
import { HOURS_PER_MONTH } from "../definition/units";
import { startOfDay } from "../load";
import { resolveEdgePrices, type EdgeDevicePrices } from "../prices";

const NOTHING_TO_RESERVE = "the edge runs on devices of one's own: there is nothing to reserve or to rent";

const MONTHS_PER_YEAR = 12;
const WATTS_PER_KILOWATT = 1000;

/**
 * What the edge costs: one device over its life, its power and its uplink, where the user's price book has them. No
 * public table does.
 */
export function planEdge(definition: Definition, loads: readonly ForecastedLoad[]): TargetPlan {
  const { prices, warnings } = resolveEdgePrices(definition);
  const { device } = prices;
  const hours = horizonHours(definition.cost);
  const months = calendarMonths(startOfDay(definition.asOf), hours);
  const found =
    device.value === null ? [] : months.map((month) => ({ month, lines: deviceLines(month, device.value) }));
  const { currency } = device.value?.purchase ?? { currency: "USD" as const };
  const amountOf = (lines: readonly PlanLine[]): Money =>
    Money.sum<Money["currency"]>(
      currency,
      lines.map(({ amount }) => amount),
    );
  const cost: Figure<Money> =
    device.value === null
      ? none(device.reason)
      : known(amountOf(found.flatMap(({ lines }) => lines)).per(monthCount({ horizonHours: hours })));
  return {
    target: "edge",
    isRented: false,
    figures: {
      monthlyCost: cost,
      onDemandMonthlyCost: none(NOTHING_TO_RESERVE),
      monthlySaving: none(NOTHING_TO_RESERVE),
      reservedCount: none(NOTHING_TO_RESERVE),
      onDemandCount: none(NOTHING_TO_RESERVE),
      breakEvenUtilisation: none(NOTHING_TO_RESERVE),
    },
    basis:
      device.value === null
        ? []
        : [
            `one ${device.value.name} over ${device.value.lifeYears} years, its power and its uplink (${device.value.origin.source}, ${device.value.origin.date})`,
          ],
    notCovered:
      device.value === null ? ["the devices, their power and their uplink"] : ["the work of people"],
    lines: found.flatMap(({ lines }) => lines),
    months: found.map(({ month, lines }) => {
      const cash = amountOf(lines);
      return { month: month.month, cash, amortised: cash, onDemandOnly: cash };
    }),
    apps: loads.map(({ app }) => ({ app, share: new Decimal(1).div(loads.length) })),
    orders: [],
    prices: device.value === null ? [] : devicePrices(device.value),
    warnings,
  };
}

/** What stands against reckoning with the edge: a book that cannot be read. */
export function edgeFaults(definition: Definition): readonly Fault[] {
  return UserError.faultsOf(() => resolveEdgePrices(definition));
}

/** The book's own figures; the lines have the parts of them that fall into an hour. */
function devicePrices(device: EdgeDevicePrices): readonly PlanPrice[] {
  const { name, purchase, lifeYears, powerWatts, kilowattHour, uplinkMonth, origin } = device;
  return [
    { id: "edge-device", what: `${name}, over ${lifeYears} years`, price: purchase, per: "device", origin },
    { id: "edge-power", what: `power of ${name}, ${powerWatts} W`, price: kilowattHour, per: "kWh", origin },
    { id: "edge-uplink", what: `uplink of ${name}`, price: uplinkMonth, per: "month", origin },
  ];
}

/** One device's life, power and uplink in a month; a part of a month has its part of them. */
function deviceLines(
  { month, fromHour, toHour }: CalendarMonth,
  { purchase, lifeYears, powerWatts, kilowattHour, uplinkMonth }: EdgeDevicePrices,
): readonly PlanLine[] {
  const hours = new Decimal(toHour - fromHour);
  const line = (what: string, quantity: Decimal, unit: string, unitPrice: Money): PlanLine =>
    planLine({ month, charge: "other", what, commitment: null, quantity, unit, unitPrice });
  return [
    line(
      "the device, spread over its life",
      hours,
      "hours",
      purchase.per(lifeYears * MONTHS_PER_YEAR * HOURS_PER_MONTH),
    ),
    line("power of the device", hours.times(powerWatts).div(WATTS_PER_KILOWATT), "kWh", kilowattHour),
    line("uplink of the device", hours, "hours", uplinkMonth.per(HOURS_PER_MONTH)),
  ];
}
