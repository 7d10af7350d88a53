import { Duration } from "../../lib/definition/units";
import { FunctionLogs, type FunctionLogsProps } from "../../lib/serverless/function-logs";
import { RETENTION_DAYS } from "../../lib/serverless/retention";
import { only, synthesizedIn, temporaryFolder } from "../support/stacks";

const folder = temporaryFolder();

function group(props: FunctionLogsProps): Record<string, unknown> {
  return only(
    synthesizedIn(folder, (scope) => new FunctionLogs(scope, "logs", props)),
    "aws_cloudwatch_log_group",
  );
}

describe("FunctionLogs", () => {
  it("keeps events for 30 days when nothing is said", () => {
    expect(group({ functionName: "shop" })).toMatchObject({
      name: "/aws/lambda/shop",
      retention_in_days: 30,
    });
  });

  it.each(RETENTION_DAYS)("takes %i days", (days) => {
    expect(group({ functionName: "shop", retention: Duration.days(days) })).toMatchObject({
      retention_in_days: days,
    });
  });

  it.each([
    [{ functionName: "" }, "functionName must have 1 to 64 characters, got 0"],
    [{ functionName: "a".repeat(65) }, "functionName must have 1 to 64 characters, got 65"],
    [{ functionName: "shop", retention: Duration.days(2) }, "retention must be one of"],
  ])("refuses %j", (props, message) => {
    expect(() => group(props)).toThrow(message);
  });

  it("lists every fault in one error", () => {
    expect(() => group({ functionName: "", retention: Duration.days(2) })).toThrow(
      /functionName[^]*retention/,
    );
  });
});
