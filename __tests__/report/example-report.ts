import Decimal from "decimal.js";
import type {
  CostReport,
  ReportedDecision,
  ReportedFigure,
  ReportedLine,
} from "../../lib/report/report-schema";

/** What an example report is made of; amounts follow from it. */
export interface ExampleOptions {
  /** Instances reserved. @default 2 */
  readonly reserved?: number;
  /** Upfront fee of one instance in USD. @default "0" */
  readonly upfront?: string;
  /** Hourly fee of one instance in USD. @default "0.30" */
  readonly hourly?: string;
  /** @default "0.50" */
  readonly onDemand?: string;
  /** Instance hours needed in each month; the reserved ones are used in all but a tenth of their hours. */
  readonly neededPerMonth?: readonly string[];
}

const MONTHS = ["11", "12", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10"].map(
  (month, index) => ({
    month: `${index < 2 ? 2026 : 2027}-${month}`,
    from: `${index < 2 ? 2026 : 2027}-${month}-01`,
    hours: new Date(Date.UTC(index < 2 ? 2026 : 2027, Number(month), 0)).getUTCDate() * 24,
  }),
);

const NOTHING = "Lambda is billed by request and by time: there is no instance to reserve or to rent";

function figure(value: string | number, unit: string | null): ReportedFigure {
  return { value, unit, reason: null };
}

function missing(reason: string): ReportedFigure {
  return { value: null, unit: null, reason };
}

function cents(value: Decimal): string {
  return value.toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN).toFixed(2);
}

function sum(amounts: readonly string[]): Decimal {
  return amounts.reduce((total, each) => total.plus(each), new Decimal(0));
}

