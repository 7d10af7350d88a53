import { writeFileSync } from "node:fs";
import path from "node:path";
import type { ForecastedLoad } from "../../lib/cost/forecasted-load";
import type { TargetPlan } from "../../lib/cost/target-plan";
import type { Figure } from "../../lib/definition/figure";
import { Money } from "../../lib/definition/money";
import { costReport } from "../../lib/report/cost-report";
import { focusRows } from "../../lib/report/focus/charges";
import { upfrontFees } from "../../lib/report/upfront-fees";
import { planServerless } from "../../lib/serverless/plan";
import { serverlessPart } from "../../lib/serverless/settings";
import { repeatedOutlook, steadyLoad } from "../cost/loads";
import { minimalWith, project, type Change } from "../definition/project";

const { folder, read } = project();
const HOURS_PER_YEAR = 8760;
const HEAD = { source: "quote", date: "2026-10-01", region: "eu-central-1", currency: "USD" };

/** A rate of Lambda's time by term and way to pay. */
type Rates = readonly (readonly [termYears: 1 | 3, payment: string, rate: string, currency?: string])[];

const YEAR: Rates = [[1, "noUpfront", "0.000016"]];
const THREE_YEARS: Change = [["cost", "horizon"], "3y"];
const BOTH_TERMS: Change = [
  ["cost", "terms"],
  ["1y", "3y"],
];
const NO_INTEREST: Change = [["cost", "discountRate"], "0%"];

function definitionWith(rates: Rates, changes: readonly Change[]) {
  const book = {
    version: 1,
    sources: { quote: { title: "a quote" } },
    onDemand: [{ ...HEAD, rows: { "m7i.large": "0.10" } }],
    lambda: [
      {
        ...HEAD,
        requestsPerMillion: "0.20",
        gigabyteSeconds: { amd64: [{ upTo: null, price: "0.00002" }] },
      },
    ],
    savingsPlans: rates.map(([termYears, payment, lambdaGigabyteSecond, currency = "USD"]) => ({
      ...HEAD,
      currency,
      date: "2026-09-01",
      termYears,
      payment,
      lambdaGigabyteSecond,
    })),
  };
  writeFileSync(path.join(folder, "prices.json"), JSON.stringify(book));
  return read(minimalWith([["cost", "prices"], { book: "prices.json" }], ...changes));
}

function planned(rates: Rates, load: ForecastedLoad, ...changes: readonly Change[]): TargetPlan {
  const definition = definitionWith(rates, changes);
  return planServerless(definition, definition.targets.get(serverlessPart)!, [load]);
}

/** 10,000,000 requests of 0.005 GB-seconds are 50,000 an hour: 1 USD on demand, 0.80 USD at 0.000016. */
const steady = (years: number, requests = 10_000_000): ForecastedLoad =>
  steadyLoad({ requests: () => requests, years });

/** A load by the hour of the horizon, with a history. */
const course = (requests: (hour: number) => number, years: number): ForecastedLoad => ({
  ...steady(years),
  outlook: repeatedOutlook(requests, years * HOURS_PER_YEAR),
});

const usd = (amount: string): Money => Money.of(amount, "USD");
const sumOf = (plan: TargetPlan, charge: string): string =>
  Money.sum(
    "USD",
    plan.lines.filter((line) => line.charge === charge).map(({ amount }) => amount as Money<"USD">),
  ).toReport();

