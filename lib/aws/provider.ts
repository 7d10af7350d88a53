import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { Definition } from "../definition/definition";
import type { TerraformStack } from "../terraform/cdktf";
import { awsAccountOf } from "./account";

/**
 * Versions of the AWS provider that the stacks can be applied with: `invoked_via_function_url` of
 * aws_lambda_permission came with 6.28. Source: terraform-provider-aws, CHANGELOG 6.28.0.
 */
export const AWS_PROVIDER_VERSIONS = ">= 6.28.0, < 7.0.0";

/**
 * The AWS provider of a stack: held to the environment's account, and marking everything that it makes.
 *
 * @param owner name of the target, for the tag that tells what a resource belongs to
 */
export function awsProvider(stack: TerraformStack, definition: Definition, owner: string): void {
  const { account, region } = awsAccountOf(definition.environment);
  new AwsProvider(stack, "aws", {
    region,
    allowedAccountIds: [account],
    defaultTags: [
      {
        tags: {
          "landfall:name": definition.name,
          "landfall:environment": definition.environment.name,
          "landfall:target": owner,
        },
      },
    ],
  });
  stack.addOverride("terraform.required_providers.aws.version", AWS_PROVIDER_VERSIONS);
}
