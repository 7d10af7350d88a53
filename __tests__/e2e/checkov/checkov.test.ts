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
  /** Addresses of resources and data sources by file and name, which those of different types may share. */
  const addresses = new Map<string, string[]>();
  let report: Report;
  let findings: Verdict[];

  beforeAll(async () => {
    folder = temporaryFolder();
    const project = Project.copyTo(path.join(folder, "project"));
    expect(await project.synthesize("prod")).toMatchObject({ status: 0 });
    for (const file of configurationsBelow(project.at("cdktf.out/environments/prod"))) {
      const stack = path.basename(path.dirname(file));
      note(stack, readConfiguration(file));
      write(stack, readFileSync(file, "utf8"));
    }
    write("spoiled", JSON.stringify(SPOILED));
    report = await scan();
    findings = report.results.failed_checks.filter((verdict) => !isOfSpoiled(verdict));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("reads them, and looks at every type of resource that it knows", () => {
    expect(report.summary.parsing_errors).toBe(0);
    const { passed_checks: passed, failed_checks: failed } = report.results;
    const types = new Set(
      [...passed, ...failed].flatMap(addressesOf).map((address) => address.split(".")[0]),
    );
    expect(CHECKED_TYPES.filter((type) => !types.has(type))).toEqual([]);
  });

  it("would find a fault", () => {
    const found = report.results.failed_checks.filter(isOfSpoiled);
    expect(found.map(({ check_id: check }) => check)).toContain("CKV_AWS_79");
  });

  it("finds nothing that is without a reason in exceptions.yaml", () => {
    const unexplained = findings.filter(
      (finding) =>
        !exceptions.some(({ check, resources }) =>
          resources.some((pattern) => isAbout(finding, check, pattern)),
        ),
    );
    const told = unexplained.map(
      (finding) => `${finding.check_id} ${addressesOf(finding).join(" or ")}: ${finding.check_name}`,
    );
    expect(told).toEqual([]);
  });

  it("finds something for every reason in exceptions.yaml", () => {
    const idle = exceptions.flatMap(({ check, resources }) =>
      resources
        .filter((pattern) => !findings.some((finding) => isAbout(finding, check, pattern)))
        .map((pattern) => `${check} ${pattern}`),
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

  function note(stack: string, { resource, data = {} }: Configuration): void {
    for (const [prefix, types] of Object.entries({ "": resource, "data.": data })) {
      for (const [type, resources] of Object.entries(types)) {
        for (const name of Object.keys(resources)) {
          const key = `/${stack}/cdk.tf.json ${name}`;
          addresses.set(key, [...(addresses.get(key) ?? []), `${prefix}${type}.${name}`]);
        }
      }
    }
  }

  /** checkov names a resource by its name alone, which leaves open which of several types it means. */
  function addressesOf({ file_path: file, resource }: Verdict): string[] {
    return addresses.get(`${file} ${resource.split(".").at(-1) ?? ""}`) ?? [resource];
  }

  function isAbout(finding: Verdict, check: string, pattern: string): boolean {
    return finding.check_id === check && addressesOf(finding).some((address) => matches(pattern, address));
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

function isOfSpoiled({ file_path: file }: Verdict): boolean {
  return file === "/spoiled/cdk.tf.json";
}

function matches(pattern: string, address: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.\\+?^${}()|[\]]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(address);
}
