import fc from "fast-check";
import { JSON_KEYS, JsonReader } from "../../../../lib/load/import/nginx/json-line";
import { FIELDS, FIELD_INDEX } from "../../../../lib/load/import/nginx/log-line";

/** What the reader finds in a line, with other bytes around it; undefined where the line is malformed. */
function read(line: string, reader = new JsonReader()): Record<string, string> | undefined {
  const bytes = Buffer.from(`,"${line},"}`);
  if (!reader.read(bytes, 2, bytes.length - 3)) return undefined;
  const found = FIELDS.filter((field) => reader.places.start(FIELD_INDEX[field]) >= 0);
  return Object.fromEntries(
    found.map((field) => {
      const [start, end] = [reader.places.start(FIELD_INDEX[field]), reader.places.end(FIELD_INDEX[field])];
      return [field, bytes.toString("utf8", start, end)];
    }),
  );
}

describe("a JSON line", () => {
  it("tells its fields as texts or numbers", () => {
    expect(
      read(
        '{"time_iso8601":"2000-10-10T13:55:36-07:00","status": 200 ,"request":"GET / HTTP/1.1", "host":"a.example"}',
      ),
    ).toEqual({
      time: "2000-10-10T13:55:36-07:00",
      status: "200",
      request: "GET / HTTP/1.1",
      host: "a.example",
    });
  });

  it("is one of landfall's own", () => {
    expect(
      read(
        '{"time":"2024-01-01T00:00:00+00:00","request_id":"7","client":"::1","host":"a","method":"GET","uri":"/\\"x","status":"009"}',
      ),
    ).toEqual({ time: "2024-01-01T00:00:00+00:00", host: "a", method: "GET", status: "009" });
  });

  it("tells the first of several times by the order of the keys looked for", () => {
    expect(read('{"ts":1,"time_local":"2","msec":3}')).toEqual({ time: "3" });
    expect(read('{"msec":3,"time_local":"2","ts":1}')).toEqual({ time: "3" });
    expect(read('{"msec":3,"at":4}', new JsonReader({ time: ["at"] }))).toEqual({ time: "4" });
  });

  it("may lack quotes and values that Nginx left out", () => {
    expect(read('{"upstream":-,"empty":,"time":"x","list":[1,{"time":"y"}],"last":}')).toEqual({ time: "x" });
  });

  it("forgets the line before", () => {
    const reader = new JsonReader();
    expect(read('{"time":"x","host":"a"}', reader)).toEqual({ time: "x", host: "a" });
    expect(read('{"status":"200"}', reader)).toEqual({ status: "200" });
  });

  it.each([
    "",
    "{",
    "{}",
    '{"time":"x"',
    '{"time":"x}',
    '{"time":"x"} x',
    '{"time" "x"}',
    '{time:"x"}',
    '{"time":"x","a":[1,2}',
    '["time"]',
    '{"time":"x"}{"time":"y"}',
  ])("is malformed as %s", (line) => {
    expect(read(line)).toBeUndefined();
  });

  it("gives what JSON.parse gives, and nothing once it is cut", () => {
    const key = fc.oneof(
      fc.constantFrom(...Object.values(JSON_KEYS).flat()),
      fc.string({ unit: "grapheme", maxLength: 5 }),
    );
    const value = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.integer(),
      fc.constant(null),
      fc.jsonValue({ maxDepth: 2 }),
    );
    const object = fc.dictionary(key, value, { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(object, fc.constantFrom(undefined, 1), (fields, space) => {
        const line = JSON.stringify(fields, undefined, space).replaceAll("\n", " ");
        const expected = FIELDS.flatMap((field) => {
          const found = JSON_KEYS[field].find((name) => Object.hasOwn(fields, name));
          if (found === undefined) return [];
          const text = JSON.stringify(fields[found], undefined, space).replaceAll("\n", " ");
          return [[field, typeof fields[found] === "string" ? text.slice(1, -1) : text]];
        });
        const told = read(line);
        if (space === undefined) expect(told).toEqual(Object.fromEntries(expected));
        expect(Object.keys(told ?? {})).toEqual(expected.map(([field]) => field));
        for (let cut = 0; cut < line.length; cut += 1) expect(read(line.slice(0, cut))).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });
});
