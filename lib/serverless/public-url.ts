import type { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct } from "../terraform/cdktf";

export interface PublicUrlProps {
  readonly functionName: string;
  /** Alias that the URL leads to. */
  readonly alias: LambdaAlias;
}

/**
 * The address of a function, open to everybody as a web server's port is.
 *
 * Since October 2025 it takes two permissions: to use the URL, and to invoke the function by way of it. The second
 * one's condition has an attribute from provider 6.28 on, which the bindings do not have yet.
 * Source: AWS Lambda developer guide, "Control access to function URLs"; terraform-provider-aws, CHANGELOG 6.28.0.
 */
export class PublicUrl extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { functionName, alias }: PublicUrlProps) {
    super(scope, id);
    const url = new LambdaFunctionUrl(this, "url", {
      functionName,
      qualifier: alias.name,
      authorizationType: "NONE",
      invokeMode: "BUFFERED",
    });
    new LambdaPermission(this, "use_url", {
      functionName,
      qualifier: alias.name,
      statementId: "use-function-url",
      action: "lambda:InvokeFunctionUrl",
      principal: "*",
      functionUrlAuthType: "NONE",
    });
    const invoke = new LambdaPermission(this, "invoke_by_url", {
      functionName,
      qualifier: alias.name,
      statementId: "invoke-by-function-url",
      action: "lambda:InvokeFunction",
      principal: "*",
    });
    invoke.addOverride("invoked_via_function_url", true);
    this.url = url.functionUrl;
  }
}
