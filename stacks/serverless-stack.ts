import { awsProvider } from "../lib/aws/provider";
import { programsOf } from "../lib/definition/definition";
import { physicalName } from "../lib/definition/names";
import type { Package } from "../lib/program/package";
import { ProgramFunction } from "../lib/serverless/program-function";
import type { ServerlessSettings } from "../lib/serverless/settings";
import { TerraformOutput, type Construct } from "../lib/terraform/cdktf";
import { LandfallStack, type LandfallStackProps } from "../lib/terraform/landfall-stack";

export interface ServerlessStackProps extends LandfallStackProps {
  readonly settings: ServerlessSettings;
  /** Zip of each program, by app. */
  readonly zips: ReadonlyMap<string, Package>;
}

/** Names of functions. Source: AWS Lambda, CreateFunction. */
const FUNCTION_NAME_CHARACTERS = 64;

/** Every program as a Lambda function with an address of its own. */
export class ServerlessStack extends LandfallStack {
  constructor(scope: Construct, props: ServerlessStackProps) {
    super(scope, props);
    const { definition, settings, zips } = props;
    awsProvider(this, definition, "serverless");
    for (const app of programsOf(definition)) {
      const zip = zips.get(app.name);
      if (zip === undefined) throw new Error(`app ${app.name} has no zip`);
      const { url } = new ProgramFunction(this, app.name, {
        name: physicalName(definition, [app.name], FUNCTION_NAME_CHARACTERS),
        architecture: settings.architecture,
        zip,
        memory: settings.memory,
        timeout: settings.timeout,
        logRetention: settings.logRetention,
        settings: app.program.settings,
      });
      new TerraformOutput(this, `${app.name}_url`, { value: url, description: `Address of ${app.name}` });
    }
  }
}
