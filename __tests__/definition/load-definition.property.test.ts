import fc from "fast-check";
import { isMap, isNode, isScalar, isSeq, parseDocument } from "yaml";
import { describeFault, type Fault } from "../../lib/definition/errors";
import type { YamlPath } from "../../lib/definition/yaml-source";
import { MINIMAL, project } from "./project";

const { read, faultsOf } = project();

/** A definition with every key that there is. */
const FULL = MINIMAL.replace(
  "package: program\n",
  "package: program\n      health: /healthz\n      ready: /readyz\n      settings: { GREETING: hello }\n",
)
  .replace(
    "      region: eu-central-1\n",
    "      region: eu-central-1\n    state: { backend: s3, bucket: abc, region: us-east-1 }\n",
  )
  .replace("  vps:\n", "  vps:\n    enabled: true\n    architecture: amd64\n")
  .replace(
    "load:\n",
    "  edge: { replicas: 2, cpu: 50%, memory: 64MiB, ports: { api: 16443, https: 18443 } }\nload:\n",
  )
  .concat("access:\n  roles:\n    auditor: [read:logs, read:cost]\n");

/** Paths of every value of {@link FULL}, blocks and lists included. */
const PATHS: readonly YamlPath[] = pathsIn(parseDocument(FULL).contents, []);

function pathsIn(node: unknown, at: YamlPath): YamlPath[] {
  const below = isMap(node)
    ? node.items.flatMap((pair) =>
        pathsIn(pair.value, [...at, String(isScalar(pair.key) ? pair.key.value : "")]),
      )
    : isSeq(node)
      ? node.items.flatMap((item, index) => pathsIn(item, [...at, index]))
      : [];
  return at.length === 0 ? below : [at, ...below];
}

/** What people and programs write in the wrong place. */
const anything = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double(),
  fc.string(),
  fc.constantFrom(
    "",
    " ",
    "20s",
    "512MiB",
    "20%",
    "0.30 USD/h",
    "1y",
    "dev",
    "web",
    "a.b",
    "..",
    "/",
    "2026-11-01",
  ),
  fc.constantFrom("constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"),
  fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { maxLength: 3 }),
  fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { maxKeys: 3 }),
  fc.constant([[[]]]),
  fc.constant({ backend: "s3" }),
);

type Mutation = (document: ReturnType<typeof parseDocument>) => void;

const path = fc.constantFrom(...PATHS);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  path.map(
    (at): Mutation =>
      (document) =>
        document.deleteIn(at),
  ),
  fc.tuple(path, anything).map(([at, value]): Mutation => (document) => {
    document.setIn(at, value);
  }),
  fc.tuple(path, fc.string(), anything).map(([at, key, value]): Mutation => (document) => {
    document.setIn([...at, key], value);
  }),
  fc.tuple(path, path).map(([from, to]): Mutation => (document) => {
    const moved: unknown = document.getIn(from, true);
    document.setIn(to, isNode(moved) ? (moved.toJS(document) as unknown) : moved);
  }),
);

/** {@link FULL} after some mutations, less those whose place an earlier one has taken away. */
function mutated(mutations: readonly Mutation[]): string {
  const document = parseDocument(FULL);
  for (const mutate of mutations) {
    try {
      mutate(document);
    } catch (error) {
      expect(String(error)).toMatch(/Expected (?:YAML collection|a valid index)/);
    }
  }
  return document.toString();
}

/** Whether a fault says where it is: in a file on a line, or in the environment variable. */
function hasPlace(fault: Fault): boolean {
  const inFile = fault.file === "landfall.yaml" && Number.isInteger(fault.line) && fault.line! >= 1;
  return inFile || (fault.file === undefined && fault.path === "LANDFALL_ENVIRONMENT");
}

/** A definition, or faults that each say where they are; anything else that is thrown ends the test. */
function isToldWell(text: string, environment?: string): void {
  const reading = environment === undefined ? {} : { environment };
  const faults = faultsOf(text, reading);
  const lines = text.split("\n").length;
  for (const fault of faults) {
    expect([describeFault(fault), hasPlace(fault)]).toEqual([expect.any(String), true]);
    expect(fault.line ?? 1).toBeLessThanOrEqual(lines);
    expect(fault.message).not.toMatch(/undefined|\[object|NaN/);
    expect(fault.allowed ?? "").not.toMatch(/undefined|\[object|Invalid|Expected|expected/);
  }
  expect(faults.map(({ line }) => line ?? 0)).toEqual(
    faults.map(({ line }) => line ?? 0).toSorted((a, b) => a - b),
  );
  if (faults.length === 0) expect(read(text, reading).apps.length).toBeGreaterThan(0);
}

describe("a definition with anything changed is read, or each of its faults has a place", () => {
  it("when nothing is changed it is read", () => {
    expect(faultsOf(FULL)).toEqual([]);
    expect(PATHS.length).toBeGreaterThan(60);
  });

  it.each(PATHS.map((at) => [at.join("."), at] as const))("without %s", (_, at) => {
    const document = parseDocument(FULL);
    document.deleteIn(at);
    isToldWell(document.toString());
  });

  it.each(PATHS.map((at) => [at.join("."), at] as const))("with anything in the place of %s", (_, at) => {
    fc.assert(
      fc.property(anything, (value) => {
        const document = parseDocument(FULL);
        document.setIn(at, value);
        isToldWell(document.toString());
      }),
      { numRuns: 6 },
    );
  });

  it("with several values deleted, replaced, added or moved", () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), (mutations) => {
        isToldWell(mutated(mutations));
      }),
      { numRuns: 300 },
    );
  });

  it("with pieces of its text cut out, doubled or replaced", () => {
    const place = fc.nat({ max: FULL.length });
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom(
        "\n",
        "\t",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "#",
        "&a ",
        "*a",
        "!",
        "|",
        ">",
        "%",
        "'",
        '"',
        "<<: ",
        "---\n",
        "? ",
      ),
    );
    fc.assert(
      fc.property(place, fc.nat({ max: 40 }), piece, fc.boolean(), (at, length, put, isDoubled) => {
        const kept = isDoubled ? FULL.slice(at, at + length) : "";
        isToldWell(FULL.slice(0, at) + put + kept + FULL.slice(at + (isDoubled ? 0 : length)));
      }),
      { numRuns: 300 },
    );
  });

  it("with any text at all in its place", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.json()), (text) => {
        isToldWell(text);
      }),
      { numRuns: 300 },
    );
  });

  it("with any environment asked for", () => {
    fc.assert(
      fc.property(fc.string(), (environment) => {
        isToldWell(FULL, environment);
      }),
      { numRuns: 50 },
    );
  });
});
