import { writeFileSync } from "node:fs";
import path from "node:path";
import type { ForecastedLoad } from "../../lib/cost/forecasted-load";
import type { Definition } from "../../lib/definition/definition";
import { planVps, type VpsPlan } from "../../lib/vps/plan";
import { vpsSettingsOf } from "../../lib/vps/settings";
import { minimalWith, project, type Change, type Project } from "../definition/project";

/** Prices of an hour, by instance type. */
type Hourly = Readonly<Record<string, string>>;

/** A project whose instance types have the prices of a book. */
export interface PricedTypes extends Pick<Project, "read"> {
  /**
   * Writes the book: prices on demand, and those of reservations for a year without upfront fee.
   *
   * @param name `prices.json` is the one that {@link definitionWith} reads
   */
  readonly writeBook: (onDemand: Hourly, reserved?: Hourly, name?: string) => void;
  /** The minimal definition with the book and one alternative, the xlarge beside the large. */
  readonly definitionWith: (...changes: readonly Change[]) => Definition;
}

/** Two of the other cost 1.80 USD an hour, four of the present one 2.00: 10 % less. */
export const TEN_PERCENT: Hourly = { "m7i.large": "0.50", "m7i.xlarge": "0.90" };

const ALTERNATIVES: Change = [
  ["targets", "vps", "alternatives"],
  [{ instanceType: "m7i.xlarge", serves: "200%" }],
];

/** Makes such a project, with a price of the present type; it is gone after the test file's run. */
export function pricedTypes(): PricedTypes {
  const { read, folder } = project();
  const writeBook: PricedTypes["writeBook"] = (onDemand, reserved = {}, name = "prices.json") => {
    const table = { source: "quote", date: "2026-10-01", region: "eu-central-1", currency: "USD" };
    const rows = Object.fromEntries(
      Object.entries(reserved).map(([type, hourly]) => [type, [{ upfront: "0", hourly }]]),
    );
    const book = {
      version: 1,
      sources: { quote: { title: "quote 4711" } },
      onDemand: [{ ...table, rows: onDemand }],
      reserved: [{ ...table, basis: "upfrontAndHourly", offerings: ["standard-1y-noUpfront"], rows }],
    };
    writeFileSync(path.join(folder, name), JSON.stringify(book));
  };
  writeBook({ "m7i.large": "0.50" });
  const definitionWith: PricedTypes["definitionWith"] = (...changes) =>
    read(
      minimalWith(
        [["cost", "prices"], { book: "prices.json" }],
        [["cost", "discountRate"], "0%"],
        ALTERNATIVES,
        ...changes,
      ),
    );
  return { read, writeBook, definitionWith };
}

/** The plan of a definition for the loads. */
export function planned(definition: Definition, ...loads: readonly ForecastedLoad[]): VpsPlan {
  return planVps(definition, vpsSettingsOf(definition), loads);
}