describe("a Savings Plan that ends before the horizon", () => {
  const plan = planned(YEAR, steady(3), THREE_YEARS);
  const committed = plan.lines.filter(({ charge }) => charge === "commitment");

  it("is paid for in the months of its term, and not renewed", () => {
    expect(committed.map(({ month }) => month)).toEqual([
      ...["2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04"],
      ...["2027-05", "2027-06", "2027-07", "2027-08", "2027-09", "2027-10"],
    ]);
    expect(sumOf(plan, "commitment")).toBe("7008.00");
    expect(plan.orders[0]?.totalObligation.toReport()).toBe("7008.00");
  });

  it("leaves the time after its term on demand", () => {
    const time = plan.lines.filter(({ charge }) => charge === "compute");
    expect(time[0]).toMatchObject({ month: "2027-11", what: "time of Lambda" });
    expect(sumOf(plan, "compute")).toBe("17520.00");
  });

  it("has months, monthly cost, saving and the costs by path that agree with the lines", () => {
    const { monthlyCost, monthlySaving, onDemandMonthlyCost } = plan.figures;
    const lines = Money.sum(
      "USD",
      plan.lines.map(({ amount }) => amount as Money<"USD">),
    );
    const cash = Money.sum(
      "USD",
      plan.months.map((month) => month.cash as Money<"USD">),
    );
    expect(cash.compare(lines)).toBe(0);
    expect(monthlyCost.value?.toReport()).toBe(lines.per(36).toReport());
    // 0.20 USD an hour in one of three years
    expect(monthlySaving.value?.toReport()).toBe("48.67");
    expect(monthlyCost.value!.plus(monthlySaving.value!).compare(onDemandMonthlyCost.value!)).toBe(0);
    for (const cost of plan.costByPath!()) expect(cost).toBeCloseTo(monthlyCost.value!.amount.toNumber(), 4);
  });

  it("is decided on for what its own term uses", () => {
    const later = course((hour) => (hour < HOURS_PER_YEAR ? 0 : 10_000_000), 3);
    expect(planned(YEAR, later, THREE_YEARS).orders).toEqual([]);
    const sooner = course((hour) => (hour < HOURS_PER_YEAR ? 10_000_000 : 0), 3);
    expect(planned(YEAR, sooner, THREE_YEARS).orders).toMatchObject([{ commitmentPerHour: usd("0.8") }]);
  });

  it("covers in each month what that month uses, hour by hour", () => {
    // Half of the load in the first half-year, so that 0.40 USD is committed to and covers it to the end.
    const rising = course((hour) => (hour < HOURS_PER_YEAR / 2 ? 5_000_000 : 10_000_000), 1);
    const covered = planned(YEAR, rising);
    expect(covered.orders).toMatchObject([{ commitmentPerHour: usd("0.4") }]);
    const left = covered.lines.filter(({ charge }) => charge === "compute");
    expect(left[0]?.month).toBe("2027-05");
    expect(left.at(-1)?.quantity.toFixed()).toBe(String(744 * 25_000));
    const [cost] = covered.costByPath!();
    expect(cost).toBeCloseTo(covered.figures.monthlyCost.value!.amount.toNumber(), 2);
  });
});

describe("the commitment that is ordered", () => {
  it("is the one decided on, to five decimals, and so are its lines and its obligation", () => {
    // 61,728 requests of 0.005 GB-seconds at 0.000016: 0.00493824, between two that are sold.
    const plan = planned(YEAR, steady(1, 61_728));
    const [order] = plan.orders;
    expect(order).toMatchObject({ commitmentPerHour: usd("0.00494") });
    expect(order?.totalObligation.toReport()).toBe("43.27");
    const line = plan.lines.find(({ charge }) => charge === "commitment");
    expect(line?.unitPrice.toString()).toBe("0.00494 USD");
  });

  it.each([
    // On demand it is 0.00101 USD an hour, and 0.00099: a thousandth is the least that is sold.
    [10_100, ["0.001 USD"]],
    [9_900, []],
  ])("is a thousandth or nothing where less would do: %i requests an hour", (requests, ordered) => {
    const { orders } = planned(YEAR, steady(1, requests), NO_INTEREST);
    expect(
      orders.map((order) => order.kind === "computeSavingsPlan" && order.commitmentPerHour.toString()),
    ).toEqual(ordered);
  });
});

