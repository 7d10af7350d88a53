import { only, resources, temporaryFolder, DIGEST } from "../support/stacks";
import { serverlessJson } from "./stacks";

const folder = temporaryFolder();
const json = serverlessJson(folder);
const prod = serverlessJson(folder, "prod");

describe("the serverless stack", () => {
  it("matches its snapshot", () => {
    expect(json).toMatchSnapshot();
  });

  it("runs the program on the OS-only runtime, as landfall.yaml sizes it", () => {
    expect(only(json, "aws_lambda_function")).toMatchObject({
      runtime: "provided.al2023",
      handler: "bootstrap",
      architectures: ["x86_64"],
      memory_size: 256,
      timeout: 10,
      publish: true,
      environment: { variables: { GREETING: "hello" } },
    });
  });

  it("tells Lambda the zip's digest in base64", () => {
    expect(only(json, "aws_lambda_function")["source_code_hash"]).toBe(
      Buffer.from(DIGEST, "hex").toString("base64"),
    );
  });

  it("makes log group and policy before the function", () => {
    expect(only(json, "aws_lambda_function")["depends_on"]).toEqual([
      "aws_cloudwatch_log_group.app_logs_group",
      "aws_iam_role_policy.app_role_write_logs",
    ]);
  });

  it("keeps logs as long as landfall.yaml says", () => {
    expect(only(json, "aws_cloudwatch_log_group")).toMatchObject({
      name: "/aws/lambda/hello-dev-app",
      retention_in_days: 30,
    });
  });

  it("lets the function write its own log and do nothing else", () => {
    const policies = resources(json, "aws_iam_role_policy").map(
      (policy) => JSON.parse(String(policy["policy"])) as unknown,
    );
    expect(policies).toEqual([
      {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: "${aws_cloudwatch_log_group.app_logs_group.arn}:*",
          },
        ],
      },
    ]);
  });

  it("sends traffic to the alias", () => {
    expect(only(json, "aws_lambda_alias")).toMatchObject({
      name: "live",
      function_version: "${aws_lambda_function.app_function.version}",
    });
    expect(only(json, "aws_lambda_function_url")).toMatchObject({
      qualifier: "${aws_lambda_alias.app_live.name}",
      authorization_type: "NONE",
    });
  });

  it("gives everybody both permissions that a public address takes, on the alias alone", () => {
    const permissions = resources(json, "aws_lambda_permission");
    expect(permissions).toEqual([
      expect.objectContaining({
        action: "lambda:InvokeFunction",
        principal: "*",
        invoked_via_function_url: true,
        qualifier: "${aws_lambda_alias.app_live.name}",
      }),
      expect.objectContaining({
        action: "lambda:InvokeFunctionUrl",
        principal: "*",
        function_url_auth_type: "NONE",
        qualifier: "${aws_lambda_alias.app_live.name}",
      }),
    ]);
  });

  it("takes a provider that knows the condition of the second permission", () => {
    expect(json.terraform["required_providers"]).toMatchObject({ aws: { version: ">= 6.28.0, < 7.0.0" } });
  });

  it("tells finance what applies, and why the rest does not", () => {
    expect(json.output?.["monthly_cost"]?.value).toEqual({ value: "0.46", unit: "USD/month", reason: null });
    for (const name of ["saving", "reserved_count", "on_demand_count", "break_even_utilisation"]) {
      expect(json.output?.[name]?.value).toEqual({
        value: null,
        unit: null,
        reason: expect.stringMatching(/no instance/) as string,
      });
    }
  });

  it("gives each environment names, account and state of its own", () => {
    expect(only(prod, "aws_lambda_function")["function_name"]).toBe("hello-prod-app");
    expect(prod.provider["aws"]).toMatchObject([{ allowed_account_ids: ["222222222222"] }]);
    expect(json.terraform["backend"]).toEqual({
      local: { path: "../../../../.landfall/state/dev/serverless.tfstate" },
    });
    expect(prod.terraform["backend"]).toMatchObject({
      s3: { key: "landfall/hello/prod/serverless.tfstate", use_lockfile: true },
    });
  });
});
