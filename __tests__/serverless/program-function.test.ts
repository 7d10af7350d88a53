import { Duration, Size } from "../../lib/definition/units";
import { ProgramFunction, type ProgramFunctionProps } from "../../lib/serverless/program-function";
import { fakeFile, only, synthesizedIn, temporaryFolder } from "../support/stacks";

const folder = temporaryFolder();

const PROPS: ProgramFunctionProps = {
  name: "shop",
  architecture: "amd64",
  zip: fakeFile(folder, "shop.zip"),
  memory: Size.mebibytes(128),
  timeout: Duration.seconds(3),
  logRetention: Duration.days(7),
  settings: {},
};

function made(change: Partial<ProgramFunctionProps>): Record<string, unknown> {
  return only(
    synthesizedIn(folder, (scope) => new ProgramFunction(scope, "shop", { ...PROPS, ...change })),
    "aws_lambda_function",
  );
}

describe("ProgramFunction", () => {
  it.each([
    ["amd64", "x86_64"],
    ["arm64", "arm64"],
  ] as const)("calls the processor %s by Lambda's name", (architecture, name) => {
    expect(made({ architecture })["architectures"]).toEqual([name]);
  });

  it("takes memory and timeout each from its own property", () => {
    expect(made({ memory: Size.mebibytes(512), timeout: Duration.seconds(9) })).toMatchObject({
      memory_size: 512,
      timeout: 9,
    });
  });

  it("has no block of environment variables when there are none", () => {
    expect(made({})).not.toHaveProperty("environment");
  });

  it("escapes what Terraform would take for its own in a setting", () => {
    expect(made({ settings: { GREETING: "a ${b} %{c}" } })).toMatchObject({
      environment: { variables: { GREETING: "a $${b} %%{c}" } },
    });
  });

  it.each(["AWS_REGION", "LAMBDA_TASK_ROOT", "_HANDLER", "_X_AMZN_TRACE_ID"])(
    "refuses the setting %s, which is Lambda's own",
    (name) => {
      expect(() => made({ settings: { [name]: "x", GREETING: "x" } })).toThrow(
        `settings must not set what Lambda keeps to itself, got: ${name}`,
      );
    },
  );
});
