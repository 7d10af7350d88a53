import fc from "fast-check";
import { readMoment, readMomentText } from "../../../lib/load/import/moment";
import { StepClock } from "../../../lib/load/import/step-clock";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LAST_SECOND = 1e11 - 1;

const seconds = fc.integer({ min: 86_400, max: LAST_SECOND });
const zoneMinutes = fc.integer({ min: -14 * 60, max: 14 * 60 });

const pad = (value: number): string => String(value).padStart(2, "0");

function zone(minutes: number, colon: string): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}${colon}${pad(size % 60)}`;
}

/** The wall clock of a zone, as ISO 8601 without the zone. */
function wallClock(second: number, minutes: number): string {
  return new Date((second + minutes * 60) * 1000).toISOString().slice(0, 19);
}

function timeLocal(second: number, minutes: number): string {
  const [date = "", time = ""] = wallClock(second, minutes).split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  return `${day}/${MONTHS[Number(month) - 1]!}/${year}:${time} ${zone(minutes, "")}`;
}

describe("a moment", () => {
  it.each([
    ["31/Jan/2024:13:00:00 +0100", "2024-01-31T12:00:00Z"],
    ["29/Feb/2024:23:59:59 -1130", "2024-03-01T11:29:59Z"],
    ["2024-01-31T13:00:00+01:00", "2024-01-31T12:00:00Z"],
    ["2024-01-31T13:00:00Z", "2024-01-31T13:00:00Z"],
    ["2024-01-31T13:00:00.999Z", "2024-01-31T13:00:00Z"],
    ["2024-01-31 13:00:00", "2024-01-31T13:00:00Z"],
    ["2024-01-31 13:00:00 +0530", "2024-01-31T07:30:00Z"],
    ["2024-01-31T13:00", "2024-01-31T13:00:00Z"],
    ["2024-01-31T13:00-05", "2024-01-31T18:00:00Z"],
    ["2024-01-31", "2024-01-31T00:00:00Z"],
    ["2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"],
    ["1706702400", "2024-01-31T12:00:00Z"],
    ["1706702400.123", "2024-01-31T12:00:00Z"],
    ["1706702400123", "2024-01-31T12:00:00Z"],
    ["0", "1970-01-01T00:00:00Z"],
    ["99999999999", "5138-11-16T09:46:39Z"],
    ["100000000000", "1973-03-03T09:46:40Z"],
  ])("is read from %s", (text, expected) => {
    expect(readMomentText(text)).toBe(Date.parse(expected) / 1000);
  });

  it.each([
    "",
    "-",
    "x",
    "30/Feb/2024:13:00:00 +0000",
    "31/Abc/2024:13:00:00 +0000",
    "31/Jan/1969:13:00:00 +0000",
    "31/Jan/2024:24:00:00 +0000",
    "31/Jan/2024:13:60:00 +0000",
    "31/Jan/2024:13:00:61 +0000",
    "31/Jan/2024:13:00:00 +2400",
    "31/Jan/2024:13:00:00 +0060",
    "31/Jan/2024:13:00:00 00000",
    "31/Jan/2024:13:00:00 +000",
    "2023-02-29",
    "2024-00-10",
    "2024-01-32T00:00:00Z",
    "2024-01-31T13",
    "2024-01-31T13:00:0",
    "2024-01-31T13:00:00.",
    "2024-01-31T13:00:00 ",
    "2024-01-31X13:00:00",
    "2024-01-31T13:00:00+1",
    "2024/01/31 13:00:00",
    "1706702400.",
    "17067x2400",
    "-1706702400",
    "1e9",
    "999999999999999999",
  ])("is not read from %j", (text) => {
    expect(readMomentText(text)).toBeNaN();
  });

  it("is the same in every form and zone", () => {
    fc.assert(
      fc.property(seconds, zoneMinutes, (second, minutes) => {
        expect(readMomentText(timeLocal(second, minutes))).toBe(second);
        expect(readMomentText(`${wallClock(second, minutes)}${zone(minutes, ":")}`)).toBe(second);
        expect(readMomentText(`${wallClock(second, minutes)}.5${zone(minutes, "")}`)).toBe(second);
        expect(readMomentText(`${wallClock(second, 0)}Z`)).toBe(second);
        expect(readMomentText(String(second * 1000))).toBe(second < 1e8 ? second * 1000 : second);
      }),
    );
  });

  it("does not depend on the bytes around it", () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(..."0 1 2 3 9 - / : T . + Z".split(" "), " "), maxLength: 30 }),
      fc.tuple(seconds, zoneMinutes).map(([second, minutes]) => timeLocal(second, minutes)),
    );
    fc.assert(
      fc.property(text, fc.string({ maxLength: 5 }), fc.string({ maxLength: 30 }), (inner, before, after) => {
        const bytes = Buffer.from(before + inner + after);
        const start = Buffer.byteLength(before);
        expect(readMoment(bytes, start, start + Buffer.byteLength(inner))).toBe(readMomentText(inner));
      }),
      { numRuns: 500 },
    );
  });
});

describe("the clock of steps", () => {
  it.each(["hour", "day"] as const)("tells the %s of each moment, whatever was read before", (step) => {
    const length = step === "hour" ? 3600 : 86_400;
    const near = fc
      .tuple(
        fc.integer({ min: 1e6, max: 2e9 }),
        fc.array(fc.integer({ min: -90, max: 90 }), { maxLength: 20 }),
      )
      .map(([start, offsets]) => offsets.map((offset) => start + offset));
    fc.assert(
      fc.property(near, fc.constantFrom(0, 330, -570, 60), (moments, minutes) => {
        const clock = new StepClock(step);
        for (const moment of moments) {
          for (const text of [timeLocal(moment, minutes), `${wallClock(moment, 0)}Z`, String(moment)]) {
            const bytes = Buffer.from(text);
            expect(clock.stepAt(bytes, 0, bytes.length)).toBe(Math.floor(moment / length) * length);
          }
        }
        const minute = (moment: number): number => Math.floor(moment / 60) * 60;
        expect(clock.span).toEqual(
          moments.length === 0
            ? undefined
            : { first: minute(Math.min(...moments)), last: minute(Math.max(...moments)) },
        );
      }),
    );
  });

  it.each(["31/Jan/2024:13:00:61 +0000", "31/Jan/2024:13:00:6x +0000", "31/Jan/2024:13:00:00 +00:0"])(
    "reads no %s after a moment of the same minute",
    (text) => {
      const clock = new StepClock("hour");
      expect(clock.stepAt(Buffer.from("31/Jan/2024:13:00:59 +0000"), 0, 26)).toBe(1706706000);
      expect(clock.stepAt(Buffer.from(text), 0, 26)).toBeNaN();
    },
  );
});
