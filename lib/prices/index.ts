export { listBook, parsePriceBook, readPriceBook, type PriceBook } from "./book";
export {
  bookJsonSchema,
  OFFERINGS,
  TERM_YEARS,
  type Offering,
  type PriceBookContent,
  type TermYears,
} from "./book-schema";
export {
  computeSavingsPlanRate,
  describeOffering,
  lambdaSavingsPlanRate,
  onDemandPrice,
  onDemandPrices,
  reservedOptions,
  type InstancePriceQuery,
  type PricedOption,
  type ReservedOptions,
  type ReservedQuery,
  type SavingsPlanQuery,
  type UnknownPrice,
} from "./instance-prices";
export {
  lambdaPrices,
  tieredCost,
  tieredParts,
  type LambdaFreeTier,
  type LambdaPriceQuery,
  type LambdaPrices,
  type PricedTier,
  type TieredPrice,
} from "./lambda-prices";
export { daysBetween, type Origin, type PricedFigure } from "./origin";
export type { PlanRate } from "./plan-rates";
export { ageWarnings, provenanceOf, type Provenance } from "./provenance";
export { PRICED_REGIONS } from "./regions";
export {
  chosenBook,
  resolveEdgePrices,
  resolveLambdaPrices,
  resolvePrices,
  resolveServicePrices,
  type EdgePrices,
  type PriceDefinition,
  type Resolved,
  type ResolvedLambdaPrices,
  type ResolvedPrices,
} from "./resolve";
export { SERVICE_ITEM_NAMES, SERVICE_ITEMS, type ServiceItem } from "./service-items";
export {
  edgeDevicePrices,
  servicePrices,
  type EdgeDevicePrices,
  type ServicePriceQuery,
  type ServicePrices,
} from "./service-prices";
export { fetchPriceBook, NOT_IN_PRICE_LIST } from "./price-list-client";
export type { PriceListQuery } from "./price-list-book";
export { hourRow, isKnownInstanceType, optionRow, priceRows, type PriceRow } from "./price-rows";
