import { Parts } from "../../lib/definition/part";
import { vpsPart, vpsSettingsOf } from "../../lib/vps/settings";

const GOOD = { instanceType: "m7i.large", disk: "20GiB", memory: "512MiB" };

/** Faults of settings, as path and what is allowed. */
function faults(change: object): string[] {
  const { error } = vpsPart.schema.safeParse({ ...GOOD, ...change });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("the settings of the VPS", () => {
  it("are enabled and for amd64 where nothing else is said", () => {
    expect(vpsPart.schema.parse(GOOD)).toMatchObject({
      enabled: true,
      architecture: "amd64",
      instanceType: "m7i.large",
      disk: { gibibytes: 20 },
      memory: { mebibytes: 512 },
    });
  });

  it("may be switched off, or for arm64, each apart from the other", () => {
    expect(vpsPart.schema.parse({ ...GOOD, enabled: false })).toMatchObject({
      enabled: false,
      architecture: "amd64",
    });
    expect(vpsPart.schema.parse({ ...GOOD, architecture: "arm64", instanceType: "m7g.large" })).toMatchObject(
      { enabled: true, architecture: "arm64" },
    );
  });

  it("keep disk and memory apart", () => {
    expect(vpsPart.schema.parse({ ...GOOD, disk: "64GiB", memory: "1GiB" })).toMatchObject({
      disk: { gibibytes: 64 },
      memory: { gibibytes: 1 },
    });
  });

  it("need an instance type for their architecture", () => {
    expect(faults({ instanceType: "m7g.large" })).toEqual([
      "architecture: arm64, the processor of m7g.large; or an instance type with amd64",
    ]);
    expect(faults({ architecture: "arm64" })).toEqual([
      "architecture: amd64, the processor of m7i.large; or an instance type with arm64",
    ]);
  });

  it("need 4 GiB of memory in an instance, as the role of the VPS does", () => {
    expect(faults({ instanceType: "t3.medium" })).toEqual([]);
    expect(faults({ instanceType: "t3.small" })).toEqual([
      "instanceType: a type with 4096 MiB of memory or more; t3.small has 2048",
    ]);
  });

  it("give a program less memory than an instance has", () => {
    expect(faults({ memory: "8191MiB" })).toEqual([]);
    expect(faults({ memory: "8GiB" })).toEqual(["memory: less than the 8192 MiB of m7i.large"]);
  });

  it("have the faults between two fields told whatever is wrong with the others", () => {
    expect(faults({ instanceType: "t4g.micro", disk: "20GB", memory: "2GiB", colour: "red" })).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^architecture: arm64/),
        expect.stringMatching(/^instanceType: a type with 4096 MiB/),
        expect.stringMatching(/^disk: a size/),
        expect.stringMatching(/^memory: less than the 1024 MiB/),
      ]),
    );
    expect(faults({ instanceType: "m7g.large", memory: "512" })).toHaveLength(2);
  });

  it("have no fault between two fields told where one of the two cannot be read", () => {
    expect(faults({ instanceType: "m7g.lrage", memory: "512GiB" })).toEqual([
      expect.stringMatching(/^instanceType: one of m7g\./),
    ]);
    expect(faults({ architecture: "x86", instanceType: "m7g.large" })).toEqual([
      expect.stringMatching(/^architecture: /),
    ]);
  });

  describe("with alternatives", () => {
    const alternating = (...types: readonly object[]): string[] => faults({ alternatives: types });

    it("have none, and change the type for a saving of more than 5 %, where nothing else is said", () => {
      expect(vpsPart.schema.parse(GOOD)).toMatchObject({
        alternatives: [],
        switchingThreshold: { ratio: 0.05 },
      });
    });

    it("say what each serves of what the present type serves", () => {
      const alternatives = [
        { instanceType: "m6a.xlarge", serves: "155%" },
        { instanceType: "m6i.large", serves: "90 %" },
      ];
      expect(vpsPart.schema.parse({ ...GOOD, alternatives, switchingThreshold: "0%" })).toMatchObject({
        alternatives: [
          { instanceType: "m6a.xlarge", serves: { ratio: 1.55 } },
          { instanceType: "m6i.large", serves: { ratio: 0.9 } },
        ],
        switchingThreshold: { ratio: 0 },
      });
    });

    it("serve more than nothing", () => {
      expect(alternating({ instanceType: "m6a.large", serves: "0%" })).toEqual([
        "alternatives.0.serves: a percentage above 0%, such as 55%",
      ]);
      expect(alternating({ instanceType: "m6a.large" })).toHaveLength(1);
    });

    it("have the rules of the instance type for each, all told at once", () => {
      expect(
        alternating(
          { instanceType: "t4g.micro", serves: "1%" },
          { instanceType: "m7i.large", serves: "100%" },
          { instanceType: "m6a.large", serves: "none" },
          { instanceType: "m6a.large", serves: "90%" },
          { instanceType: "m6a.lrage", serves: "90%", cost: 1 },
        ),
      ).toEqual(
        expect.arrayContaining([
          "alternatives.0.instanceType: an instance type with amd64; t4g.micro has arm64",
          "alternatives.0.instanceType: a type with 4096 MiB of memory or more; t4g.micro has 1024",
          "alternatives.1.instanceType: each type once; m7i.large stands above",
          expect.stringMatching(/^alternatives\.2\.serves: a percentage/),
          "alternatives.3.instanceType: each type once; m6a.large stands above",
          expect.stringMatching(/^alternatives\.4\.instanceType: one of m6a\..*did you mean m6a\.large/),
        ]),
      );
    });

    it("have room for a program's memory in each", () => {
      const change = { instanceType: "m7i.xlarge", memory: "8GiB" };
      expect(faults({ ...change, alternatives: [{ instanceType: "m7i.large", serves: "50%" }] })).toEqual([
        "alternatives.0.instanceType: a type with more than the 8192 MiB that a program may use; m7i.large has 8192",
      ]);
      expect(
        faults({
          ...change,
          memory: "8191MiB",
          alternatives: [{ instanceType: "m7i.large", serves: "50%" }],
        }),
      ).toEqual([]);
    });

    it("are told whatever is wrong with the present type", () => {
      expect(
        faults({ instanceType: "m7i.lrage", alternatives: [{ instanceType: "m7g.large", serves: "90%" }] }),
      ).toHaveLength(2);
    });

    it.each([[null], ["m6a.large"], [{}]])("are no %j", (alternatives) => {
      expect(faults({ alternatives })).toHaveLength(1);
    });
  });

  it("are found in a definition, and said to be missing where the VPS is switched off", () => {
    const settings = vpsPart.schema.parse(GOOD);
    const file = "landfall.yaml";
    expect(vpsSettingsOf({ file, targets: new Parts(new Map([["vps", settings]])) })).toBe(settings);
    expect(() => vpsSettingsOf({ file, targets: new Parts(new Map()) })).toThrow(
      /^landfall\.yaml: targets\.vps: is not enabled/,
    );
  });

  it.each([[null], [[]], ["small"], [7]])("are no %j", (value) => {
    expect(vpsPart.schema.safeParse(value).success).toBe(false);
  });

  it("are deployed to AWS", () => {
    expect(vpsPart).toMatchObject({ name: "vps", cloud: "aws" });
  });
});
