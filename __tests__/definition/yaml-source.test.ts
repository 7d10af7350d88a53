import { formatPath, YamlSource } from "../../lib/definition/yaml-source";

const SOURCE = `# a comment

name: shop
list:
  - first
  - second: 2
    third:
nested: { a: { b: "0012" } }
number: 0012
anchored: &it
  inside: [1, 2]
alias: *it
`;

const source = new YamlSource("landfall.yaml", SOURCE);

function faultsOf(text: string): string[] {
  return new YamlSource("landfall.yaml", text).faults.map(
    ({ line, message, found }) => `${line ?? "?"}: ${message} (${String(found)})`,
  );
}

describe("a YAML text", () => {
  it.each([
    [[], 3],
    [["name"], 3],
    [["list"], 4],
    [["list", 0], 5],
    [["list", 1], 6],
    [["list", 1, "second"], 6],
    [["list", 1, "third"], 7],
    [["nested", "a", "b"], 8],
    [["anchored"], 10],
    [["anchored", "inside", 1], 11],
    [["alias"], 12],
  ])("knows the line of %j", (path, line) => {
    expect(source.lineOf(path)).toBe(line);
  });

  it.each([
    [["missing"], 3],
    [["list", 7], 4],
    [["list", 1, "missing", "deeper"], 6],
    [["nested", "a", "missing"], 8],
  ])("gives the line of what encloses %j, which is not there", (path, line) => {
    expect(source.lineOf(path)).toBe(line);
  });

  it("gives what stands behind an alias the line where it was written", () => {
    expect(source.lineOf(["alias", "inside", 0])).toBe(11);
    expect(source.valueAt(["alias", "inside", 0])).toBe(1);
  });

  it.each([
    [["name"], "shop"],
    [["list"], ["first", { second: 2, third: null }]],
    [["list", 1, "third"], null],
    [["list", 7], undefined],
    [["name", "deeper"], undefined],
    [["nested", "toString"], undefined],
    [["nope", "nope"], undefined],
  ])("has at %j the value %j", (path, value) => {
    expect(source.valueAt(path)).toEqual(value);
  });

  it("tells a single value as it was written", () => {
    expect(source.writtenAt(["number"])).toBe("0012");
    expect(source.writtenAt(["nested", "a", "b"])).toBe("0012");
    expect(source.writtenAt(["list"])).toBeUndefined();
    expect(source.writtenAt(["missing"])).toBeUndefined();
  });

  it("makes a fault with the file, the line and the path", () => {
    expect(source.fault(["list", 1, "second"], { message: "is odd", found: 2 })).toEqual({
      file: "landfall.yaml",
      line: 6,
      path: "list[1].second",
      message: "is odd",
      found: 2,
    });
  });

  it("counts lines in files of Windows too", () => {
    const windows = new YamlSource("landfall.yaml", SOURCE.replaceAll("\n", "\r\n"));
    expect(windows.lineOf(["list", 1, "third"])).toBe(7);
    expect(windows.faults).toEqual([]);
  });

  it("is nothing, on line 1, when it is empty", () => {
    const empty = new YamlSource("landfall.yaml", "");
    expect([empty.faults, empty.value, empty.lineOf([]), empty.valueAt(["a"])]).toEqual([
      [],
      null,
      1,
      undefined,
    ]);
  });

  it("is YAML 1.2 whatever it says of itself: dates, yes and no stay texts", () => {
    const old = new YamlSource(
      "landfall.yaml",
      "%YAML 1.1\n---\ndate: 2026-11-01\nflag: yes\nnumber: 1_000\n",
    );
    expect(old.faults).toEqual([]);
    expect(old.value).toEqual({ date: "2026-11-01", flag: "yes", number: "1_000" });
  });

  it("has keys that are texts, whatever they look like", () => {
    const keys = new YamlSource("landfall.yaml", "1: a\ntrue: b\n2026-11-01: c\n");
    expect(keys.value).toEqual({ "1": "a", true: "b", "2026-11-01": "c" });
    expect(keys.lineOf(["true"])).toBe(2);
  });
});

