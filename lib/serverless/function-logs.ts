import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { checkRules, rule } from "../definition/rules";
import { Duration } from "../definition/units";
import { Construct } from "../terraform/cdktf";
import { RETENTION_DAYS } from "./retention";

export interface FunctionLogsProps {
  /** Name of the function whose log this is, 1 to 64 characters. */
  readonly functionName: string;
  /**
   * How long log events are kept: one of {@link RETENTION_DAYS}.
   * @default Duration.days(30)
   */
  readonly retention?: Duration;
}

const DEFAULT_RETENTION = Duration.days(30);

const rules = [
  rule<FunctionLogsProps>(
    "functionName",
    (p) => p.functionName.length >= 1 && p.functionName.length <= 64,
    (p) => `must have 1 to 64 characters, got ${p.functionName.length}`,
  ),
  rule<FunctionLogsProps>(
    "retention",
    (p) => RETENTION_DAYS.some((days) => days === (p.retention ?? DEFAULT_RETENTION).days),
    (p) => `must be one of ${RETENTION_DAYS.join(", ")} days, got: ${p.retention?.days ?? "none"}`,
  ),
];

/** The log group of a function, made before it, so that Lambda does not make one that never expires. */
export class FunctionLogs extends Construct {
  /** ARN of the group, for the function's role: it may write there and nowhere else. */
  readonly arn: string;
  /** The resource, for what must come after it. */
  readonly group: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: FunctionLogsProps) {
    super(scope, id);
    checkRules(this.node.path, props, rules);
    this.group = new CloudwatchLogGroup(this, "group", {
      name: `/aws/lambda/${props.functionName}`,
      retentionInDays: (props.retention ?? DEFAULT_RETENTION).days,
    });
    this.arn = this.group.arn;
  }
}