/** A report whose every figure follows from its lines, for the tests of the outputs. */
export function exampleReport(options: ExampleOptions = {}): CostReport {
  const { reserved = 2, upfront = "0", hourly = "0.30", onDemand = "0.50" } = options;
  const commitment = "vps-standard-1y-noUpfront";
  const months = MONTHS.map(({ month, from, hours }, index) => {
    const needed = new Decimal(options.neededPerMonth?.[index] ?? hours * 2.7 + index);
    const committed = new Decimal(hours * reserved);
    const used = Decimal.min(needed, committed.times("0.9"));
    const rented = needed.minus(used);
    const fee = index === 0 ? new Decimal(upfront).times(reserved) : new Decimal(0);
    const lines: ReportedLine[] = [
      ...(fee.isZero() ? [] : [line(month, "upfront", String(reserved), "instances", upfront, commitment)]),
      ...(reserved === 0
        ? []
        : [line(month, "commitment", committed.toFixed(), "instance hours", hourly, commitment)]),
      line(month, "onDemand", rented.toFixed(), "instance hours", onDemand, null),
    ];
    const spread = new Decimal(upfront).times(reserved).times(hours).div(8760);
    const amortised = cents(
      sum(lines.filter((each) => each.charge !== "upfront").map((each) => each.amount)).plus(spread),
    );
    return {
      lines,
      row: {
        month,
        from,
        hours,
        needed: needed.toFixed(),
        committed: committed.toFixed(),
        used: used.toFixed(),
        rented: rented.toFixed(),
        cash: sum(lines.map((each) => each.amount)).toFixed(2),
        amortised,
        onDemandOnly: cents(needed.times(onDemand)),
      },
    };
  });
  const rows = months.map(({ row }) => row);
  const lambda = MONTHS.map(({ month }) =>
    line(month, "requests", "2300000", "requests", "0.0000002", null, "serverless"),
  );
  const perMonth = (amounts: readonly string[]): string => cents(sum(amounts).div(MONTHS.length));
  const cost = perMonth(rows.map((row) => row.cash));
  const rent = perMonth(rows.map((row) => row.onDemandOnly));
  const lambdaCost = perMonth(lambda.map((each) => each.amount));
  const total = new Decimal(cost).plus(lambdaCost).toFixed(2);
  const decision = exampleDecision({ reserved, upfront, hourly, onDemand, commitment, cost, rent, rows });
  const monthly = (value: string): ReportedFigure => figure(value, "USD/month");
  return {
    format: "landfall-cost/3",
    generator: { name: "landfall", version: "0.1.0" },
    name: "hello",
    environment: "dev",
    asOf: "2026-11-01",
    currency: "USD",
    seed: 1,
    paths: 10_000,
    tags: { service: "hello", environment: "dev", owner: "ops", costCentre: null },
    term: { start: "2026-11-01", end: "2027-11-01", hours: 8760, months: 12 },
    budget: { amount: "3000.00", currency: "USD", per: "month", isMeanWithin: true, isP80Within: true },
    prices: [
      {
        id: "vps-onDemand",
        what: "r6i.2xlarge on demand",
        amount: onDemand,
        unit: "USD/h",
        region: "us-east-1",
        source: "landfall's specification, illustrative",
        date: "2026-11-01",
        ageDays: 0,
        isStale: false,
      },
      {
        id: commitment,
        what: "r6i.2xlarge reserved, standard, 1 y, no upfront",
        amount: hourly,
        unit: "USD/h",
        region: "us-east-1",
        source: "landfall's specification, illustrative",
        date: "2026-11-01",
        ageDays: 0,
        isStale: false,
      },
    ],
    provenance: {
      isMixed: true,
      sentences: ["illustrative prices of instances beside list prices of Lambda"],
    },
    warnings: ["Lambda in us-east-1: the prices of 2024-07-01 are 853 days old at 2026-11-01"],
    load: [exampleLoad()],
    targets: [
      {
        target: "vps",
        isRented: true,
        monthlyCost: monthly(cost),
        onDemandMonthlyCost: monthly(rent),
        monthlySaving: monthly(new Decimal(rent).minus(cost).toFixed(2)),
        reservedCount: figure(reserved, "instances"),
        onDemandCount: figure(6, "instances"),
        breakEvenUtilisation: figure("0.6000", "share of hours"),
        basis: ["instances of r6i.2xlarge in us-east-1"],
        notCovered: ["disks", "data transfer"],
        runnerUp: "reserving 3 would cost 917.50 USD a month",
        decision,
        apps: [
          {
            app: "app",
            share: "1",
            monthlyCost: monthly(cost),
            costPerMillionRequests: figure("398.76", "USD"),
            alone: decision,
          },
        ],
      },
      {
        target: "serverless",
        isRented: true,
        monthlyCost: monthly(lambdaCost),
        onDemandMonthlyCost: monthly(lambdaCost),
        monthlySaving: missing(NOTHING),
        reservedCount: missing(NOTHING),
        onDemandCount: missing(NOTHING),
        breakEvenUtilisation: missing(NOTHING),
        basis: ["requests and time of Lambda in us-east-1"],
        notCovered: ["logs"],
        runnerUp: null,
        decision: null,
        apps: [],
      },
    ],
    total: {
      monthlyCost: monthly(total),
      onDemandMonthlyCost: monthly(new Decimal(rent).plus(lambdaCost).toFixed(2)),
      monthlySaving: monthly(new Decimal(rent).minus(cost).toFixed(2)),
      costPerMillionRequests: figure("398.96", "USD"),
      quantiles: {
        mean: total,
        p50: total,
        p80: cents(new Decimal(total).times("1.1")),
        p95: cents(new Decimal(total).times("1.2")),
      },
      months: rows.map((row, index) => {
        const besides = lambda[index]?.amount ?? "0";
        const plus = (value: string): string => new Decimal(value).plus(besides).toFixed(2);
        return {
          month: row.month,
          cash: plus(row.cash),
          amortised: plus(row.amortised),
          onDemandOnly: plus(row.onDemandOnly),
        };
      }),
    },
    lines: [...months.flatMap(({ lines }) => lines), ...lambda],
    orders: [],
  };
}

function line(
  month: string,
  charge: ReportedLine["charge"],
  quantity: string,
  unit: string,
  unitPrice: string,
  commitment: string | null,
  target = "vps",
): ReportedLine {
  const what = {
    upfront: "reserved, 1 y, upfront fee",
    commitment: "reserved, 1 y, hourly fee",
    onDemand: "on demand",
    requests: "requests",
    compute: "compute",
    other: "other",
  }[charge];
  const amount = cents(new Decimal(quantity).times(unitPrice));
  return { target, month, charge, what, commitment, quantity, unit, unitPrice, amount };
}

interface DecisionFigures {
  readonly reserved: number;
  readonly upfront: string;
  readonly hourly: string;
  readonly onDemand: string;
  readonly commitment: string;
  readonly cost: string;
  readonly rent: string;
  readonly rows: ReportedDecision["months"];
}

