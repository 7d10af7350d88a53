import type { UserError } from "../../../lib/definition/errors";
import { readReport } from "../../../lib/report/diff/read-report";
import { exampleReport } from "../example-report";

function faultsOf(text: string): UserError["faults"] {
  try {
    readReport(text, "old/cost.json");
  } catch (error) {
    return (error as UserError).faults;
  }
  throw new Error("nothing was refused");
}

describe("readReport", () => {
  it("reads what was written, also after a byte order mark", () => {
    const report = exampleReport();
    expect(readReport(JSON.stringify(report), "cost.json")).toEqual(report);
    expect(readReport(`\uFEFF${JSON.stringify(report)}`, "cost.json")).toEqual(report);
  });

  it.each(["", "{", "not json"])("refuses %j, which is not JSON, with the file", (text) => {
    expect(faultsOf(text)).toEqual([expect.objectContaining({ file: "old/cost.json" })]);
  });

  it.each([{ format: "landfall-cost/1" }, {}, [], null, 7])("refuses the format of %j", (value) => {
    expect(faultsOf(JSON.stringify(value))).toEqual([
      expect.objectContaining({ path: "format", allowed: "landfall-cost/3" }),
    ]);
  });

  it("tells every place that is not as the schema says, by its path", () => {
    const report = exampleReport();
    const faulty = {
      ...report,
      seed: undefined,
      "a key": 1,
      lines: [{ ...report.lines[0], amount: "1.5" }, ...report.lines.slice(1)],
      targets: report.targets.map((target, index) => (index === 1 ? { ...target, isRented: "yes" } : target)),
    };
    expect(new Set(faultsOf(JSON.stringify(faulty)).map(({ path }) => path))).toEqual(
      new Set(["seed", '["a key"]', "lines[0].amount", "targets[1].isRented"]),
    );
  });
});
