import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { assumedBy, policyDocument } from "../aws/policy";
import type { Region } from "../aws/regions";
import { Construct } from "../terraform/cdktf";

export interface InstanceRoleProps {
  /** Name of the role and of the instance profile, at most 64 characters. */
  readonly name: string;
  readonly dnsSuffix: Region["dnsSuffix"];
  /** ARNs of the objects that an instance may read: nothing else is allowed to it. */
  readonly readableObjectArns: readonly string[];
}

/** What an instance may do: read exactly the objects that it runs. */
export class InstanceRole extends Construct {
  readonly profileArn: string;
  /** What must be there before an instance asks for anything. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "role", {
      name: props.name,
      assumeRolePolicy: assumedBy(`ec2.${props.dnsSuffix}`),
    });
    this.policy = new IamRolePolicy(this, "read_artefacts", {
      name: "read-artefacts",
      role: role.id,
      policy: policyDocument({
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: props.readableObjectArns,
      }),
    });
    this.profileArn = new IamInstanceProfile(this, "profile", { name: props.name, role: role.name }).arn;
  }
}
