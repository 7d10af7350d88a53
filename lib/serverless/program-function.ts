import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { Architecture } from "../definition/schema";
import { checkRules, rule } from "../definition/rules";
import type { Duration, Size } from "../definition/units";
import { AssetType, Construct, TerraformAsset } from "../terraform/cdktf";
import { literal } from "../terraform/literal";
import { FunctionLogs } from "./function-logs";
import { FunctionRole } from "./function-role";
import { PublicUrl } from "./public-url";

export interface ProgramFunctionProps {
  /** Name of the function and its role, at most 64 characters. */
  readonly name: string;
  readonly architecture: Architecture;
  /** The zip that was built before, and its SHA-256 in hexadecimal. */
  readonly zip: { readonly path: string; readonly sha256: string };
  readonly memory: Size;
  readonly timeout: Duration;
  readonly logRetention: Duration;
  /** Environment variables of the program; no secrets. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Lambda's names of processors. Source: CreateFunction, Architectures. */
const LAMBDA_ARCHITECTURES: Readonly<Record<Architecture, string>> = { amd64: "x86_64", arm64: "arm64" };

/** Name of the alias that traffic goes to: releases move it. */
const LIVE_ALIAS = "live";

/** Settings that Lambda keeps to itself. Source: AWS Lambda, "Reserved environment variables". */
const RESERVED_SETTING = /^(?:AWS_|LAMBDA_|_HANDLER$|_X_AMZN_)/;

const rules = [
  rule<ProgramFunctionProps>(
    "settings",
    (p) => !Object.keys(p.settings).some((name) => RESERVED_SETTING.test(name)),
    (p) => {
      const taken = Object.keys(p.settings).filter((name) => RESERVED_SETTING.test(name));
      return `must not set what Lambda keeps to itself, got: ${taken.join(", ")}`;
    },
  ),
];

/** A program as a function: the zip on the OS-only runtime, published, behind an alias and an address. */
export class ProgramFunction extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: ProgramFunctionProps) {
    super(scope, id);
    checkRules(this.node.path, props, rules);
    const logs = new FunctionLogs(this, "logs", { functionName: props.name, retention: props.logRetention });
    const role = new FunctionRole(this, "role", { name: props.name, logGroupArn: logs.arn });
    const zip = new TerraformAsset(this, "zip", {
      path: props.zip.path,
      type: AssetType.FILE,
      assetHash: props.zip.sha256,
    });
    const program = new LambdaFunction(this, "function", {
      functionName: props.name,
      runtime: "provided.al2023",
      handler: "bootstrap",
      architectures: [LAMBDA_ARCHITECTURES[props.architecture]],
      filename: zip.path,
      sourceCodeHash: Buffer.from(props.zip.sha256, "hex").toString("base64"),
      role: role.arn,
      memorySize: props.memory.mebibytes,
      timeout: props.timeout.seconds,
      publish: true,
      ...(Object.keys(props.settings).length === 0
        ? {}
        : { environment: { variables: literals(props.settings) } }),
      dependsOn: [logs.group, role.policy],
    });
    const alias = new LambdaAlias(this, "live", {
      name: LIVE_ALIAS,
      functionName: program.functionName,
      functionVersion: program.version,
    });
    this.url = new PublicUrl(this, "public", { functionName: program.functionName, alias }).url;
  }
}

function literals(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, literal(value)]));
}
