import { z } from "zod";
import { oneOf, text } from "../definition/fields";
import type { Environment } from "../definition/definition";
import type { Part } from "../definition/part";
import { REGION_NAMES } from "./regions";

/** The account and region that an environment is deployed to. */
export interface AwsAccount {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** `environments.<name>.aws` in landfall.yaml. */
export const awsAccountPart: Part<AwsAccount> = {
  name: "aws",
  schema: z.strictObject({
    account: text(/^\d{12}$/, "an AWS account id: twelve digits, in quotes"),
    region: oneOf(REGION_NAMES).describe("AWS region, such as us-east-1"),
  }),
};

/** @throws Error when the environment names no account, which the definition's rules refuse for a target that needs it */
export function awsAccountOf(environment: Environment): AwsAccount {
  const account = environment.clouds.get(awsAccountPart);
  if (account === undefined) throw new Error(`environment ${environment.name} names no AWS account`);
  return account;
}
