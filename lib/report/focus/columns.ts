import columnsByVersion from "./data/focus-columns-v1.0-1.2.json";

/**
 * The columns of FOCUS 1.2 that are written, in the order of the specification, which is that of the alphabet: every
 * mandatory one, the recommended ones that can be told, and the conditional ones that a forecast has something to say
 * in. Left out are accounts below the billing account, zones, resources, capacity reservations and a second
 * currency. InvoiceId is there and empty, since no invoice has been issued.
 */
export const FOCUS_COLUMNS = [
  "BilledCost",
  "BillingAccountId",
  "BillingAccountName",
  "BillingAccountType",
  "BillingCurrency",
  "BillingPeriodEnd",
  "BillingPeriodStart",
  "ChargeCategory",
  "ChargeClass",
  "ChargeDescription",
  "ChargeFrequency",
  "ChargePeriodEnd",
  "ChargePeriodStart",
  "CommitmentDiscountCategory",
  "CommitmentDiscountId",
  "CommitmentDiscountName",
  "CommitmentDiscountQuantity",
  "CommitmentDiscountStatus",
  "CommitmentDiscountType",
  "CommitmentDiscountUnit",
  "ConsumedQuantity",
  "ConsumedUnit",
  "ContractedCost",
  "ContractedUnitPrice",
  "EffectiveCost",
  "InvoiceId",
  "InvoiceIssuerName",
  "ListCost",
  "ListUnitPrice",
  "PricingCategory",
  "PricingQuantity",
  "PricingUnit",
  "ProviderName",
  "PublisherName",
  "RegionId",
  "RegionName",
  "ServiceCategory",
  "ServiceName",
  "ServiceSubcategory",
  "SkuId",
  "SkuMeter",
  "SkuPriceDetails",
  "SkuPriceId",
  "Tags",
] as const;

/**
 * Columns of landfall's own: what FOCUS has no column for.
 * Source of the prefix: FOCUS 1.2, Column handling, custom columns.
 */
export const CUSTOM_COLUMNS = [
  "x_Scenario",
  "x_App",
  "x_Environment",
  "x_CostCentre",
  "x_PriceSource",
  "x_PriceDate",
  "x_PricesMixed",
] as const;

/** A column of FOCUS that is written. */
export type FocusColumn = (typeof FOCUS_COLUMNS)[number];

/** A column of landfall's own. */
export type CustomColumn = (typeof CUSTOM_COLUMNS)[number];

/** What the specification says of a column. */
export interface ColumnRule {
  readonly featureLevel: "Mandatory" | "Conditional" | "Recommended" | "Optional";
  readonly allowsNulls: boolean;
  readonly type: "String" | "Decimal" | "Date/Time" | "JSON";
}

/** Every column of FOCUS 1.2. Source: data/SOURCE.md */
export const FOCUS_1_2: ReadonlyMap<string, ColumnRule> = new Map(
  Object.entries(columnsByVersion as Record<string, Record<string, readonly string[]>>).flatMap(
    ([column, { "v1.2": rule }]) =>
      rule === undefined ? [] : [[column, ruleOf(rule)] satisfies [string, ColumnRule]],
  ),
);

function ruleOf([featureLevel, allowsNulls, type]: readonly string[]): ColumnRule {
  return {
    featureLevel: featureLevel as ColumnRule["featureLevel"],
    allowsNulls: allowsNulls === "True",
    type: type as ColumnRule["type"],
  };
}

/** Values that FOCUS 1.2 allows. Source: FOCUS 1.2, the columns' tables of allowed values. */
export const ALLOWED_VALUES = {
  ChargeCategory: ["Usage", "Purchase", "Tax", "Credit", "Adjustment"],
  ChargeClass: ["Correction"],
  ChargeFrequency: ["One-Time", "Recurring", "Usage-Based"],
  CommitmentDiscountCategory: ["Spend", "Usage"],
  CommitmentDiscountStatus: ["Used", "Unused"],
  PricingCategory: ["Standard", "Dynamic", "Committed", "Other"],
} as const;