describe("of several Savings Plans", () => {
  const rates: Rates = [
    [1, "noUpfront", "0.000016"],
    [1, "partialUpfront", "0.000015"],
    [1, "allUpfront", "0.0000149"],
  ];

  it("the one is bought that costs least at the interest on what is paid at once", () => {
    const payment = (discountRate: string): string | undefined =>
      planned(rates, steady(1), [["cost", "discountRate"], discountRate]).orders[0]?.payment;
    expect(payment("0%")).toBe("allUpfront");
    expect(payment("8%")).toBe("partialUpfront");
    expect(payment("40%")).toBe("noUpfront");
  });

  it("with half of it at once has a fee in the first month, spread over the term", () => {
    const plan = planned(rates.slice(1, 2), steady(1));
    const [order] = plan.orders;
    expect(order).toMatchObject({ payment: "partialUpfront", commitmentPerHour: usd("0.75") });
    expect(order?.dueAtPurchase.toReport()).toBe("3285.00");
    expect(sumOf(plan, "upfront")).toBe("3285.00");
    expect(sumOf(plan, "commitment")).toBe("3285.00");
    const [first, second] = plan.months;
    // 720 and 744 hours at 0.75, beside 10,000,000 requests in each at 0.0000002.
    expect(first?.amortised.toReport()).toBe("1980.00");
    expect(second?.amortised.toReport()).toBe("2046.00");
    expect(first?.cash.minus(first.amortised).toReport()).toBe("3015.00");
    const amortised = plan.months.reduce((sum, month) => sum.plus(month.amortised), usd("0"));
    const cash = plan.months.reduce((sum, month) => sum.plus(month.cash), usd("0"));
    expect(amortised.compare(cash)).toBe(0);
  });

  it("every allowed term is looked at, and its rate listed", () => {
    const both: Rates = [
      [1, "noUpfront", "0.000016"],
      [3, "noUpfront", "0.000015"],
    ];
    const long = planned(both, steady(3), BOTH_TERMS);
    expect(long.orders).toMatchObject([{ termYears: 3, payment: "noUpfront" }]);
    expect(long.prices.map(({ id }) => id)).toEqual([
      ...["serverless-requests", "serverless-time-1"],
      ...["serverless-computeSavingsPlan-1y-noUpfront", "serverless-computeSavingsPlan-3y-noUpfront"],
    ]);
    const first = course((hour) => (hour < HOURS_PER_YEAR ? 10_000_000 : 0), 3);
    expect(planned(both, first, BOTH_TERMS).orders).toMatchObject([{ termYears: 1 }]);
    expect(planned(both, steady(3), THREE_YEARS).orders).toMatchObject([{ termYears: 1 }]);
  });

  it("that save the same the one with the least paid ahead and the shortest term is taken", () => {
    const alike: Rates = ([1, 3] as const).flatMap((years) =>
      ["allUpfront", "partialUpfront", "noUpfront"].map((payment): Rates[number] => [
        years,
        payment,
        "0.000016",
      ]),
    );
    expect(planned(alike, steady(1), NO_INTEREST).orders).toMatchObject([{ payment: "noUpfront" }]);
    // Full use for a year, and in four of five hours of the two years after it: there three years save nothing more.
    const fading = course((hour) => (hour < HOURS_PER_YEAR || hour % 5 !== 0 ? 10_000_000 : 0), 3);
    expect(planned(alike, fading, BOTH_TERMS, NO_INTEREST).orders).toMatchObject([
      { termYears: 1, payment: "noUpfront" },
    ]);
  });

  it("what may be paid at once is kept to", () => {
    const within = (upfrontBudget: string): TargetPlan =>
      planned(rates.slice(1, 2), steady(1), [["cost", "upfrontBudget"], upfrontBudget]);
    // 4380 hours of the year are paid at once: 0.34246 USD is the most that stays within 1500 USD.
    expect(within("1500 USD").orders).toMatchObject([{ commitmentPerHour: usd("0.34246") }]);
    expect(within("4 USD").orders).toEqual([]);
  });

  it("one above the price on demand is passed over, and one in another currency", () => {
    const useless: Rates = [
      [1, "noUpfront", "0.00003"],
      [1, "partialUpfront", "0.00001", "EUR"],
    ];
    const { orders, figures, prices } = planned(useless, steady(1));
    expect(orders).toEqual([]);
    expect(figures.monthlySaving.reason).toBe(
      "no Savings Plan that has a rate saves anything on this load: Compute Savings Plan, 1 y, no upfront",
    );
    expect(prices.some(({ id }) => id.includes("partialUpfront"))).toBe(false);
  });
});

