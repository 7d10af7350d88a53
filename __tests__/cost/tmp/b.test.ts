import { repeating, terms } from "../terms";
import { planPurchase } from "../../../lib/cost/purchase-plan";
import { discountWeights, hoursByLevel, utilisationByLevel } from "../../../lib/cost/commitment";

it("bench", () => {
  const s = repeating([
    [1, 2, 3],
    [2, 3, 4],
    [1, 1, 1],
    [5, 6, 7],
  ]);
  const time = (f: () => unknown) => {
    const t = performance.now();
    for (let i = 0; i < 50; i++) f();
    return (performance.now() - t) / 50;
  };
  const out = {
    repeating: time(() =>
      repeating([
        [1, 2, 3],
        [2, 3, 4],
        [1, 1, 1],
        [5, 6, 7],
      ]),
    ),
    plan: time(() => planPurchase(s, terms())),
    weights: time(() => discountWeights(8760, 0.1)),
    hours: time(() => hoursByLevel(s)),
    util: time(() => utilisationByLevel(s, 0.1)),
    peak: time(() => peakOf(s)),
  };
  throw new Error(JSON.stringify(out));
});
