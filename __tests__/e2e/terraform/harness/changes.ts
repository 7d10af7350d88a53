import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { filesBelow } from "../../../../lib/program/files";

/** A configuration as it is synthesized, as far as it is changed here. */
export interface Configuration {
  readonly terraform: {
    readonly backend: Record<string, Record<string, unknown>>;
    readonly required_providers: { readonly aws?: { version: string } };
  };
  readonly provider: { readonly aws?: Record<string, unknown>[] };
  readonly data?: Record<string, Record<string, Record<string, unknown>>>;
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
}

/** What is changed about every resource of a type before the simulated AWS gets it. */
export interface Change {
  readonly type: string;
  readonly attribute: string;
  readonly why: string;
  /**
   * What is put in the place of the value.
   * @default - nothing: the attribute is removed
   */
  readonly replace?: (value: unknown) => unknown;
}

/** Attributes that the AWS provider of the mirror does not know yet. */
export const NEWER_ATTRIBUTES: readonly Change[] = [
  {
    type: "aws_lambda_permission",
    attribute: "invoked_via_function_url",
    why: "came with version 6.28.0 of the provider",
  },
];

/** What moto does otherwise than AWS, so that it would refuse what AWS takes. */
export const MOTO_CHANGES: readonly Change[] = [
  {
    type: "aws_s3_bucket_policy",
    attribute: "policy",
    why: "moto denies every request under a Deny with a condition, whether or not the condition holds",
    replace: (policy) => String(policy).replace('"Action":"s3:*"', '"Action":"s3:ListBucket"'),
  },
];

/** What moto refuses when a group is there already. */
export const UPDATE_CHANGES: readonly Change[] = [
  {
    type: "aws_autoscaling_group",
    attribute: "instance_refresh",
    why: "moto answers StartInstanceRefresh with status 500",
  },
];

/** How the provider reaches a simulated AWS, and gives up soon where moto has no answer. */
const PROVIDER_SETTINGS = {
  skip_credentials_validation: true,
  skip_metadata_api_check: true,
  s3_use_path_style: true,
  max_retries: 2,
};

/** How the state in a bucket reaches it. */
const S3_STATE_SETTINGS = {
  skip_credentials_validation: true,
  skip_metadata_api_check: true,
  skip_requesting_account_id: true,
  use_path_style: true,
};

/**
 * Changes every configuration below a folder so that the provider of the mirror takes it and moto can answer.
 *
 * @param version of the provider
 * @param more changes beside {@link NEWER_ATTRIBUTES} and {@link MOTO_CHANGES}
 */
export function changeConfigurations(folder: string, version: string, more: readonly Change[] = []): void {
  const changes = [...NEWER_ATTRIBUTES, ...MOTO_CHANGES, ...more];
  for (const file of configurationsBelow(folder)) {
    const configuration = readConfiguration(file);
    const { backend, required_providers: required } = configuration.terraform;
    if (required.aws !== undefined) required.aws.version = version;
    for (const settings of configuration.provider.aws ?? []) Object.assign(settings, PROVIDER_SETTINGS);
    const { s3 } = backend;
    if (s3 !== undefined) Object.assign(s3, S3_STATE_SETTINGS);
    for (const change of changes) changeResources(configuration, change);
    writeFileSync(file, JSON.stringify(configuration, undefined, 2));
  }
}

/** Path of each configuration below a folder. */
export function configurationsBelow(folder: string): string[] {
  return filesBelow(folder)
    .filter((name) => path.basename(name) === "cdk.tf.json")
    .map((name) => path.join(folder, name));
}

export function readConfiguration(file: string): Configuration {
  return JSON.parse(readFileSync(file, "utf8")) as Configuration;
}

function changeResources({ resource }: Configuration, { type, attribute, replace }: Change): void {
  for (const attributes of Object.values(resource[type] ?? {})) {
    if (!(attribute in attributes)) continue;
    if (replace === undefined) Reflect.deleteProperty(attributes, attribute);
    else attributes[attribute] = replace(attributes[attribute]);
  }
}
