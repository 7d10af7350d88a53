import { minimalWith, project } from "./project";
import type { YamlPath } from "../../lib/definition/yaml-source";

const { read, faultsOf } = project();

interface Field {
  readonly at: YamlPath;
  readonly takes: readonly unknown[];
  readonly refuses: readonly unknown[];
  /** What a fault says is allowed there. */
  readonly allowed: RegExp;
}

const word = (length: number): string => "a".repeat(length);
const RESERVATION = ["cost", "prices", "reservations", 0];
const SERVERLESS = ["targets", "serverless"];
const VPS = ["targets", "vps"];

const FIELDS: readonly Field[] = [
  { at: ["version"], takes: [1], refuses: [0, 2, "1", 1.5], allowed: /^1, the version/ },
  {
    at: ["name"],
    takes: ["ab", word(20)],
    refuses: ["a", word(21), "Shop", "my shop", "my_shop", 12],
    allowed: /^2 to 20 characters/,
  },
  {
    at: ["asOf"],
    takes: ["2028-02-29", "2026-12-31"],
    refuses: ["2026-02-29", "2026-12-32", "1.11.2026", 2026],
    allowed: /2026-11-01/,
  },
  { at: ["apps", 0, "name"], takes: [], refuses: ["a", word(17), "Web"], allowed: /^2 to 16 characters/ },
  { at: ["apps", 0, "hosts"], takes: [["a.b"]], refuses: [[], "a.b"], allowed: /host name|a list/ },
  {
    at: ["apps", 0, "hosts", 0],
    takes: ["a.b", `${word(63)}.example.com`],
    refuses: ["localhost", `${word(64)}.example.com`, "https://a.b", 12],
    allowed: /^a host name in lower case/,
  },
  {
    at: ["apps", 0, "program", "health"],
    takes: ["/", "/alive"],
    refuses: ["alive", "/a b", "/?a", true],
    allowed: /^a path such as/,
  },
  {
    at: ["apps", 0, "program", "ready"],
    takes: ["/", "/ready"],
    refuses: ["ready", "/a b", 1],
    allowed: /^a path such as/,
  },
  {
    at: ["apps", 0, "program", "settings"],
    takes: [{}, { A: "" }, { [`A${word(63).toUpperCase()}`]: "x" }],
    refuses: ["none", ["A=b"]],
    allowed: /^a block of names and values/,
  },
  {
    at: ["apps", 0, "program", "settings", "LIMIT"],
    takes: ["8080", ""],
    refuses: [8080, true, ["8080"], { a: "8080" }],
    allowed: /^a text/,
  },
  {
    at: ["environments", "dev", "debug"],
    takes: [true, false],
    refuses: ["yes", "true", 1],
    allowed: /^true or false$/,
  },
  {
    at: ["environments", "dev", "optimize"],
    takes: [true, false],
    refuses: ["on", "false", 0],
    allowed: /^true or false$/,
  },
  {
    at: ["environments", "dev", "state"],
    takes: [{ backend: "local" }, { backend: "s3", bucket: "abc", region: "eu-central-1" }],
    refuses: ["local", [], { backend: "s3" }, { backend: "gcs" }],
    allowed: /backend|block|bucket|region/,
  },
  {
    at: ["environments", "dev", "aws", "account"],
    takes: ["000000000000"],
    refuses: ["11111111111", "1111111111111", "1111-1111-1111", 111111111111],
    allowed: /twelve digits/,
  },
  {
    at: [...VPS, "disk"],
    takes: ["20GiB", "16384GiB", "16TiB", "20480MiB"],
    refuses: ["19GiB", "16385GiB", "20.5GiB", "20480.5MiB", "20GB", 20],
    allowed: /GiB/,
  },
  {
    at: [...VPS, "memory"],
    takes: ["32MiB", "1GiB", "8191MiB"],
    refuses: ["31MiB", "32.5MiB", "0MiB", "8GiB", "512MB", 512],
    allowed: /MiB/,
  },
  {
    at: [...SERVERLESS, "memory"],
    takes: ["128MiB", "10240MiB", "10GiB"],
    refuses: ["127MiB", "10241MiB", "128.5MiB", "256M", 256],
    allowed: /MiB/,
  },
  {
    at: [...SERVERLESS, "timeout"],
    takes: ["1s", "900s", "15m"],
    refuses: ["0s", "901s", "1.5s", "500ms", "1h", 10],
    allowed: /1s to 900s|a time/,
  },
  {
    at: [...SERVERLESS, "averageDuration"],
    takes: ["0.001ms", "10s"],
    refuses: ["0ms", "0s", "10.001s", 20],
    allowed: /above 0|timeout of 10s|a time/,
  },
  {
    at: [...SERVERLESS, "logRetention"],
    takes: ["1d", "3d", "3653d", "24h"],
    refuses: ["0d", "2d", "3654d", "25h", 30],
    allowed: /30d|a time/,
  },
  {
    at: ["load", "web", "instanceServes"],
    takes: ["0.001 requests/d", "1 requests/h"],
    refuses: ["0 requests/h", "600", "600 requests", 600],
    allowed: /requests\/h/,
  },
  {
    at: ["load", "web", "headroom"],
    takes: ["0%", "20.5%", "300%"],
    refuses: ["-1%", "20", 20, 0.2],
    allowed: /such as 20%/,
  },
  {
    at: ["cost", "prices", "onDemand"],
    takes: ["0.0001 USD/h"],
    refuses: ["0 USD/h", "0.50", 0.5, "0.50 $/h", "0.50 USD/month"],
    allowed: /0\.30 USD\/h/,
  },
  {
    at: [...RESERVATION, "hourly"],
    takes: ["0.0001 USD/h", "99 USD/h"],
    refuses: ["0 USD/h", "0.30", 0.3],
    allowed: /0\.30 USD\/h/,
  },
  { at: [...RESERVATION, "term"], takes: ["1y"], refuses: ["2y", "1 year", 1], allowed: /1y or 3y/ },
  {
    at: [...RESERVATION, "payment"],
    takes: ["noUpfront"],
    refuses: ["monthly", "no upfront", true],
    allowed: /^one of noUpfront, partialUpfront, allUpfront$/,
  },
  { at: ["cost", "prices", "reservations"], takes: [], refuses: [[], "none"], allowed: /reservation|list/ },
  { at: ["cost", "prices", "source"], takes: ["x"], refuses: ["", 5], allowed: /where the prices come from/ },
  {
    at: ["cost", "prices", "date"],
    takes: ["2024-02-29"],
    refuses: ["2025-02-29", "now"],
    allowed: /a date/,
  },
  { at: ["cost", "terms"], takes: [["1y"], ["3y", "1y"]], refuses: [[], "1y"], allowed: /1y or 3y|a list/ },
  { at: ["cost", "terms", 0], takes: ["1y"], refuses: ["5y", 1], allowed: /1y or 3y/ },
  {
    at: ["cost", "discountRate"],
    takes: ["0%", "8.25%", "100%"],
    refuses: ["-8%", "8", 0.08],
    allowed: /such as 20%/,
  },
  {
    at: ["cost", "budget"],
    takes: ["0 USD/month", "0.01 USD/month"],
    refuses: ["3000", 3000, "3000 USD", "-1 USD/month", "36000 USD/year"],
    allowed: /1500 USD\/month/,
  },
  {
    at: ["access"],
    takes: [{ roles: {} }, { roles: { auditor: ["read:cost", "read:logs"] } }, { roles: { nobody: [] } }],
    refuses: ["none", [], { roles: "none" }, { roles: { auditor: ["read"] } }, { roles: { a: [] } }],
    allowed: /block|read:logs|list|2 to 24/,
  },
];

