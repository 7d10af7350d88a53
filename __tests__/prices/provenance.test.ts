import fc from "fast-check";
import { ageWarnings, provenanceOf, type Origin } from "../../lib/prices";

const LIST: Origin = { source: "list", date: "2026-07-20", region: "us-east-1" };
const QUOTE: Origin = { source: "quote", date: "2026-10-01" };

describe("what prices come from", () => {
  it("is one source where all are of one source and day, whatever their regions", () => {
    expect(provenanceOf([LIST, { ...LIST, region: "eu-west-1" }])).toEqual({
      sources: [{ source: "list", date: "2026-07-20" }],
      mixed: false,
      sentence: "prices: list of 2026-07-20",
    });
  });

  it.each([
    ["sources", { ...LIST, source: "page" }],
    ["days", { ...LIST, date: "2026-07-21" }],
  ])("is mixed where they are of different %s, and says so", (_, other) => {
    const { mixed, sentence } = provenanceOf([LIST, other]);
    expect(mixed).toBe(true);
    expect(sentence).toMatch(/^prices of different sources or days are mixed: .+ of .+; .+ of .+$/);
  });

  it("is told the newest first, with the notes", () => {
    expect(provenanceOf([LIST, { ...QUOTE, note: "for three years" }]).sources).toEqual([
      { source: "quote", date: "2026-10-01", note: "for three years" },
      { source: "list", date: "2026-07-20" },
    ]);
  });

  it("is nothing where there are no prices", () => {
    expect(provenanceOf([])).toEqual({ sources: [], mixed: false, sentence: "prices: none" });
  });
});

describe("a warning of an old price", () => {
  const warned = (asOf: string, days: number): string[] =>
    ageWarnings(
      [
        { what: "on demand of m7i.large", origin: LIST },
        { what: "Lambda's requests", origin: LIST },
      ],
      asOf,
      days,
    );

  it("names source, day, age and every figure, once for each source", () => {
    expect(warned("2026-10-31", 100)).toEqual([
      "prices of 2026-07-20 are 103 days old on 2026-10-31, more than 100: on demand of m7i.large; Lambda's requests (list)",
    ]);
  });

  it.each([
    ["2026-10-28", 100, 0],
    ["2026-10-29", 100, 1],
    ["2026-07-20", 1, 0],
    ["2026-07-22", 1, 1],
  ])("on %s with %i days allowed is told %i times", (asOf, days, times) => {
    expect(warned(asOf, days)).toHaveLength(times);
  });

  it("is told from the day after the last allowed one on, over leap days and changes of the clock", () => {
    const date = fc.date({ min: new Date("2000-01-01"), max: new Date("2050-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(
        date,
        fc.integer({ min: 1, max: 4000 }),
        fc.integer({ min: 0, max: 5000 }),
        (from, allowed, age) => {
          const day = (offset: number): string =>
            new Date(Math.floor(from.getTime() / 86_400_000) * 86_400_000 + offset * 86_400_000)
              .toISOString()
              .slice(0, 10);
          const origin = { source: "list", date: day(0) };
          expect(ageWarnings([{ what: "a price", origin }], day(age), allowed)).toHaveLength(
            age > allowed ? 1 : 0,
          );
        },
      ),
    );
  });
});
