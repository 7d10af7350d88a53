import fc from "fast-check";
import { UserError } from "../../../../lib/definition/errors";
import { FormatReader } from "../../../../lib/load/import/nginx/log-format";
import { FIELDS, FIELD_INDEX } from "../../../../lib/load/import/nginx/log-line";
import { combinedLine } from "../logs";

const TIME = "10/Oct/2000:13:55:36 -0700";

/** What a reader finds in a line, with other bytes around it; undefined where the line is malformed. */
function read(format: string, line: string): Record<string, string> | undefined {
  const reader = FormatReader.of(format);
  const bytes = Buffer.from(`"] [${line}" 200 "\n`, "latin1");
  const end = 4 + line.length;
  if (!reader.read(bytes, 4, end)) return undefined;
  const found = FIELDS.filter((field) => reader.places.start(FIELD_INDEX[field]) >= 0);
  return Object.fromEntries(
    found.map((field) => {
      const [start, stop] = [reader.places.start(FIELD_INDEX[field]), reader.places.end(FIELD_INDEX[field])];
      return [field, bytes.toString("latin1", start, stop)];
    }),
  );
}

/** The combined format as an expression: the time is the last one before the request. */
const REFERENCE =
  /^(?:.*?) - (?:.*?) \[(?<time>\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "(?<request>(?:[^"\\]|\\[^])*)" (?<status>[^ ]*) /s;

describe("the combined format", () => {
  it.each([
    ["a plain line", combinedLine(TIME), "GET / HTTP/1.1"],
    ["IPv6", combinedLine(TIME, { address: "2001:db8::1" }), "GET / HTTP/1.1"],
    ["a user", combinedLine(TIME, { user: "alice smith" }), "GET / HTTP/1.1"],
    [
      "a user who writes a time",
      combinedLine(TIME, { user: "x [01/Jan/1999:00:00:00 +0000] " }),
      "GET / HTTP/1.1",
    ],
    ["a user with a bracket", combinedLine(TIME, { user: "x [ - [" }), "GET / HTTP/1.1"],
    [
      "escaped quotes of Nginx",
      combinedLine(TIME, { request: "GET /\\x22] \\x5C HTTP/1.1" }),
      "GET /\\x22] \\x5C HTTP/1.1",
    ],
    [
      "escaped quotes of Apache",
      combinedLine(TIME, { request: 'GET /\\" 404 \\\\ HTTP/1.1' }),
      'GET /\\" 404 \\\\ HTTP/1.1',
    ],
    ["TLS on a plain port", combinedLine(TIME, { request: "\\x16\\x03\\x01\\x02" }), "\\x16\\x03\\x01\\x02"],
    [
      "raw bytes",
      combinedLine(TIME, { request: "GET /\x00\xff\x16 HTTP/1.1" }),
      "GET /\x00\xff\x16 HTTP/1.1",
    ],
    ["an empty request", combinedLine(TIME, { request: "" }), ""],
    [
      "a long URI",
      combinedLine(TIME, { request: `GET /${"x".repeat(65_536)}` }),
      `GET /${"x".repeat(65_536)}`,
    ],
    ["a line cut behind the status", combinedLine(TIME).slice(0, -20), "GET / HTTP/1.1"],
    ["an odd referer", combinedLine(TIME, { referer: '"] [x' }), "GET / HTTP/1.1"],
  ])("reads %s", (_, line, request) => {
    expect(read("combined", line)).toEqual({ time: TIME, request, status: "200" });
  });

  it.each([
    ["nothing", "-"],
    ["another format", "2000-10-10 13:55:36 GET /"],
    ["a line without a time", combinedLine("-")],
    ["a time of another form", combinedLine("2000-10-10T13:55:36+00:00")],
    ["a line cut in the address", "192.0.2"],
    ["a line cut in the time", "192.0.2.1 - - [10/Oct/2000:13:"],
    ["a line cut behind the time", `192.0.2.1 - - [${TIME}]`],
    ["a line cut in the request", `192.0.2.1 - - [${TIME}] "GET /index.ht`],
    ["a line cut behind a backslash", `192.0.2.1 - - [${TIME}] "GET /\\`],
    ["a line cut in the status", `192.0.2.1 - - [${TIME}] "GET / HTTP/1.1" 20`],
    ["garbage", "\x16\x03\x01\x00"],
  ])("refuses %s", (_, line) => {
    expect(read("combined", line)).toBeUndefined();
  });

  it("finds what a regular expression finds, in lines that Nginx writes and in others", () => {
    const word = fc.string({
      unit: fc.constantFrom("a", "-", "[", "]", ":", " ", "0", "/", "\\", "x"),
      maxLength: 12,
    });
    const escaped = word.map((text) => text.replaceAll("\\", "\\x5C"));
    const written = fc
      .record({ address: fc.ipV4(), user: escaped, request: escaped, referer: escaped, agent: escaped })
      .map((fields) => combinedLine(TIME, fields));
    const cut = fc.tuple(written, fc.nat(120)).map(([line, length]) => line.slice(0, length));
    const mixed = fc
      .array(fc.constantFrom(" - ", " [", TIME, '] "', '" ', "200", " ", "a", '"', "\\"), { maxLength: 14 })
      .map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.oneof(written, cut, mixed), (line) => {
        expect(read("combined", line)).toEqual(
          REFERENCE.test(line) ? { ...REFERENCE.exec(line)!.groups } : undefined,
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe("other formats", () => {
  it("reads the virtual host in front", () => {
    expect(read("vhost_combined", `www.example.com:443 ${combinedLine(TIME)}`)).toEqual({
      host: "www.example.com",
      time: TIME,
      request: "GET / HTTP/1.1",
      status: "200",
    });
  });

  it.each([
    ["$time_iso8601 $request_method $status", "2000-10-10T13:55:36-07:00 GET 404"],
    ["[${time_iso8601}]|${request_method}|${status}|", "[2000-10-10T13:55:36-07:00]|GET|404|"],
    [
      '$remote_addr,$time_iso8601,"$request_method",$status,$bytes_sent',
      '::1,2000-10-10T13:55:36-07:00,"GET",404,1',
    ],
    ["$request_method\t$status\t$time_iso8601", "GET\t404\t2000-10-10T13:55:36-07:00"],
  ])("reads %s", (format, line) => {
    expect(read(format, line)).toEqual({ time: "2000-10-10T13:55:36-07:00", method: "GET", status: "404" });
  });

  it("reads a time of no fixed length, and the first of two times", () => {
    expect(read("$msec $time_iso8601 $status x", "971211336.123 2000-10-10T13:55:36-07:00 200 x")).toEqual({
      time: "971211336.123",
      status: "200",
    });
  });

  it.each([
    ["x $time_iso8601", "y 2000-10-10T13:55:36-07:00"],
    ["$time_iso8601 $status", "2000-10-10T13:55:36Z 200"],
    ["$time_iso8601$", "2000-10-10T13:55:36-07:00"],
  ])("refuses a line that is not %s", (format, line) => {
    expect(read(format, line)).toBeUndefined();
  });

  it.each([
    ["$remote_addr $status", "the format has no time"],
    ["common", "the format has no time"],
    ["$time_local$status", "nothing stands between $time_local and the next variable"],
  ])("are refused as %s", (format, message) => {
    expect(() => FormatReader.of(format)).toThrow(UserError);
    expect(() => FormatReader.of(format)).toThrow(message);
  });
});
