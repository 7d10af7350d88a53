import { costReportSchema } from "../../lib/report/report-schema";
import { exampleReport } from "./example-report";

describe("the schema of cost.json", () => {
  it.each([{}, { reserved: 0 }, { upfront: "500", hourly: "0.20" }])("takes the report of %j", (options) => {
    expect(costReportSchema.parse(exampleReport(options))).toEqual(exampleReport(options));
  });

  it.each([
    ["an amount without cents", { budget: { ...exampleReport().budget, amount: "3000" } }],
    ["an amount as a number", { budget: { ...exampleReport().budget, amount: 3000 } }],
    [
      "a figure without a reason field",
      { total: { ...exampleReport().total, monthlyCost: { value: 1, unit: null } } },
    ],
    ["a key that nobody knows", { extra: 1 }],
    ["another format", { format: "landfall-cost/1" }],
  ])("refuses %s", (_, change) => {
    expect(costReportSchema.safeParse({ ...exampleReport(), ...change }).success).toBe(false);
  });
});
