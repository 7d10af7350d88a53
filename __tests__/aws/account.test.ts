import { awsAccountOf, awsAccountPart } from "../../lib/aws/account";
import { REGION_NAMES, REGIONS, regionOf } from "../../lib/aws/regions";
import { Parts } from "../../lib/definition/part";
import type { Environment } from "../../lib/definition/definition";

const GOOD = { account: "123456789012", region: "eu-central-1" };

function environmentWith(clouds: ReadonlyMap<string, unknown>): Environment {
  return {
    name: "dev",
    debug: false,
    optimize: true,
    state: { backend: "local" },
    clouds: new Parts(clouds),
  };
}

describe("an account at AWS", () => {
  it("is twelve digits and a region", () => {
    expect(awsAccountPart.schema.parse(GOOD)).toEqual(GOOD);
  });

  it.each(["12345678901", "1234567890123", "1234 5678 9012", "12345678901a", "", 123456789012])(
    "is not %j",
    (account) => {
      expect(awsAccountPart.schema.safeParse({ ...GOOD, account }).success).toBe(false);
    },
  );

  it.each(REGION_NAMES)("may be in %s", (region) => {
    expect(awsAccountPart.schema.parse({ ...GOOD, region })).toEqual({ ...GOOD, region });
  });

  it.each(["us-east-3", "US-EAST-1", "us-east-1a", "eu-central", "toString", ""])(
    "is not in %j",
    (region) => {
      expect(awsAccountPart.schema.safeParse({ ...GOOD, region }).success).toBe(false);
    },
  );

  it("is the one that the environment names", () => {
    expect(awsAccountOf(environmentWith(new Map([["aws", GOOD]])))).toBe(GOOD);
  });

  it("must be there by the time that it is asked for", () => {
    expect(() => awsAccountOf(environmentWith(new Map()))).toThrow("environment dev names no AWS account");
  });
});

describe("a region", () => {
  it("of China has a partition and host names of its own, and no function URLs", () => {
    const china = REGION_NAMES.filter((name) => name.startsWith("cn-"));
    expect(china).toEqual(["cn-north-1", "cn-northwest-1"]);
    for (const name of china) {
      expect(regionOf(name)).toEqual({
        partition: "aws-cn",
        dnsSuffix: "amazonaws.com.cn",
        functionUrls: false,
      });
    }
  });

  it("of the rest of the world has none of that", () => {
    const others = REGION_NAMES.filter((name) => !name.startsWith("cn-"));
    expect(others.length).toBeGreaterThan(25);
    for (const name of others) {
      expect(regionOf(name)).toEqual({ partition: "aws", dnsSuffix: "amazonaws.com", functionUrls: true });
    }
  });

  it("is listed in alphabetical order, so that a reader finds it", () => {
    expect(REGION_NAMES).toEqual(REGION_NAMES.toSorted());
    expect(REGION_NAMES).toEqual(Object.keys(REGIONS));
  });

  it.each(["us-east-3", "toString", "constructor", ""])("is not %j", (name) => {
    expect(() => regionOf(name)).toThrow(RangeError);
  });
});
