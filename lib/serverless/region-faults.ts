import { awsAccountOf } from "../aws/account";
import { regionOf } from "../aws/regions";
import type { Definition } from "../definition/definition";
import { UserError, type Fault } from "../definition/errors";
import { chosenBook } from "../prices";

/**
 * What stands against functions in the environment's region with an address of their own, and a book that cannot be
 * read.
 */
export function serverlessFaults(definition: Definition): readonly Fault[] {
  const { region } = awsAccountOf(definition.environment);
  const bookFaults = UserError.faultsOf(() => chosenBook(definition));
  if (regionOf(region).functionUrls) return bookFaults;
  return [
    ...bookFaults,
    {
      file: definition.file,
      path: `environments.${definition.environment.name}.aws.region`,
      message: "has no Lambda function URLs, which the target serverless needs",
      found: region,
      action: "choose another region, or set targets.serverless.enabled: false",
    },
  ];
}
