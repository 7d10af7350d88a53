import fc from "fast-check";
import { NormalEquations } from "../../../lib/load/forecasting/normal-equations";
import { noise } from "./made-series";

const TINY = 1e-12;

describe("NormalEquations", () => {
  it("recovers the coefficients of a linear relation", () => {
    const equations = new NormalEquations(3);
    const columns = [noise(50, 1), noise(50, 2), noise(50, 3)];
    for (let index = 0; index < 50; index += 1) {
      const row = Float64Array.from(columns, (column) => column[index]!);
      equations.add(row, 2 * row[0]! - row[1]! + 0.5 * row[2]!);
    }
    const [first, second, third] = equations.solve(TINY);
    expect(first).toBeCloseTo(2, 6);
    expect(second).toBeCloseTo(-1, 6);
    expect(third).toBeCloseTo(0.5, 6);
  });

  it("recovers an autoregressive process", () => {
    const shocks = noise(5000, 4);
    const process = new Float64Array(5000);
    const equations = new NormalEquations(2);
    for (let index = 2; index < process.length; index += 1) {
      const row = Float64Array.of(process[index - 1]!, process[index - 2]!);
      process[index] = 0.6 * row[0]! + 0.3 * row[1]! + shocks[index]!;
      equations.add(row, process[index]!);
    }
    const [first, second] = equations.solve(TINY);
    expect(first).toBeGreaterThan(0.56);
    expect(first).toBeLessThan(0.64);
    expect(second).toBeGreaterThan(0.26);
    expect(second).toBeLessThan(0.34);
  });

  it("divides a single column by its square sum and the ridge", () => {
    const equations = new NormalEquations(1);
    equations.add(Float64Array.of(3), 6);
    equations.add(Float64Array.of(1), 2);
    expect(equations.solve(1)[0]).toBeCloseTo(1, 12);
    expect(equations.solve(3)[0]).toBeCloseTo(0.5, 12);
  });

  it("can be solved, added to and solved again", () => {
    const equations = new NormalEquations(1);
    equations.add(Float64Array.of(1), 1);
    expect(equations.solve(TINY)[0]).toBeCloseTo(1, 9);
    equations.add(Float64Array.of(1), 3);
    expect(equations.solve(TINY)[0]).toBeCloseTo(2, 9);
  });

  it("gives zeros when every row was zero, or none was added", () => {
    const equations = new NormalEquations(2);
    expect([...equations.solve(0.1)]).toEqual([0, 0]);
    equations.add(new Float64Array(2), 5);
    expect([...equations.solve(0.1)]).toEqual([0, 0]);
  });

  it("shares the weight between columns that are the same", () => {
    const equations = new NormalEquations(2);
    for (const value of [1, 2, 3]) equations.add(Float64Array.of(value, value), 4 * value);
    const [first, second] = equations.solve(1e-6);
    expect(first).toBeCloseTo(2, 3);
    expect(second).toBeCloseTo(2, 3);
  });

  it("has coefficients that do not depend on the scale of rows and targets together", () => {
    const cell = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 3, maxLength: 20 }),
        fc.integer({ min: -20, max: 20 }),
        (rows, exponent) => {
          const plain = new NormalEquations(2);
          const scaled = new NormalEquations(2);
          const factor = 2 ** exponent;
          for (const [one, other, target] of rows) {
            plain.add(Float64Array.of(one, other), target);
            scaled.add(Float64Array.of(one * factor, other * factor), target * factor);
          }
          const expected = plain.solve(0.1);
          scaled.solve(0.1).forEach((value, index) => {
            expect(Number.isFinite(value)).toBe(true);
            expect(value).toBeCloseTo(expected[index]!, 6);
          });
        },
      ),
    );
  });
});
