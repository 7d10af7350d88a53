/**
 * How many instances to reserve: the k-th if and only if the share of hours that need at least k is over the
 * break-even utilisation. With paths that are equally likely this is exact for the expected cost of one purchase date.
 * Source: the newsvendor rule; see docs/decisions/0004-quantile-rule.md.
 */
export function reservedCount(utilisation: readonly number[], breakEven: number): number {
  return utilisation.filter((share) => share > breakEven).length;
}
