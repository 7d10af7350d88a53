import { describeFault, UserError } from "../../lib/definition/errors";
import { checkRules, rule } from "../../lib/definition/rules";

describe("a fault", () => {
  it("reads as place, value found, what is allowed, what to do", () => {
    expect(
      describeFault({
        file: "landfall.yaml",
        line: 12,
        path: "apps[0].hosts[1]",
        message: "cannot be used",
        found: "WWW",
        allowed: "a host name",
        action: "write it in lower case",
      }),
    ).toBe(
      "landfall.yaml:12: apps[0].hosts[1]: cannot be used\n" +
        '    found: "WWW"\n' +
        "    allowed: a host name\n" +
        "    do: write it in lower case",
    );
  });

  it("leaves out what it does not have", () => {
    expect(describeFault({ message: "is missing" })).toBe("is missing");
    expect(describeFault({ file: "load.csv", message: "is empty" })).toBe("load.csv: is empty");
    expect(describeFault({ file: "a", line: 1, path: "", message: "is missing" })).toBe("a:1: is missing");
  });

  it.each([
    [0, "0"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    ["", '""'],
    [null, "null"],
    [false, "false"],
    [["a", { b: 1 }], '["a",{"b":1}]'],
    ["two\nlines", '"two\\nlines"'],
  ])("tells the value %p as %s", (found, told) => {
    expect(describeFault({ message: "x", found })).toBe(`x\n    found: ${told}`);
  });

  it("cuts a long value, and one of 200 characters not yet", () => {
    expect(describeFault({ message: "x", found: "y".repeat(198) })).toMatch(/: "y{198}"$/);
    expect(describeFault({ message: "x", found: "y".repeat(199) })).toMatch(/: "y{199}\.\.\.$/);
  });

  it("keeps every line of an action inside the fault", () => {
    expect(describeFault({ message: "x", action: "first\nthen" })).toBe("x\n    do: first\n    then");
  });
});

describe("a user's error", () => {
  it("has one message with every fault, in their order", () => {
    const error = new UserError([{ message: "first" }, { message: "second" }]);
    expect(error.message).toBe("first\nsecond");
    expect(error.name).toBe("UserError");
    expect(error).toBeInstanceOf(Error);
  });

  it("is thrown for some faults and not for none", () => {
    expect(() => {
      UserError.throwIfAny([]);
    }).not.toThrow();
    expect(() => {
      UserError.throwIfAny([{ message: "first" }, { message: "second" }]);
    }).toThrow(new UserError([{ message: "first" }, { message: "second" }]));
  });
});

describe("rules", () => {
  interface Props {
    readonly least: number;
    readonly most: number;
  }
  const rules = [
    rule<Props>(
      "least",
      ({ least }) => least >= 0,
      ({ least }) => `must be 0 or more, got ${least}`,
    ),
    rule<Props>(
      "most",
      ({ least, most }) => most >= least,
      ({ most }) => `must not be below least, got ${most}`,
    ),
  ];

  it("let good properties pass", () => {
    expect(() => {
      checkRules("stack/fleet", { least: 1, most: 1 }, rules);
    }).not.toThrow();
  });

  it("are all checked, and one error lists every broken one with its path", () => {
    expect(() => {
      checkRules("stack/fleet", { least: -1, most: -2 }, rules);
    }).toThrow(
      "stack/fleet: least must be 0 or more, got -1\nstack/fleet: most must not be below least, got -2",
    );
  });
});
