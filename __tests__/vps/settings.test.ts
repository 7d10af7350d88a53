import { vpsPart } from "../../lib/vps/settings";

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

  it.each([[null], [[]], ["small"], [7]])("are no %j", (value) => {
    expect(vpsPart.schema.safeParse(value).success).toBe(false);
  });

  it("are deployed to AWS", () => {
    expect(vpsPart).toMatchObject({ name: "vps", cloud: "aws" });
  });
});
