import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { importNginx, type NginxImportProps } from "../../../../lib/load/import/nginx/access-log";
import { ACCESS_LOG_FIELDS } from "../../../../lib/nginx/server-block";
import { combinedLine, faultsOf, Folder, messageOf, rowsOf } from "../logs";

let folder: Folder;

beforeAll(() => {
  folder = new Folder();
});

afterAll(() => {
  folder.remove();
});

let written = 0;

/** Writes a log of these lines under a new name. */
function log(lines: readonly string[], pack: (text: string) => string | Uint8Array = (text) => text): string {
  written += 1;
  return folder.write(`access.log.${written}`, pack(lines.map((line) => `${line}\n`).join("")));
}

const hour = (files: readonly string[], more: Partial<NginxImportProps> = {}) =>
  importNginx({ files, step: "hour", ...more });

/** Lines at these times of 1 January 2024, UTC. */
const at = (...times: string[]): string[] => times.map((time) => combinedLine(`01/Jan/2024:${time} +0000`));

describe("an import of access logs", () => {
  it("counts the lines of each hour, and 0 where an hour inside has none", async () => {
    const imported = await hour([log(at("00:00:00", "00:59:59", "01:00:00", "03:10:00"))]);
    expect(rowsOf(imported)).toEqual([
      "2024-01-01 00:00=2",
      "2024-01-01 01:00=1",
      "2024-01-01 02:00=0",
      "2024-01-01 03:00=1",
    ]);
    expect(imported).toMatchObject({ source: "nginx", step: "hour", zeroFilled: 1 });
    expect(imported.lines).toEqual({ lines: 4, leftOut: 0, malformed: 0, firstMalformed: [] });
  });

  it("counts by the day of UTC", async () => {
    const lines = ["31/Dec/2023:23:30:00 -0100", "01/Jan/2024:00:30:00 +0100", "03/Jan/2024:00:00:00 +0000"];
    const file = log(lines.map((time) => combinedLine(time)));
    expect(rowsOf(await importNginx({ files: [file], step: "day" }))).toEqual([
      "2023-12-31 00:00=1",
      "2024-01-01 00:00=1",
      "2024-01-02 00:00=0",
      "2024-01-03 00:00=1",
    ]);
  });

  it("honours the zone of each line, also when summer time ends", async () => {
    const lines = ["27/Oct/2024:02:30:00 +0200", "27/Oct/2024:02:30:00 +0100", "27/Oct/2024:02:30:30 +0545"];
    expect(rowsOf(await hour([log(lines.map((time) => combinedLine(time)))]))).toEqual([
      "2024-10-26 20:00=1",
      "2024-10-26 21:00=0",
      "2024-10-26 22:00=0",
      "2024-10-26 23:00=0",
      "2024-10-27 00:00=1",
      "2024-10-27 01:00=1",
    ]);
  });

  it("reads what is packed, in several members too, by its bytes and not by its name", async () => {
    const twice = (text: string): Buffer => Buffer.concat([gzipSync(text), gzipSync(`${text}\n`)]);
    expect(rowsOf(await hour([log(at("00:00:00"), twice)]))).toEqual(["2024-01-01 00:00=2"]);
  });

  it.each([
    ["plain", (text: string) => Buffer.from(text)],
    ["packed", (text: string) => gzipSync(text)],
  ])("reads %s standard input, in chunks of one byte too", async (_, pack) => {
    const bytes = pack(`${at("00:00:00", "00:10:00").join("\r\n")}\r\n`);
    const stdin = Readable.from([...bytes].map((byte) => Buffer.from([byte])));
    expect(rowsOf(await hour(["-"], { stdin }))).toEqual(["2024-01-01 00:00=2"]);
  });

  it("keeps the sums under any order of the files", async () => {
    const hours = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 10 });
    const parts = fc.array(hours, { minLength: 1, maxLength: 4 });
    const shuffled = parts.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all.keys()], { minLength: all.length })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([all, order]) => {
        const files = all.map((lines, index) =>
          log([...at(...lines.map((each) => `0${each}:00:00`)), `${index}`]),
        );
        const imported = await hour(files, { mostMalformedShare: 1 });
        const { firstMalformed, ...counts } = imported.lines!;
        const again = await hour(
          order.map((index) => files[index]!),
          { mostMalformedShare: 1 },
        );
        expect(firstMalformed).toHaveLength(all.length);
        expect(again).toMatchObject({ ...imported, lines: counts });
        expect(imported.rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(all.flat().length);
      }),
      { numRuns: 30 },
    );
  });

  it("reads JSON and combined lines side by side, and landfall's own format", async () => {
    const own = { ...ACCESS_LOG_FIELDS, time: "2024-01-01T01:00:00+01:00", status: "200" };
    const lines = [JSON.stringify(own), ...at("00:00:01"), '{"msec":1704067202.123,"status":200}'];
    expect(rowsOf(await hour([log(lines)]))).toEqual(["2024-01-01 00:00=3"]);
  });

  it("reads a format named, and keys named", async () => {
    const file = log(["2024-01-01T00:00:00+00:00 404 GET", "2024-01-01T00:10:00+00:00 200 GET"]);
    const logFormat = "$time_iso8601 $status $request_method";
    expect(rowsOf(await hour([file], { logFormat, statuses: ["4xx"] }))).toEqual(["2024-01-01 00:00=1"]);
    const json = log(['{"at":"2024-01-01T00:00:00Z","time":"-"}']);
    expect(rowsOf(await hour([json], { logFormat: "json", jsonKeys: { time: ["at"] } }))).toEqual([
      "2024-01-01 00:00=1",
    ]);
  });

  it("leaves out what lies outside of the range, and says when the ends may be counted in part", async () => {
    const file = log(at("00:30:00", "01:00:00", "02:59:59", "03:00:00"));
    const cut = await hour([file], { from: "2024-01-01 01:00", to: "2024-01-01 03:00" });
    expect(rowsOf(cut)).toEqual(["2024-01-01 01:00=1", "2024-01-01 02:00=1"]);
    expect(cut.lines).toMatchObject({ lines: 4, leftOut: 2 });
    expect(cut.notes.join()).not.toContain("in part");
    expect((await hour([file])).notes.join()).toContain(
      "from 2024-01-01 00:30 to 2024-01-01 03:00 UTC: the first and the last step may be counted in part",
    );
  });
});

