/** What the stacks must know of a region. */
export interface Region {
  /** First part of every ARN there. */
  readonly partition: "aws" | "aws-cn";
  /** End of the names of the services' hosts there. */
  readonly dnsSuffix: "amazonaws.com" | "amazonaws.com.cn";
  /**
   * False where Lambda has no function URLs.
   * Source: AWS services in China, Lambda feature differences.
   */
  readonly functionUrls: boolean;
}

const GLOBAL: Region = { partition: "aws", dnsSuffix: "amazonaws.com", functionUrls: true };
const CHINA: Region = { partition: "aws-cn", dnsSuffix: "amazonaws.com.cn", functionUrls: false };

/**
 * Regions by name. Source: AWS General Reference, Regions and endpoints; those of the isolated and GovCloud partitions
 * are left out, since their accounts are of another kind.
 */
export const REGIONS: Readonly<Record<string, Region>> = {
  "af-south-1": GLOBAL,
  "ap-east-1": GLOBAL,
  "ap-northeast-1": GLOBAL,
  "ap-northeast-2": GLOBAL,
  "ap-northeast-3": GLOBAL,
  "ap-south-1": GLOBAL,
  "ap-south-2": GLOBAL,
  "ap-southeast-1": GLOBAL,
  "ap-southeast-2": GLOBAL,
  "ap-southeast-3": GLOBAL,
  "ap-southeast-4": GLOBAL,
  "ap-southeast-5": GLOBAL,
  "ca-central-1": GLOBAL,
  "ca-west-1": GLOBAL,
  "cn-north-1": CHINA,
  "cn-northwest-1": CHINA,
  "eu-central-1": GLOBAL,
  "eu-central-2": GLOBAL,
  "eu-north-1": GLOBAL,
  "eu-south-1": GLOBAL,
  "eu-south-2": GLOBAL,
  "eu-west-1": GLOBAL,
  "eu-west-2": GLOBAL,
  "eu-west-3": GLOBAL,
  "il-central-1": GLOBAL,
  "me-central-1": GLOBAL,
  "me-south-1": GLOBAL,
  "mx-central-1": GLOBAL,
  "sa-east-1": GLOBAL,
  "us-east-1": GLOBAL,
  "us-east-2": GLOBAL,
  "us-west-1": GLOBAL,
  "us-west-2": GLOBAL,
};

/** Names of the known regions, in alphabetical order. */
export const REGION_NAMES = Object.keys(REGIONS);

/** @throws RangeError for a name that the definition's schema would have refused */
export function regionOf(name: string): Region {
  const region = Object.hasOwn(REGIONS, name) ? REGIONS[name] : undefined;
  if (region === undefined) throw new RangeError(`unknown region ${name}`);
  return region;
}
