import type { CostReport, ReportedLine, ReportedTarget } from "../report-schema";
import { SERVICE, type BilledGroup, type BilledSubject } from "./bill";

/** How rows of a bill are matched to lines of a plan, as sentences. */
export const MATCHING_RULES: readonly string[] = [
  "Instance hours and fees of reserved instances match by service, charge, region and instance type; a row without a " +
    "region or type matches where only one planned line can be meant",
  "Fees of Savings Plans match by charge alone: a plan is billed to the account and not to a target; they are billed in " +
    "money, so that their quantity is the fee by the planned price",
  "Requests and GB-seconds of Lambda match by charge, in any region",
  "Commitments of one kind for the same instances are compared together: a bill does not tell the offering",
  "Targets that would match the same rows are compared together",
  "Amounts are what is paid in cash: BilledCost in FOCUS, UnblendedCost in a Cost and Usage Report; use that a " +
    "commitment pays for costs nothing beside its fees",
  "Spot instances and operating systems are not told apart from other instances of the type",
];

/** What lines of a plan and rows of a bill have in common. */
export interface MatchKey {
  readonly charge: ReportedLine["charge"];
  readonly service: string;
  /** Null where the region does not count. */
  readonly region: string | null;
  readonly instanceType: string | null;
}

/** Text of a key that is equal only for equal keys. */
export function keyText({ charge, service, region, instanceType }: MatchKey): string {
  return [service, charge, region ?? "", instanceType ?? ""].join("|");
}

/** The key of a line of the plan; undefined for lines that no bill of AWS has. */
export function keyOfLine(line: ReportedLine, target: ReportedTarget | undefined): MatchKey | undefined {
  const { charge } = line;
  const anywhere = { region: null, instanceType: null };
  if (!target?.isRented || charge === "other") return undefined;
  if (charge === "requests" || charge === "compute")
    return { charge, service: SERVICE.functions, ...anywhere };
  const { decision } = target;
  if (charge !== "onDemand" && isSavingsPlan(line, target)) {
    return { charge, service: SERVICE.savingsPlans, ...anywhere };
  }
  if (!decision) return undefined;
  const { region, instanceType } = decision;
  return { charge, service: SERVICE.instances, region, instanceType };
}

function isSavingsPlan({ commitment }: ReportedLine, { decision }: ReportedTarget): boolean {
  const option = decision?.options.find(({ id }) => id === commitment);
  return option ? option.kind === "computeSavingsPlan" : /savingsPlan/i.test(commitment ?? "");
}

/** The keys of a plan, each with the names of the targets that have it. */
export class PlanKeys {
  private readonly keys = new Map<string, { readonly key: MatchKey; readonly targets: Set<string> }>();

  constructor(report: CostReport) {
    const targets = new Map(report.targets.map((target) => [target.target, target]));
    for (const line of report.lines) this.add(keyOfLine(line, targets.get(line.target)), line.target);
    for (const { target, decision, isRented } of report.targets) {
      if (!decision || !isRented) continue;
      const { region, instanceType } = decision;
      // Fees that were not planned are mix, not unplanned, where they are for a target's own instances.
      for (const charge of ["onDemand", "commitment", "upfront"] as const) {
        this.add({ charge, service: SERVICE.instances, region, instanceType }, target);
      }
    }
  }

  /** Names of the targets that a key is of, as one text. */
  targetsOf(key: MatchKey): string {
    return [...(this.keys.get(keyText(key))?.targets ?? [])].join(" + ");
  }

  /** The key that rows of a bill match; undefined for what is not planned. */
  match({ kind, service, region, instanceType }: BilledSubject): MatchKey | undefined {
    const candidates = [...this.keys.values()]
      .map(({ key }) => key)
      .filter(
        (key) =>
          key.charge === kind &&
          key.service === service &&
          agrees(key.region, region) &&
          agrees(key.instanceType, instanceType),
      );
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  private add(key: MatchKey | undefined, target: string): void {
    if (!key) return;
    const entry = this.keys.get(keyText(key)) ?? { key, targets: new Set<string>() };
    entry.targets.add(target);
    this.keys.set(keyText(key), entry);
  }
}

/** Whether two properties can be the same: either may be left open. */
export function agrees(planned: string | null, billed: string | null): boolean {
  return planned === null || billed === null || planned === billed;
}

/** Whether rows count hours of a fleet's instances, whoever pays for them. */
export function isUseOf(fleet: Pick<MatchKey, "region" | "instanceType">, group: BilledGroup): boolean {
  return (
    group.instanceType === fleet.instanceType &&
    fleet.instanceType !== null &&
    agrees(fleet.region, group.region)
  );
}