describe("filters", () => {
  const lines = [
    `WWW.example.com:443 ${combinedLine("01/Jan/2024:00:00:00 +0000")}`,
    `www.example.com:443 ${combinedLine("01/Jan/2024:00:00:00 +0000", { request: "POST / HTTP/1.1", status: "404" })}`,
    `api.example.com:443 ${combinedLine("01/Jan/2024:00:00:00 +0000", { request: "\\x16\\x03", status: "400" })}`,
    `[::1]:443 ${combinedLine("01/Jan/2024:00:00:00 +0000", { status: "301" })}`,
  ];

  it.each<[string, Partial<NginxImportProps>, number]>([
    ["nothing", {}, 4],
    ["a host in any case", { hosts: ["www.Example.com"] }, 2],
    ["several hosts", { hosts: ["www.example.com", "api.example.com"] }, 3],
    ["a status", { statuses: ["404"] }, 1],
    ["a class of statuses", { statuses: ["4xx", "301"] }, 3],
    ["a method", { methods: ["get"] }, 2],
    ["several methods", { methods: ["GET", "POST"] }, 3],
    ["all together", { hosts: ["www.example.com"], statuses: ["4xx"], methods: ["POST"] }, 1],
  ])("by %s", async (_, filter, count) => {
    const imported = await hour([log(lines)], { logFormat: "vhost_combined", ...filter });
    expect(rowsOf(imported)).toEqual([`2024-01-01 00:00=${count}`]);
    expect(imported.lines).toMatchObject({ lines: 4, leftOut: 4 - count, malformed: 0 });
  });

  it("go by the keys that are named", async () => {
    const line = JSON.stringify({ time: "2024-01-01", h: "a.example", s: 404, m: "GET", host: "b.example" });
    const jsonKeys = { host: ["none", "h"], status: ["s"], method: ["m"] };
    const filter = { hosts: ["a.example"], statuses: ["404"], methods: ["GET"] };
    expect((await hour([log([line])], { jsonKeys, ...filter })).lines).toMatchObject({
      leftOut: 0,
      malformed: 0,
    });
  });

  it("take the port off a host, but nothing off an IPv6 address", async () => {
    const hosts = ["a.example:8080", "[::1]:8080", "[::1]", "b.example"];
    const file = log(hosts.map((host) => JSON.stringify({ time: "2024-01-01", http_host: host })));
    expect((await hour([file], { hosts: ["[::1]", "a.example"] })).lines).toMatchObject({ leftOut: 1 });
  });

  it("refuse words that no request has, all at once", async () => {
    const text = await messageOf(hour([], { statuses: ["20", "2xx", "abc"], methods: ["G-T"] }));
    expect(text.match(/found: .*/g)).toEqual(['found: "20"', 'found: "abc"', 'found: "G-T"']);
  });

  it("refuse a log that does not tell what they decide by", async () => {
    const text = await messageOf(hour([log(at("00:00:00"))], { hosts: ["a.example"] }));
    expect(text).toContain("the line tells no host, so that --host cannot decide");
  });

  it("refuse to give a history of nothing", async () => {
    const text = await messageOf(hour([log(at("00:00:00"))], { statuses: ["500"] }));
    expect(text).toContain('no line counts\n    found: "1 lines, 1 left out, 0 malformed"');
  });
});

