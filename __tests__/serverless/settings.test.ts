import { RETENTION_DAYS } from "../../lib/serverless/retention";
import { serverlessPart } from "../../lib/serverless/settings";

const GOOD = { memory: "256MiB", timeout: "10s", averageDuration: "20ms", logRetention: "30d" };

function faults(change: object): string[] {
  const { error } = serverlessPart.schema.safeParse({ ...GOOD, ...change });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("the settings of the functions", () => {
  it("are enabled and for amd64 where nothing else is said", () => {
    expect(serverlessPart.schema.parse(GOOD)).toMatchObject({
      enabled: true,
      architecture: "amd64",
      memory: { mebibytes: 256 },
      timeout: { seconds: 10 },
      averageDuration: { milliseconds: 20 },
      logRetention: { days: 30 },
    });
  });

  it.each([
    ["enabled", false, false],
    ["architecture", "arm64", "arm64"],
  ])("take %s apart from its neighbours", (field, written, read) => {
    const defaults = { enabled: true, architecture: "amd64" };
    expect(serverlessPart.schema.parse({ ...GOOD, [field]: written })).toMatchObject({
      ...defaults,
      [field]: read,
    });
  });

  it.each(RETENTION_DAYS.map((days) => [days]))("keep logs for %i days", (days) => {
    expect(faults({ logRetention: `${days}d` })).toEqual([]);
  });

  it.each([[0], [2], [31], [364], [3654]])(
    "cannot keep logs for %i days, since CloudWatch does not",
    (days) => {
      expect(faults({ logRetention: `${days}d` })).toEqual([
        expect.stringMatching(/^logRetention: one of 1d, 3d, .* 3653d, which CloudWatch accepts$/),
      ]);
    },
  );

  it("have requests that take no longer on average than until they are given up", () => {
    expect(faults({ averageDuration: "10s" })).toEqual([]);
    expect(faults({ averageDuration: "10001ms" })).toEqual(["averageDuration: at most the timeout of 10s"]);
  });

  it("have that told whatever is wrong with the others", () => {
    expect(faults({ averageDuration: "11s", memory: "256MB", colour: "red", logRetention: "2d" })).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^averageDuration: at most the timeout of 10s$/),
        expect.stringMatching(/^memory: a size/),
        expect.stringMatching(/^logRetention: one of/),
      ]),
    );
  });

  it("have it not told where one of the two times cannot be read", () => {
    expect(faults({ averageDuration: "11s", timeout: "ten" })).toEqual([
      expect.stringMatching(/^timeout: a time/),
    ]);
  });

  it.each([[null], [[]], ["small"], [7]])("are no %j", (value) => {
    expect(serverlessPart.schema.safeParse(value).success).toBe(false);
  });

  it("are deployed to AWS", () => {
    expect(serverlessPart).toMatchObject({ name: "serverless", cloud: "aws" });
  });
});
