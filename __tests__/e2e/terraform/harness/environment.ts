import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathOf } from "../../../support/parts";

/** Variables that decide what Terraform, AWS and landfall do: none is taken over from whoever runs the tests. */
const NOT_INHERITED = /^(?:AWS|TF|TERRAFORM|CDKTF|LANDFALL|CHECKPOINT)_/;

/** The environment of whoever runs the tests, without what would change the outcome. */
export function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !NOT_INHERITED.test(entry[0]),
    ),
  );
}

/**
 * Environment of Terraform and of the cdktf command: providers from the mirror, no network, and credentials that are
 * worth nothing.
 *
 * @param endpoint address of the simulated AWS
 * @param folder where Terraform's settings are written to
 */
export function terraformEnvironment(endpoint: string, folder: string): Record<string, string> {
  const mirror = pathOf("aws-provider");
  const settings = path.join(folder, "terraform.rc");
  const installation = `filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ["hashicorp/*"]
  }
  direct {
    exclude = ["hashicorp/*"]
  }`;
  writeFileSync(settings, `provider_installation {\n  ${installation}\n}\ndisable_checkpoint = true\n`);
  const nowhere = path.join(folder, "no-such-file");
  return {
    ...ownEnvironment(),
    TF_CLI_CONFIG_FILE: settings,
    TF_IN_AUTOMATION: "1",
    TF_CLI_ARGS_providers_lock: `-fs-mirror=${mirror}`,
    CHECKPOINT_DISABLE: "1",
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    CI: "1",
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
  };
}
