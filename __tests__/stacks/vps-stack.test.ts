import { only, resources, temporaryFolder } from "../support/stacks";
import { VPS_PLAN, vpsJson } from "./stacks";

const folder = temporaryFolder();
const json = vpsJson(folder);
const prod = vpsJson(folder, "prod");

interface Statement {
  Effect: string;
  Action: string;
  Resource: string[];
}

function statements(policy: unknown): Statement[] {
  return (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;
}

function userData(of: typeof json): string {
  return Buffer.from(String(only(of, "aws_launch_template")["user_data"]), "base64").toString();
}

describe("the vps stack", () => {
  it("matches its snapshot", () => {
    expect(json).toMatchSnapshot();
  });

  describe("instances", () => {
    it("are what the purchase order is for", () => {
      expect(only(json, "aws_launch_template")).toMatchObject({ instance_type: VPS_PLAN.fleet.instanceType });
      expect(json.provider["aws"]).toMatchObject([{ region: VPS_PLAN.fleet.region }]);
    });

    it("are never fewer than were reserved, and as many as the highest hour needs", () => {
      expect(only(json, "aws_autoscaling_group")).toMatchObject({ min_size: 2, max_size: 8 });
    });

    it("keep the number that scaling has chosen", () => {
      expect(only(json, "aws_autoscaling_group")).toMatchObject({
        lifecycle: { ignore_changes: ["desired_capacity", "min_size"] },
      });
    });

    it("are replaced one after the other when the template changes, with none missing meanwhile", () => {
      expect(only(json, "aws_autoscaling_group")).toMatchObject({
        launch_template: { version: "${aws_launch_template.fleet_template.latest_version}" },
        instance_refresh: {
          strategy: "Rolling",
          preferences: { min_healthy_percentage: 100, auto_rollback: true },
        },
      });
    });

    it("give their role's credentials to those alone who ask with a token", () => {
      expect(only(json, "aws_launch_template")).toMatchObject({
        metadata_options: { http_tokens: "required", http_put_response_hop_limit: 1 },
      });
    });

    it("have an encrypted disk of the size asked for", () => {
      expect(only(json, "aws_launch_template")).toMatchObject({
        block_device_mappings: [{ ebs: { encrypted: "true", volume_size: 20, volume_type: "gp3" } }],
      });
    });

    it("start after the files, the role's policy and the listener are there", () => {
      expect(only(json, "aws_autoscaling_group")["depends_on"]).toEqual([
        "aws_s3_object.artefacts_app_object",
        "aws_s3_object.artefacts_docs_object",
        "aws_iam_role_policy.instance_read_artefacts",
        "aws_lb_listener.front_http",
      ]);
    });
  });

  describe("user data", () => {
    it("is a cloud-config under the cap of EC2", () => {
      expect(userData(json)).toMatch(/^#cloud-config\n/);
      expect(Buffer.byteLength(userData(json))).toBeLessThanOrEqual(16_384);
    });

    it("names the bucket and the digest of every file", () => {
      expect(userData(json)).toContain("hello-dev-vps-111111111111");
      expect(userData(json)).toContain(`0123456789abcdef0123456789abcdef`);
    });

    it("holds nothing that Terraform would take for its own", () => {
      expect(String(only(json, "aws_launch_template")["user_data"])).toMatch(/^[A-Za-z0-9+/=]+$/);
    });
  });

  describe("the instances' role", () => {
    it("may read exactly the two files, and nothing else", () => {
      const policies = resources(json, "aws_iam_role_policy").flatMap((policy) =>
        statements(policy["policy"]),
      );
      expect(policies).toEqual([
        {
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: [
            expect.stringMatching(/^arn:aws:s3:::hello-dev-vps-111111111111\/programs\/[0-9a-f]{64}\/app$/),
            expect.stringMatching(/^arn:aws:s3:::hello-dev-vps-111111111111\/sites\/[0-9a-f]{64}\/docs$/),
          ],
        },
      ]);
    });

    it("can be taken on by EC2 alone", () => {
      expect(JSON.parse(String(only(json, "aws_iam_role")["assume_role_policy"]))).toMatchObject({
        Statement: [{ Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
      });
    });
  });

  describe("the bucket", () => {
    it("is closed to the public", () => {
      expect(only(json, "aws_s3_bucket_public_access_block")).toMatchObject({
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      });
    });

    it("refuses whoever comes without TLS", () => {
      expect(JSON.parse(String(only(json, "aws_s3_bucket_policy")["policy"]))).toMatchObject({
        Statement: [{ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
      });
    });

    it("is encrypted and keeps versions", () => {
      expect(only(json, "aws_s3_bucket_server_side_encryption_configuration")).toMatchObject({
        rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }],
      });
      expect(only(json, "aws_s3_bucket_versioning")).toMatchObject({
        versioning_configuration: { status: "Enabled" },
      });
    });

    it("holds each file under its digest", () => {
      const keys = resources(json, "aws_s3_object").map((object) => object["key"]);
      expect(keys).toEqual([
        `programs/${"0123456789abcdef".repeat(4)}/app`,
        `sites/${"0123456789abcdef".repeat(4)}/docs`,
      ]);
    });
  });

  describe("security groups", () => {
    const ingress = resources(json, "aws_vpc_security_group_ingress_rule");

    it("open port 80 of the balancer to everybody, and nothing else", () => {
      expect(ingress.filter((rule) => "cidr_ipv4" in rule)).toEqual([
        expect.objectContaining({
          from_port: 80,
          to_port: 80,
          cidr_ipv4: "0.0.0.0/0",
          security_group_id: "${aws_security_group.front_outside.id}",
        }),
      ]);
    });

    it("let the instances be reached by the balancer alone", () => {
      expect(
        ingress.filter((rule) => rule["security_group_id"] === "${aws_security_group.front_inside.id}"),
      ).toEqual([
        expect.objectContaining({
          from_port: 80,
          referenced_security_group_id: "${aws_security_group.front_outside.id}",
        }),
      ]);
    });

    it("leave the network's default group without a rule", () => {
      expect(Object.keys(only(json, "aws_default_security_group")).sort()).toEqual(["vpc_id"]);
    });
  });

  describe("environments", () => {
    it.each([
      ["the bucket", "aws_s3_bucket", "bucket"],
      ["the role", "aws_iam_role", "name"],
      ["the group", "aws_autoscaling_group", "name"],
      ["the template", "aws_launch_template", "name"],
      ["the balancer", "aws_lb", "name"],
    ])("give %s names that never meet", (_, type, attribute) => {
      expect(only(json, type)[attribute]).toContain("hello-dev-");
      expect(only(prod, type)[attribute]).toContain("hello-prod-");
    });

    it("hold the provider to their account", () => {
      expect(json.provider["aws"]).toMatchObject([{ allowed_account_ids: ["111111111111"] }]);
      expect(prod.provider["aws"]).toMatchObject([{ allowed_account_ids: ["222222222222"] }]);
    });

    it("keep their state apart: a file of their own, or an object with a lock file", () => {
      expect(json.terraform["backend"]).toEqual({
        local: { path: "../../../../.landfall/state/dev/vps.tfstate" },
      });
      expect(prod.terraform["backend"]).toEqual({
        s3: {
          bucket: "hello-terraform-state",
          key: "landfall/hello/prod/vps.tfstate",
          region: "us-east-1",
          encrypt: true,
          use_lockfile: true,
        },
      });
    });
  });

  it("tells finance the six figures, each with its unit", () => {
    expect(
      Object.fromEntries(Object.entries(json.output ?? {}).map(([name, { value }]) => [name, value])),
    ).toEqual({
      monthly_cost: { value: "917.16", unit: "USD/month", reason: null },
      on_demand_cost: { value: "1180.98", unit: "USD/month", reason: null },
      saving: { value: "263.82", unit: "USD/month", reason: null },
      reserved_count: { value: 2, unit: "instances", reason: null },
      on_demand_count: { value: 6, unit: "instances", reason: null },
      break_even_utilisation: { value: "0.6000", unit: "share of hours", reason: null },
      url: "http://${aws_lb.front_balancer.dns_name}/",
    });
  });

  it("takes a provider from 6.28 on", () => {
    expect(json.terraform["required_providers"]).toMatchObject({ aws: { version: ">= 6.28.0, < 7.0.0" } });
  });

  it("names its resources in the state without hashes", () => {
    expect(Object.keys(json.resource?.["aws_autoscaling_group"] ?? {})).toEqual(["fleet_group"]);
  });
});