describe("what is said of Savings Plans", () => {
  const nothing = "there is no instance to reserve or to rent";
  const text = ({ basis, figures }: TargetPlan): string =>
    [...basis, ...Object.values<Figure<unknown>>({ ...figures }).map(({ reason }) => reason ?? "")].join(
      "\n",
    );

  it("is what is committed to, at which rate, from where", () => {
    const said = text(planned(YEAR, steady(1)));
    expect(said).toContain(
      "Compute Savings Plan, 1 y, no upfront: 0.80 USD committed to for every hour of its term, then on demand; " +
        "its rate is 0.000016 USD/GB-second (a quote, 2026-09-01)",
    );
    expect(said).not.toContain(nothing);
  });

  it("is why none is bought where a rate is known", () => {
    const rarely = steadyLoad({ requests: (hour) => (hour % 24 < 10 ? 10_000_000 : 0) });
    const said = text(planned(YEAR, rarely));
    expect(said).toContain("no Savings Plan that has a rate saves anything on this load");
    expect(said).not.toContain(nothing);
    const { outlook, settings, app } = steady(1);
    const fresh = planned(YEAR, { app, outlook, settings, history: undefined });
    expect(fresh.orders).toEqual([]);
    expect(text(fresh)).toContain("no app has a history: no Savings Plan is committed to ahead");
    expect(text(planned([], steady(1)))).toContain(nothing);
  });

  it("warns of a rate that is older than allowed", () => {
    expect(planned(YEAR, steady(1), [["cost", "maxPriceAgeDays"], 61]).warnings).toEqual([]);
    expect(planned(YEAR, steady(1), [["cost", "maxPriceAgeDays"], 60]).warnings).toEqual([
      "prices of 2026-09-01 are 61 days old on 2026-11-01, more than 60: " +
        "Lambda under a Compute Savings Plan, 1 y, noUpfront (a quote)",
    ]);
  });
});

describe("the report of a Savings Plan that is paid at once in part", () => {
  const definition = definitionWith([[1, "partialUpfront", "0.000015"]], [THREE_YEARS]);
  const loads = [steady(3)];
  const plan = planServerless(definition, definition.targets.get(serverlessPart)!, loads);
  const report = costReport(definition, loads, [plan]);

  it("spreads the fee over the months of the plan's term", () => {
    const [fee] = upfrontFees(report);
    expect(fee?.termHours).toBe(HOURS_PER_YEAR);
    expect(fee?.months.filter(({ hours }) => hours > 0)).toHaveLength(12);
    expect(report.total.months.map(({ amortised }) => amortised)).toEqual(
      plan.months.map(({ amortised }) => amortised.toReport()),
    );
  });

  it("has rows of FOCUS whose billed and effective costs are both the lines' sum", () => {
    const rows = focusRows(report);
    const amount = (cell: unknown): Money => usd((cell as { readonly decimal: string }).decimal);
    const sum = (column: "BilledCost" | "EffectiveCost"): string =>
      rows.reduce((total, row) => total.plus(amount(row[column])), usd("0")).toReport();
    const lines = report.lines.reduce((total, { amount }) => total.plus(Money.of(amount, "USD")), usd("0"));
    expect(sum("BilledCost")).toBe(lines.toReport());
    expect(sum("EffectiveCost")).toBe(lines.toReport());
  });
});
