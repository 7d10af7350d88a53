import fc from "fast-check";
import type { Definition } from "../../lib/definition/definition";
import { physicalName } from "../../lib/definition/names";
import { resourceName } from "../../lib/definition/fields";
import { suggestionFor, didYouMean } from "../../lib/definition/suggestion";
import { minimalWith, project } from "./project";

type Named = Pick<Definition, "name" | "environment">;

function named(name: string, environment: string): Named {
  return { name, environment: { name: environment } as Definition["environment"] };
}

const { faultsOf } = project();

describe("a physical name", () => {
  it("is the definition's name, the environment's and its parts", () => {
    expect(physicalName(named("shop", "dev"), ["vps", "eu-central-1"])).toBe("shop-dev-vps-eu-central-1");
  });

  it("is cut where a service takes no more, and keeps six digits to be told apart by", () => {
    const whole = physicalName(named("shop", "dev"), ["a".repeat(30)]);
    expect(physicalName(named("shop", "dev"), ["a".repeat(30)], whole.length)).toBe(whole);
    const cut = physicalName(named("shop", "dev"), ["a".repeat(30)], whole.length - 1);
    expect(cut).toMatch(/^shop-dev-a+-[0-9a-f]{6}$/);
    expect(cut).toHaveLength(whole.length - 1);
  });

  it("has no two hyphens where it was cut at one", () => {
    const cut = physicalName(named("shop", "dev"), ["aaaa", "bbbbbbbbbbbbb"], 21);
    expect(cut).toMatch(/^shop-dev-aaaa-[0-9a-f]{6}$/);
  });

  const app = fc.stringMatching(/^[a-z](?:[a-z0-9]|-[a-z0-9]){1,7}$/);
  const environment = fc.stringMatching(/^[a-z][a-z0-9]{1,9}$/);

  it("is never longer than it may be, and a name that a service takes", () => {
    fc.assert(
      fc.property(
        app,
        environment,
        fc.array(app, { maxLength: 3 }),
        fc.integer({ min: 16, max: 63 }),
        (...given) => {
          const [name, env, parts, longest] = given;
          const physical = physicalName(named(name, env), parts, longest);
          expect(physical.length).toBeLessThanOrEqual(longest);
          expect(resourceName(63).safeParse(physical).success).toBe(true);
        },
      ),
    );
  });

  it("is never the same in two environments, whatever the apps are called and wherever it is cut", () => {
    fc.assert(
      fc.property(app, environment, environment, app, app, fc.integer({ min: 28, max: 63 }), (...given) => {
        const [name, first, second, one, other, longest] = given;
        fc.pre(first !== second);
        expect(physicalName(named(name, first), [one], longest)).not.toBe(
          physicalName(named(name, second), [other], longest),
        );
      }),
    );
  });

  it("could be the same if an environment's name had a hyphen, so none has", () => {
    expect(physicalName(named("shop", "dev"), ["eu-web"])).toBe(
      physicalName(named("shop", "dev-eu"), ["web"]),
    );
    const text = minimalWith([["environment"], "dev-eu"], [["environments", "dev-eu"], { state: {} }]);
    expect(faultsOf(text).map(({ path }) => path)).toContain("environments.dev-eu");
  });
});

describe("a suggestion", () => {
  it.each([
    ["instance_type", "instanceType"],
    ["INSTANCETYPE", "instanceType"],
    ["instancetyp", "instanceType"],
    ["dsik", "disk"],
    ["memroy", "memory"],
  ])("for %s is %s", (written, meant) => {
    const words = ["disk", "instanceType", "memory"];
    expect(suggestionFor(written, words)).toBe(meant);
    expect(didYouMean(written, words)).toBe(`did you mean ${meant}?`);
  });

  it.each(["colour", "x", "inst"])("is not made for %s, which is near to nothing", (written) => {
    expect(suggestionFor(written, ["disk", "instanceType", "memory"])).toBeUndefined();
    expect(didYouMean(written, ["disk", "instanceType", "memory"])).toBeUndefined();
  });

  it("is not made where there are no words", () => {
    expect(suggestionFor("disk", [])).toBeUndefined();
  });

  it("does not depend on the order of the words", () => {
    fc.assert(
      fc.property(fc.string(), fc.uniqueArray(fc.string(), { maxLength: 5 }), (written, words) => {
        expect(suggestionFor(written, words)).toBe(suggestionFor(written, words.toReversed()));
      }),
    );
  });
});