describe.each(FIELDS.map((field) => [field.at.join("."), field] as const))("%s", (_, field) => {
  const { at, takes, refuses, allowed } = field;

  if (takes.length > 0) {
    it.each(takes.map((value) => [value]))("takes %j", (value) => {
      expect(read(minimalWith([at, value])).name).toBe(at[0] === "name" ? value : "shop");
    });
  }

  it.each(refuses.map((value) => [value]))("refuses %j, and says where and what is allowed", (value) => {
    const faults = faultsOf(minimalWith([at, value])).filter(({ path }) => path?.startsWith(pathOf(at)));
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) {
      expect(fault.file).toBe("landfall.yaml");
      expect(fault.line).toBeGreaterThan(0);
      expect(fault.allowed).toMatch(allowed);
    }
  });

  it("has its value told when it is a single one that cannot be used", () => {
    const wrong = refuses.filter((value) => typeof value !== "object");
    for (const value of wrong) {
      const faults = faultsOf(minimalWith([at, value])).filter(({ path }) => path === pathOf(at));
      expect(faults.map(({ found }) => found)).toEqual([value]);
    }
  });
});

const NEEDED: readonly YamlPath[] = [
  ["version"],
  ["name"],
  ["asOf"],
  ["environment"],
  ["apps"],
  ["apps", 0, "name"],
  ["apps", 0, "hosts"],
  ["apps", 0, "program", "package"],
  ["environments"],
  ["environments", "dev", "debug"],
  ["environments", "dev", "optimize"],
  ["environments", "dev", "aws"],
  ["environments", "dev", "aws", "account"],
  ["environments", "dev", "aws", "region"],
  ["targets"],
  [...VPS, "instanceType"],
  [...VPS, "disk"],
  [...VPS, "memory"],
  [...SERVERLESS, "memory"],
  [...SERVERLESS, "timeout"],
  [...SERVERLESS, "averageDuration"],
  [...SERVERLESS, "logRetention"],
  ["load", "web"],
  ["load", "web", "history"],
  ["load", "web", "instanceServes"],
  ["load", "web", "headroom"],
  ["cost"],
  ["cost", "prices"],
  ["cost", "prices", "onDemand"],
  ["cost", "prices", "reservations"],
  [...RESERVATION, "term"],
  [...RESERVATION, "payment"],
  [...RESERVATION, "hourly"],
  ["cost", "prices", "source"],
  ["cost", "prices", "date"],
  ["cost", "terms"],
  ["cost", "discountRate"],
  ["cost", "budget"],
];

describe("what must be there", () => {
  it.each(NEEDED.map((at) => [pathOf(at), at] as const))("%s is told to be missing", (path, at) => {
    const fault = faultsOf(minimalWith([at, undefined])).find((each) => each.path === path);
    expect(fault?.message).toMatch(/^is missing/);
    expect(fault?.found).toBeUndefined();
    expect(fault?.allowed ?? fault?.action).toBeDefined();
  });

  it.each(NEEDED.map((at) => [pathOf(at), at] as const))("%s is told to have no value", (path, at) => {
    const faults = faultsOf(minimalWith([at, null])).filter((each) => each.path === path);
    expect(faults.map(({ message }) => message)).toEqual(["has no value"]);
  });
});

function pathOf(at: YamlPath): string {
  return at
    .reduce<string>((text, step) => (typeof step === "number" ? `${text}[${step}]` : `${text}.${step}`), "")
    .slice(1);
}
