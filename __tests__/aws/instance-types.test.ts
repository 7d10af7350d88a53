import { instanceTypeField, instanceTypeOf, knownInstanceTypes } from "../../lib/aws/instance-types";
import table from "../../lib/aws/data/instance-types.json";

function allowedFor(written: unknown): string[] {
  return instanceTypeField.safeParse(written).error?.issues.map(({ message }) => message) ?? [];
}

describe("an instance type", () => {
  it.each([
    ["m7i.large", 2, 8192, "amd64"],
    ["m7g.large", 2, 8192, "arm64"],
    ["r6i.2xlarge", 8, 65_536, "amd64"],
    ["t3.micro", 2, 1024, "amd64"],
  ])("%s has %i processors, %i MiB of memory and is %s", (name, vcpus, memoryMebibytes, architecture) => {
    expect(instanceTypeOf(name)).toEqual({ name, vcpus, memoryMebibytes, architecture });
    expect(instanceTypeField.parse(name)).toBe(name);
  });

  it.each(["m7i.lrage", "M7I.large", "m7i", "toString", ""])("is not %j", (name) => {
    expect(instanceTypeOf(name)).toBeUndefined();
    expect(instanceTypeField.safeParse(name).success).toBe(false);
  });

  it("that cannot run landfall's programs is not known, whatever the table says", () => {
    const others = (table.rows as [string, number, number, string][]).filter(
      ([, , , architecture]) => !["amd64", "arm64"].includes(architecture),
    );
    for (const [name] of others) expect(instanceTypeOf(name)).toBeUndefined();
    expect(others.map(([name]) => name)).not.toContain("m7i.large");
  });

  it("of a known family is answered with the sizes of that family and nothing else", () => {
    const sizes = knownInstanceTypes("m7g.lrage").split(", ");
    expect(sizes).toContain("m7g.large");
    expect(sizes.every((name) => name.startsWith("m7g."))).toBe(true);
    expect(sizes.every((name) => instanceTypeOf(name) !== undefined)).toBe(true);
  });

  it("of an unknown family is answered with every family and its sizes", () => {
    const families = knownInstanceTypes("x99.large").split(" ");
    const names = families.flatMap((each) => {
      const [, family = "", sizes = ""] = /^([^.]+)\.\{(.+)\}$/.exec(each) ?? [];
      return sizes.split(",").map((size) => `${family}.${size}`);
    });
    expect(names.length).toBeGreaterThan(700);
    expect(names.every((name) => instanceTypeOf(name) !== undefined)).toBe(true);
    expect(new Set(names).size).toBe(names.length);
  });

  it("has one fault, with the one that was probably meant", () => {
    expect(allowedFor("m7g.lrage")).toEqual([
      expect.stringMatching(/^one of .*\(did you mean m7g\.large\?\)$/),
    ]);
    expect(allowedFor("M7G.large")).toHaveLength(1);
    expect(allowedFor("mainframe")).toEqual([expect.not.stringContaining("did you mean")]);
    expect(allowedFor(7)).toEqual(["an EC2 instance type, such as m7i.large"]);
  });
});
