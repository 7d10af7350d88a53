import type { FinanceFigures } from "../cost/target-plan";
import { reportedFigures } from "../report/figures";
import { Lazy, TerraformOutput, type Construct } from "./cdktf";

/** Name and description of each figure's output. */
const OUTPUTS: Readonly<
  Record<keyof FinanceFigures, { readonly name: string; readonly description: string }>
> = {
  monthlyCost: { name: "monthly_cost", description: "Expected cost of an average month of 730 hours" },
  onDemandMonthlyCost: {
    name: "on_demand_cost",
    description: "The same month with everything rented by the hour",
  },
  monthlySaving: { name: "saving", description: "What the decision saves in that month" },
  reservedCount: { name: "reserved_count", description: "Instances to reserve; a deploy buys none" },
  onDemandCount: { name: "on_demand_count", description: "Most instances rented on demand at once" },
  breakEvenUtilisation: {
    name: "break_even_utilisation",
    description: "Share of hours that an instance must be needed in for a reservation to pay",
  },
};

/**
 * The six figures as outputs of a stack: `{ value, unit, reason }`. Terraform drops an output that is null, so the
 * object stays and says why its value is null.
 */
export function financeOutputs(stack: Construct, figures: FinanceFigures): void {
  const reported = reportedFigures(figures);
  for (const [figure, { name, description }] of Object.entries(OUTPUTS)) {
    const value = reported[figure as keyof FinanceFigures];
    // Lazy, since cdktf walks into a plain value before it is resolved, and falls over null.
    new TerraformOutput(stack, name, {
      value: Lazy.anyValue({ produce: () => value }) as unknown,
      description,
    });
  }
}