describe("a text that is not YAML is told with its line and what stands there", () => {
  it.each([
    ["a list left open, on the line that can be no part of it", "a: 1\nb: [1, 2\nc: 3\n", 3],
    ["a quote left open", 'a: 1\nb: "open\n', 3],
    ["a value with a colon", "a: 1\nb: c: d\n", 2],
    ["indentation with a tab", "a:\n\tb: 1\n", 2],
    ["a value above a block of its own", "a: 1\n  b: 2\n", 1],
    ["a key written twice", "a: 1\nb: 2\na: 3\n", 3],
    ["a key of a nested block written twice", "x:\n  a: 1\n  b: 2\n  a: 1\n", 4],
    ["a key in two spellings that are one", "x:\n  a: 1\n  'a': 2\n", 3],
    ["a list for a key", "a: 1\n[b, c]: 2\n", 2],
    ["an unknown tag", "a: 1\nb: !secret x\n", 2],
    ["a tag for a date", "a: 1\nb: !!timestamp 2026-11-01\n", 2],
    ["a directive that does not exist", "%SCHEMA 2\n---\na: 1\n", 1],
    ["a second document", "a: 1\n---\nb: 2\n", 2],
    ["a conflict marker of Git", "a: 1\n<<<<<<< HEAD\nb: 2\n=======\n", 2],
    ["an alias without an anchor", "a: 1\nb: *nowhere\n", 2],
    ["an alias before its anchor", "a: *late\nb: &late 1\n", 1],
    ["an anchor that contains itself", "a: 1\nb: &it [1, *it]\n", 2],
    ["an anchor that contains itself two steps down", "a: 1\nb: &it { c: { d: *it } }\n", 2],
    ["a name that would change what a block is", "a: 1\n__proto__: { b: 1 }\n", 2],
    ["brackets without end", `a: 1\nb: ${"[".repeat(101)}${"]".repeat(101)}\n`, 2],
    ["brackets that no parser can follow", `a: 1\nb: ${"{c: ".repeat(9000)}1${"}".repeat(9000)}\n`, 2],
  ])("%s", (_, text, line) => {
    const faults = faultsOf(text);
    const written = text.split("\n")[line - 1]!.trim();
    expect(faults.length).toBeGreaterThan(0);
    expect(faults[0]).toMatch(new RegExp(`^${line}: is not YAML that can be read: `));
    expect(faults[0]).toContain(`(${written})`);
  });

  it("with every fault, not only the first", () => {
    expect(faultsOf("a: 1\na: 2\nb: 1\nb: 2\n").map((fault) => fault.split(":")[0])).toEqual(["2", "4"]);
    expect(faultsOf("a: *x\nb: 1\nc: *y\n").map((fault) => fault.split(":")[0])).toEqual(["1", "3"]);
  });

  it("without the words of a library for programmers", () => {
    expect(faultsOf("a: 1\n---\nb: 2\n")).toEqual([
      "2: is not YAML that can be read: a second document begins here (---)",
    ]);
    expect(faultsOf("a: 1\na: 2\n")).toEqual([
      "2: is not YAML that can be read: this key stands in the same block already (a: 2)",
    ]);
  });

  it("when its aliases would fill the memory", () => {
    const lines = ["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"];
    for (const [from, to] of ["ab", "bc", "cd"])
      lines.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join()}]`);
    expect(faultsOf(lines.join("\n"))).toEqual([
      expect.stringContaining("is not YAML that can be read: its aliases repeat too much"),
    ]);
  });

  it("but a reasonable number of aliases is good", () => {
    expect(
      faultsOf(`a: &a { b: 1 }\n${Array.from({ length: 30 }, (_, i) => `k${i}: *a`).join("\n")}\n`),
    ).toEqual([]);
  });
});

describe("a path", () => {
  it.each([
    [[], ""],
    [["apps"], "apps"],
    [["apps", 0, "hosts", 1], "apps[0].hosts[1]"],
    [[0, "a"], "[0].a"],
  ])("%j is written %j", (path, written) => {
    expect(formatPath(path)).toBe(written);
  });
});