describe("malformed lines", () => {
  const good = (count: number): string[] => Array.from({ length: count }, () => at("00:00:00")[0]!);

  it("are counted and the first five told, as long as they are few", async () => {
    const bad = Array.from({ length: 7 }, (_, index) => `\x16\x03 ${index}`);
    const file = log([...good(900), ...bad, ...good(1)]);
    const { lines, rows } = await hour([file]);
    expect(rows).toHaveLength(1);
    expect(lines).toMatchObject({ lines: 908, malformed: 7 });
    expect(lines!.firstMalformed.map(({ line, found }) => `${line} ${found}`)).toEqual(
      bad.slice(0, 5).map((text, index) => `${901 + index} ${text}`),
    );
  });

  it.each([
    [99, 1, true],
    [98, 1, false],
  ])("of %i good and %i bad are borne: %s", async (goods, bads, isBorne) => {
    const work = hour([log([...good(goods), ...Array.from({ length: bads }, () => "x")])]);
    if (isBorne) expect((await work).lines).toMatchObject({ malformed: bads });
    else expect(await messageOf(work)).toContain(`found: "${bads} of ${goods + bads} lines, 1.01 %"`);
  });

  it("that are too many are told by file and line, with what is allowed", async () => {
    const file = log([
      ...good(2),
      "x",
      combinedLine("30/Feb/2024:00:00:00 +0000"),
      combinedLine("01/Jan/2024:00:00:00 +0000", { status: "2x0" }),
    ]);
    const faults = await faultsOf(hour([file], { mostMalformedShare: 0.25 }));
    expect(faults.map(({ file: name, line, message }) => [name, line, message])).toEqual([
      [file, 3, "the line is cut off or of another format"],
      [file, 4, "the time cannot be read, or there is no such moment"],
      [file, 5, "the status is not three digits"],
      [undefined, undefined, "too many lines are malformed"],
    ]);
    expect(faults.at(-1)).toMatchObject({ found: "3 of 5 lines, 60 %", allowed: "at most 25 %" });
  });

  it("are a last line that is cut, but not one that only lacks its line end", async () => {
    const [line = ""] = at("00:00:00");
    const whole = folder.write("whole.log", `${line}\n${line}`);
    const cut = folder.write("cut.log", `${line}\n${line.slice(0, 60)}`);
    expect((await hour([whole])).lines).toMatchObject({ lines: 2, malformed: 0 });
    expect((await hour([cut], { mostMalformedShare: 0.5 })).lines).toMatchObject({ lines: 2, malformed: 1 });
  });

  it("are no blank lines, which do not count at all", async () => {
    const file = log(["", ...good(1), "", ""]);
    expect((await hour([file])).lines).toMatchObject({ lines: 1, malformed: 0 });
  });

  it.each([-0.01, 1.01, NaN])("cannot be borne to a share of %d", async (mostMalformedShare) => {
    expect(await messageOf(hour([], { mostMalformedShare }))).toContain(
      "allowed: a percentage from 0 to 100",
    );
  });
});

describe("files", () => {
  it("that are not there, folders and repeated ones are refused together", async () => {
    const file = log(at("00:00:00"));
    const faults = await faultsOf(hour([`${folder.path}/no.log`, folder.path, file, file]));
    expect(faults.map(({ message }) => message)).toEqual([
      "the file does not exist",
      "this is a folder, not a file",
      `this is ${file} once more`,
    ]);
  });

  it("with the same content, packed or not, are refused: they would count twice", async () => {
    const lines = at("00:00:00", "01:00:00");
    const [plain, packed] = [log(lines), log(lines, gzipSync)];
    expect(await messageOf(hour([plain, packed]))).toContain(
      `${packed}: the file has the same length and beginning as ${plain}: its requests would count twice`,
    );
  });

  it("that are empty do no harm beside others, but make no history", async () => {
    const [first, second] = [log([]), log([])];
    expect((await hour([first, second, log(at("00:00:00"))])).rows).toHaveLength(1);
    expect(await messageOf(hour([first]))).toContain("the access logs hold no lines");
  });

  it("that are packed but cut off are refused", async () => {
    const cut = log(at("00:00:00"), (text) => gzipSync(text).subarray(0, -12));
    expect(await messageOf(hour([cut]))).toContain("the file cannot be unpacked: unexpected end of file");
  });

  it("with a clock that was wrong are refused", async () => {
    const file = log([combinedLine("01/Jan/1970:00:00:10 +0000"), ...at("00:00:00")]);
    expect(await messageOf(hour([file]))).toContain('found: "1970-01-01 00:00 to 2024-01-01 00:00"');
    expect((await hour([file], { from: "2000-01-01" })).rows).toHaveLength(1);
  });

  it("tell of their progress", async () => {
    const file = log(at("00:00:00"));
    const told: [string, number][] = [];
    await hour([file], { onProgress: (...progress) => told.push(progress) });
    expect(told[0]).toEqual([file, 0]);
    expect(told.at(-1)).toEqual([file, at("00:00:00")[0]!.length + 1]);
  });
});
