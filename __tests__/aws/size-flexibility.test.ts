import fc from "fast-check";
import table from "../../lib/aws/data/instance-types.json";
import { instanceTypeOf } from "../../lib/aws/instance-types";
import { reservedCover } from "../../lib/aws/size-flexibility";

const TYPES = (table.rows as [string, ...unknown[]][])
  .map(([name]) => name)
  .filter((name) => instanceTypeOf(name) !== undefined);

const familyOf = (name: string): string => name.split(".")[0]!;

const instanceType = fc.constantFrom(...TYPES);
const count = fc.integer({ min: 0, max: 100_000 });

/** Two types of one family, which may be the same. */
const twoOfFamily = instanceType.chain((one) =>
  fc.tuple(fc.constant(one), fc.constantFrom(...TYPES.filter((name) => familyOf(name) === familyOf(one)))),
);

function covers(instances: number, reserved: string, running: string): number {
  return reservedCover({ instanceType: reserved, count: instances }, running).whole;
}

describe("reservations of a size", () => {
  it.each([
    [2, "r6i.2xlarge", "r6i.xlarge", 4, false],
    [4, "r6i.large", "r6i.xlarge", 2, false],
    [3, "r6i.large", "r6i.xlarge", 1, true],
    [1, "r6i.large", "r6i.xlarge", 0, true],
    [0, "r6i.large", "r6i.xlarge", 0, false],
    [1, "t3.nano", "t3.micro", 0, true],
    [8, "t3.nano", "t3.medium", 1, false],
    [1, "t3.2xlarge", "t3.nano", 64, false],
    [2, "c5.9xlarge", "c5.4xlarge", 4, true],
    [1, "c5.18xlarge", "c5.9xlarge", 2, false],
    [3, "m7i.48xlarge", "m7i.large", 288, false],
  ])("%i of %s cover %s: %i whole, a rest: %s", (reserved, of, running, whole, hasRest) => {
    expect(reservedCover({ instanceType: of, count: reserved }, running)).toEqual({ whole, hasRest });
  });

  it.each([
    ["another family", "r6i.xlarge", "m6i.xlarge"],
    ["another generation", "r6i.xlarge", "r7i.large"],
    ["a variant of the family", "r6i.xlarge", "r6id.large"],
    ["another size of a G family", "g5.2xlarge", "g5.xlarge"],
    ["another size of a Gr family", "gr6.8xlarge", "gr6.4xlarge"],
    ["another size of an Inf family", "inf2.8xlarge", "inf2.xlarge"],
    ["another size of an HPC family", "hpc7g.16xlarge", "hpc7g.8xlarge"],
    ["another size of a P family", "p5.48xlarge", "p5.4xlarge"],
    ["another size of a Trn family", "trn1.32xlarge", "trn1.2xlarge"],
    ["bare metal", "r6i.32xlarge", "r6i.metal"],
    ["a size without a factor", "m8i.48xlarge", "m8i.96xlarge"],
  ])("cover nothing of %s, either way: %s and %s", (_, one, other) => {
    const none = { whole: 0, hasRest: false };
    expect(instanceTypeOf(one) && instanceTypeOf(other)).toBeDefined();
    expect(reservedCover({ instanceType: one, count: 64 }, other)).toEqual(none);
    expect(reservedCover({ instanceType: other, count: 64 }, one)).toEqual(none);
  });

  it("cover the same size one for one, whatever the type", () => {
    fc.assert(
      fc.property(instanceType, count, (type, reserved) => {
        expect(reservedCover({ instanceType: type, count: reserved }, type)).toEqual({
          whole: reserved,
          hasRest: false,
        });
      }),
    );
  });

  it("never grow by conversion: of what covers another size no more comes back", () => {
    fc.assert(
      fc.property(twoOfFamily, count, ([reserved, running], instances) => {
        const { whole, hasRest } = reservedCover({ instanceType: reserved, count: instances }, running);
        const back = covers(whole, running, reserved);
        expect(Number.isInteger(whole)).toBe(true);
        expect(back).toBeLessThanOrEqual(instances);
        if (hasRest) expect(back).toBeLessThan(instances);
      }),
    );
  });

  it("cover no more apart than together", () => {
    fc.assert(
      fc.property(twoOfFamily, count, count, ([reserved, running], some, others) => {
        const apart = covers(some, reserved, running) + covers(others, reserved, running);
        expect(apart).toBeLessThanOrEqual(covers(some + others, reserved, running));
      }),
    );
  });

  it("cover nothing that runs in another family", () => {
    fc.assert(
      fc.property(instanceType, instanceType, count, (reserved, running, instances) => {
        fc.pre(familyOf(reserved) !== familyOf(running));
        expect(covers(instances, reserved, running)).toBe(0);
      }),
    );
  });
});
