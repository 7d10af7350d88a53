import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { needs, pathOf } from "../../support/parts";
import { temporaryFolder } from "../terraform/harness/bench";
import { configurationsBelow, readConfiguration, type Configuration } from "../terraform/harness/changes";
import { ownEnvironment } from "../terraform/harness/environment";
import { mustRun } from "../terraform/harness/processes";
import { Project } from "../terraform/harness/project";

/** An entry of exceptions.yaml. */
interface Exception {
  readonly check: string;
  readonly title: string;
  readonly resources: readonly string[];
  readonly reason: string;
}

/** A verdict of checkov on one resource. Source: checkov, JSON report. */
interface Verdict {
  readonly check_id: string;
  readonly check_name: string;
  readonly file_path: string;
  readonly resource: string;
}

interface Report {
  readonly results: {
    readonly passed_checks: readonly Verdict[];
    readonly failed_checks: readonly Verdict[];
  };
  readonly summary: { readonly parsing_errors: number };
}

/** A configuration with a fault that checkov must find, beside the real ones. */
const SPOILED = {
  resource: { aws_launch_template: { spoiled: { metadata_options: { http_tokens: "optional" } } } },
};

/** Types of resource that checkov has something to say on. */
const CHECKED_TYPES = [
  "aws_autoscaling_group",
  "aws_cloudwatch_log_group",
  "aws_iam_role",
  "aws_iam_role_policy",
  "aws_lambda_function",
  "aws_lambda_function_url",
  "aws_lambda_permission",
  "aws_launch_template",
  "aws_lb",
  "aws_lb_listener",
  "aws_s3_bucket",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_security_group",
  "aws_subnet",
  "aws_vpc",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
];

jest.setTimeout(180_000);

needs("go", "checkov").describe("checkov on the configurations of prod", () => {
  let folder: string;
  const exceptions = parse(readFileSync(path.join(__dirname, "exceptions.yaml"), "utf8")) as Exception[];
  /** Address of each resource and data source, by its name, which no two in a stack share. */
  const addresses = new Map<string, string>();
  let report: Report;
  /** Each finding as its check, the resource's address, and what the check is about. */
  let findings: { check: string; address: string; name: string }[];

  beforeAll(async () => {
    folder = temporaryFolder();
    const project = Project.copyTo(path.join(folder, "project"));
    expect(await project.synthesize("prod")).toMatchObject({ status: 0 });
    for (const file of configurationsBelow(project.at("cdktf.out/environments/prod"))) {
      note(readConfiguration(file));
      write(path.basename(path.dirname(file)), readFileSync(file, "utf8"));
    }
    write("spoiled", JSON.stringify(SPOILED));
    report = await scan();
    findings = report.results.failed_checks
      .filter(({ file_path: file }) => file !== "/spoiled/cdk.tf.json")
      .map(({ check_id: check, resource, check_name: name }) => ({
        check,
        address: addressOf(resource),
        name,
      }));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("reads them, and looks at every type of resource that it knows", () => {
    expect(report.summary.parsing_errors).toBe(0);
    const { passed_checks: passed, failed_checks: failed } = report.results;
    const types = new Set([...passed, ...failed].map(({ resource }) => addressOf(resource).split(".")[0]));
    expect(CHECKED_TYPES.filter((type) => !types.has(type))).toEqual([]);
  });

  it("would find a fault", () => {
    const found = report.results.failed_checks.filter(
      ({ file_path: file }) => file === "/spoiled/cdk.tf.json",
    );
    expect(found.map(({ check_id: check }) => check)).toContain("CKV_AWS_79");
  });

  it("finds nothing that is without a reason in exceptions.yaml", () => {
    const unexplained = findings.filter(
      ({ check, address }) => !exceptions.some((each) => covers(each, check, address)),
    );
    expect(unexplained.map(({ check, address, name }) => `${check} ${address}: ${name}`)).toEqual([]);
  });

  it("finds something for every reason in exceptions.yaml", () => {
    const idle = exceptions.flatMap((each) =>
      each.resources
        .filter(
          (pattern) =>
            !findings.some(({ check, address }) => check === each.check && matches(pattern, address)),
        )
        .map((pattern) => `${each.check} ${pattern}`),
    );
    expect(idle).toEqual([]);
  });

  it("has a whole sentence as every reason", () => {
    for (const { check, title, reason } of exceptions) {
      expect([check, title, reason]).toEqual([
        check,
        expect.stringMatching(/./),
        expect.stringMatching(/^[A-Z].{20,}\.$/),
      ]);
    }
  });

  function note(configuration: Configuration): void {
    for (const [prefix, types] of [
      ["", configuration.resource],
      ["data.", configuration.data],
    ] as const) {
      for (const [type, resources] of Object.entries(types ?? {})) {
        for (const name of Object.keys(resources)) addresses.set(name, `${prefix}${type}.${name}`);
      }
    }
  }

  /** checkov names a resource by its name, after its type or the kind of block that it stands in. */
  function addressOf(resource: string): string {
    return addresses.get(resource.split(".").at(-1) ?? "") ?? resource;
  }

  function write(stack: string, text: string): void {
    mkdirSync(path.join(folder, "scan", stack), { recursive: true });
    writeFileSync(path.join(folder, "scan", stack, "cdk.tf.json"), text);
  }

  async function scan(): Promise<Report> {
    const options = ["--skip-download", "--framework", "terraform_json", "--soft-fail", "--compact"];
    const output = await mustRun([pathOf("checkov"), ...options, "--output", "json", "--directory", "."], {
      folder: path.join(folder, "scan"),
      environment: ownEnvironment(),
    });
    return JSON.parse(output) as Report;
  }
});

function covers(exception: Exception, check: string, address: string): boolean {
  return exception.check === check && exception.resources.some((pattern) => matches(pattern, address));
}

function matches(pattern: string, address: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.\\+?^${}()|[\]]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(address);
}
