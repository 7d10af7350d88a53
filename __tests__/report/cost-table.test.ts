import { known, none } from "../../lib/definition/figure";
import type { Money } from "../../lib/definition/money";
import { costReport } from "../../lib/report/cost-report";
import type { CostReport } from "../../lib/report/report-schema";
import { costTable } from "../../lib/report/cost-table";
import { steadyLoad } from "../cost/loads";
import { usd } from "../cost/terms";
import { minimalWith, project, type Change } from "../definition/project";
import { exampleReport } from "./example-report";
import { plainPlan, reservingPlan } from "./plans";

const { read } = project();
const LOAD = steadyLoad({ requests: () => 250 });

function report(plans = [reservingPlan(), plainPlan()], ...changes: readonly Change[]): CostReport {
  return costReport(read(minimalWith(...changes)), [LOAD], plans);
}

/** Cells of the table's rows, its header first. */
function cells(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("│"))
    .map((line) =>
      line
        .split("│")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe("the cost table", () => {
  it("has a row for each target, with the figures of the report", () => {
    const made = report();
    const [header, ...rows] = cells(costTable(made));
    expect(header).toEqual([
      "target",
      "reserved",
      "on demand, most",
      "cost a month",
      "all on demand",
      "saving",
      "break-even",
    ]);
    const money = ({ value, unit }: { value: unknown; unit: string | null }): string =>
      `${String(value)} ${String(unit).replace("/month", "")}`;
    const [vps, serverless] = made.targets;
    expect(rows).toEqual([
      [
        "vps",
        String(vps!.reservedCount.value),
        String(vps!.onDemandCount.value),
        money(vps!.monthlyCost),
        money(vps!.onDemandMonthlyCost),
        money(vps!.monthlySaving),
        String(vps!.breakEvenUtilisation.value),
      ],
      [
        "serverless",
        "–",
        "–",
        money(serverless!.monthlyCost),
        money(serverless!.onDemandMonthlyCost),
        "–",
        "–",
      ],
    ]);
    expect(rows[0]).toEqual(["vps", "2", "6", "917.16 USD", "1180.98 USD", "263.82 USD", "0.6000"]);
  });

  it("says below it why a figure is missing, each reason once", () => {
    const lines = costTable(report()).split("\n");
    expect(lines.filter((line) => line.includes("nothing to reserve"))).toEqual([
      "  serverless: – there is nothing to reserve",
    ]);
  });

  it("says below it on what the figures rest, what the next best is and what they leave out", () => {
    const text = costTable(report());
    expect(text).toContain("  vps: instances of m7i.large\n");
    expect(text).toContain("  vps: next best: reserving 3 would cost 917.50 USD a month\n");
    expect(text).toContain("  vps: not in these amounts: disks, data transfer\n");
    expect(text).not.toContain("serverless: next best");
  });

  it("says what would flip the decision, and what none of the values tried does", () => {
    const example = exampleReport();
    expect(costTable(example)).toContain(
      "\n  vps: what would flip it: load down by 12.5 per cent, then reserving 1; " +
        "interest above – (no interest changes it: nothing is paid upfront)\n",
    );
    const [vps, ...others] = example.targets;
    const unfree = { ...vps!, decision: { ...vps!.decision!, options: [] } };
    expect(costTable({ ...example, targets: [unfree, ...others] })).not.toContain("flip");
  });

  it("says how each app's load was forecast, and with what error", () => {
    const example = exampleReport();
    expect(costTable(example)).toContain(
      "\n  app: load expected by a weighted mean of memories; error of the forecast by day on the end of the history, " +
        "kept from it: 20.8 % (SMAPE)\n",
    );
    const load = example.load.map((each) => ({ ...each, holdoutSmapePercent: null }));
    expect(costTable({ ...example, load })).toContain(
      "\n  app: load expected by a weighted mean of memories; no error is measured: there is no history\n",
    );
  });

  it("says last whether all targets together are within the budget", () => {
    const last = (made: CostReport): string | undefined => costTable(made).split("\n").at(-1);
    expect(last(report())).toBe(
      "  all that is rented: 917.62 USD a month, within the budget of 3000.00 USD a month",
    );
    expect(last(report(undefined, [["cost", "budget"], "900 USD/month"]))).toBe(
      "  all that is rented: 917.62 USD a month, over the budget of 900.00 USD a month",
    );
    const unknown = none<Money>("no price is known");
    const plans = [plainPlan("1", { monthlyCost: unknown, onDemandMonthlyCost: unknown })];
    expect(last(report(plans))).toBe(
      "  all that is rented: – serverless has no monthly cost: no price is known; not held against the budget of 3000.00 USD a month",
    );
  });

  it("has no 0 where a figure is missing, and a 0 where it is known", () => {
    const unknown = none<Money>("no price is known");
    const plans = [
      reservingPlan({ reservedCount: known(0), monthlySaving: known(usd("0")) }),
      plainPlan("1", { monthlyCost: unknown, onDemandMonthlyCost: unknown }),
    ];
    const [, vps, serverless] = cells(costTable(report(plans)));
    expect([vps![1], vps![5]]).toEqual(["0", "0.00 USD"]);
    expect(serverless!.slice(1)).toEqual(Array(6).fill("–"));
  });

  it("has neither colours nor trailing spaces, so that it can be kept in a file and compared", () => {
    const text = costTable(report());
    // eslint-disable-next-line no-control-regex -- the control character is what is looked for
    expect(text).not.toMatch(/\u001b/);
    expect(text).not.toMatch(/ $/m);
    expect(costTable(report())).toBe(text);
  });
});
