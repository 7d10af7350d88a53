import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { assumedBy, policyDocument } from "../aws/policy";
import { Construct } from "../terraform/cdktf";

export interface FunctionRoleProps {
  /** Name of the role, at most 64 characters. */
  readonly name: string;
  /** ARN of the log group that the function may write to: nothing else is allowed to it. */
  readonly logGroupArn: string;
}

/** What a function may do: write its own log. It may not even make the group, which is there before it. */
export class FunctionRole extends Construct {
  readonly arn: string;
  /** What must be there before the function runs. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: FunctionRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "role", {
      name: props.name,
      assumeRolePolicy: assumedBy("lambda.amazonaws.com"),
    });
    this.policy = new IamRolePolicy(this, "write_logs", {
      name: "write-logs",
      role: role.id,
      policy: policyDocument({
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${props.logGroupArn}:*`,
      }),
    });
    this.arn = role.arn;
  }
}