function exampleDecision(given: DecisionFigures): ReportedDecision {
  const { reserved, upfront, hourly, onDemand, commitment, cost, rent, rows } = given;
  const of = (column: "needed" | "committed" | "used"): Decimal => sum(rows.map((row) => row[column]));
  const changed = (
    kind: ReportedDecision["sensitivity"][number]["kind"],
    change: string,
    factor: string,
    changedCount: number,
    [held, best]: readonly [held: string, best: string],
  ): ReportedDecision["sensitivity"][number] => ({
    kind,
    change,
    factor,
    reserved: changedCount,
    heldMonthlyCost: cents(new Decimal(cost).times(held)),
    bestMonthlyCost: cents(new Decimal(cost).times(best)),
  });
  const share = (part: Decimal, whole: Decimal): ReportedFigure =>
    whole.isZero() ? missing("nothing is committed") : figure(part.div(whole).toFixed(4), "share of hours");
  return {
    instanceType: "r6i.2xlarge",
    region: "us-east-1",
    platform: "Linux/UNIX",
    onDemandHourly: onDemand,
    method: "level by level, exact for the expected cost",
    chosen: `reserving ${reserved} for 1 y, no upfront`,
    runnerUp: {
      what: `reserving ${reserved + 1} for 1 y, no upfront`,
      monthlyCost: cents(new Decimal(cost).plus("0.34")),
    },
    options: [
      {
        id: commitment,
        kind: "reservedInstances",
        offeringClass: "standard",
        termYears: 1,
        payment: upfront === "0" ? "noUpfront" : "partialUpfront",
        upfront,
        hourly,
        effectiveHourly: new Decimal(upfront).div(8760).plus(hourly).toDecimalPlaces(6).toFixed(),
        breakEvenUtilisation: figure("0.6000", "share of hours"),
        count: reserved,
        aloneCount: reserved,
        aloneMonthlyCost: cost,
        price: commitment,
      },
    ],
    paybackMonths: reserved === 0 ? missing("nothing is committed") : figure("0.0", "months"),
    coverage: share(of("used"), of("needed")),
    utilisation: share(of("used"), of("committed")),
    effectiveSavingsRate: figure(new Decimal(rent).minus(cost).div(rent).toFixed(4), "share of cost"),
    costPerMillionRequests: figure("398.76", "USD"),
    presentValues: {
      yearlyRatePercent: "8",
      chosen: cents(new Decimal(cost).times("11.5")),
      allOnDemand: cents(new Decimal(rent).times("11.5")),
      saving: cents(new Decimal(rent).times("11.5")).startsWith("-")
        ? "0.00"
        : new Decimal(cents(new Decimal(rent).times("11.5")))
            .minus(cents(new Decimal(cost).times("11.5")))
            .toFixed(2),
    },
    quantiles: {
      mean: cost,
      p50: cost,
      p80: cents(new Decimal(cost).times("1.1")),
      p95: cents(new Decimal(cost).times("1.2")),
    },
    levels: [1, 2, 3, 4, 5, 6].map((instances) => ({
      instances,
      share: new Decimal(1).minus(new Decimal(instances - 1).div(6)).toFixed(4),
      committed: instances <= reserved,
    })),
    months: [...rows],
    sensitivity: [
      changed("load", "x 0.5", "0.5", 1, ["0.7", "0.6"]),
      changed("load", "x 2", "2", 4, ["2.1", "2"]),
      changed("onDemandPrice", "-10 %", "0.9", 2, ["0.96", "0.96"]),
      changed("onDemandPrice", "+10 %", "1.1", 2, ["1.04", "1.04"]),
      changed("discountRate", "12 %", "0.12", 2, ["1", "1"]),
      changed("term", "ends after 6 months", "0.5", 0, ["1.3", "1.1"]),
    ],
    flips: [
      {
        what: "load down by",
        change: figure("12.5", "per cent"),
        to: `reserving ${Math.max(0, reserved - 1)}`,
      },
      {
        what: "interest above",
        change: missing("no interest changes it: nothing is paid upfront"),
        to: null,
      },
    ],
  };
}

function exampleLoad(): CostReport["load"][number] {
  return {
    app: "app",
    history: "examples/load/nasa-http-1995-07.csv",
    from: "1995-07-01",
    to: "1995-07-28",
    steps: 662,
    step: "hour",
    repairs: ["2 gaps were filled"],
    method: "a weighted mean of memories",
    holdoutSmapePercent: 20.8,
    monthlyRequests: 2_300_000,
    notes: ["no growth is extrapolated"],
    series: Array.from({ length: 28 }, (_, index) => {
      const day = String(index + 1).padStart(2, "0");
      const level = 60_000 + 5000 * (index % 7);
      return index < 14
        ? {
            date: `1995-07-${day}`,
            actual: String(level),
            expected: null,
            lower80: null,
            upper80: null,
            lower95: null,
            upper95: null,
          }
        : {
            date: `2026-11-${String(index - 13).padStart(2, "0")}`,
            actual: null,
            expected: String(level),
            lower80: String(level - 9000),
            upper80: String(level + 9000),
            lower95: String(level - 15_000),
            upper95: String(level + 15_000),
          };
    }),
  };
}
