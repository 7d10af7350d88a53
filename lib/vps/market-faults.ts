import { floorFaults } from "../cost/decision/floor-faults";
import type { Definition } from "../definition/definition";
import { UserError, type Fault } from "../definition/errors";
import { marketFor } from "./market";
import type { VpsSettings } from "./settings";

/**
 * Why a type that instances may have cannot be priced, or not be committed to as `cost` asks, with the place in
 * landfall.yaml or in the book.
 */
export function marketFaults(definition: Definition, settings: VpsSettings): readonly Fault[] {
  const inline = inlinePriceFaults(definition, settings);
  if (inline.length > 0) return inline;
  return [settings, ...settings.alternatives].flatMap(({ instanceType }) =>
    UserError.faultsOf(() => {
      const { input } = marketFor(definition, { instanceType });
      UserError.throwIfAny(floorFaults(definition, input, instanceType));
    }),
  );
}

function inlinePriceFaults(
  { file, cost }: Definition,
  { instanceType, alternatives }: VpsSettings,
): readonly Fault[] {
  if (cost.prices.book !== undefined) return [];
  return alternatives.map((alternative, index) => ({
    file,
    path: `targets.vps.alternatives[${index}].instanceType`,
    message: `has no price: those in cost.prices are of ${instanceType} alone`,
    found: alternative.instanceType,
    allowed: "alternatives with prices of a book",
    action: "use a book: cost.prices: { book: list }, or take the alternatives out",
  }));
}
