import type { FocusColumn } from "./columns";

type ServiceCells = Readonly<
  Record<Extract<FocusColumn, "ServiceCategory" | "ServiceName" | "ServiceSubcategory">, string>
>;

const OTHER: ServiceCells = {
  ServiceCategory: "Other",
  ServiceName: "Other",
  ServiceSubcategory: "Other (Other)",
};

/** What the targets are made of. Source of the categories: FOCUS 1.2, ServiceCategory, ServiceSubcategory. */
const SERVICES: ReadonlyMap<string, ServiceCells> = new Map([
  [
    "vps",
    {
      ServiceCategory: "Compute",
      ServiceName: "Amazon Elastic Compute Cloud",
      ServiceSubcategory: "Virtual Machines",
    },
  ],
  [
    "serverless",
    { ServiceCategory: "Compute", ServiceName: "AWS Lambda", ServiceSubcategory: "Serverless Compute" },
  ],
]);

/** The service that a target is billed for. */
export function serviceOf(target: string): ServiceCells {
  return SERVICES.get(target) ?? OTHER;
}

/**
 * A unit as FOCUS writes it: capitalised nouns, joined by a hyphen: `instance hours` is `Instance-Hours`.
 * Source: FOCUS 1.2, Unit format.
 */
export function focusUnit(unit: string): string {
  return unit
    .split(/[ -]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("-");
}
