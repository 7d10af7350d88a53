import { SERVICE } from "./bill";

/** What a usage type of AWS says. */
export interface UsageType {
  /** Undefined where it is none that a plan knows. */
  readonly use: "instance" | "requests" | "compute" | undefined;
  readonly instanceType: string | undefined;
}

/**
 * Instances that run, and fees for reserved ones; before it may stand a region's code, as in `EUC1-BoxUsage:m5.large`.
 * Source: Amazon EC2 user guide, "Billing information", and AWS CUR samples of reservations.
 */
const INSTANCE = /(?:^|-)(?:BoxUsage|SpotUsage|DedicatedUsage|HeavyUsage)(?::([a-z0-9-]+\.[a-z0-9-]+))?$/;

/** `Lambda-GB-Second`, `USE2-Lambda-GB-Second-ARM`. Source: AWS Lambda price list, usage types. */
const LAMBDA_TIME = /(?:^|-)Lambda-GB-Second(?:-ARM)?$/;

/** `Request`, `EU-Request-ARM`. */
const LAMBDA_REQUESTS = /(?:^|-)Requests?(?:-ARM)?$/;

/**
 * Reads a usage type.
 *
 * @param service its code, as in {@link SERVICE}
 */
export function readUsageType(service: string, text: string): UsageType {
  // Other services, such as Amazon EMR, have usage types of the same form for fees of their own.
  const instance = service === SERVICE.instances ? INSTANCE.exec(text) : null;
  if (instance) return { use: "instance", instanceType: instance[1] };
  if (service === SERVICE.functions) {
    if (LAMBDA_TIME.test(text)) return { use: "compute", instanceType: undefined };
    if (LAMBDA_REQUESTS.test(text)) return { use: "requests", instanceType: undefined };
  }
  return { use: undefined, instanceType: undefined };
}

/** The region of a zone: `us-east-1` of `us-east-1a`; a region stays what it is. */
export function regionOf(text: string): string | null {
  return /^([a-z]{2}(?:-[a-z]+)+-\d+)[a-z]?$/.exec(text)?.[1] ?? null;
}
