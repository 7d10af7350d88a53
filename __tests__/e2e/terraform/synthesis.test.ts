import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AWS_PROVIDER_VERSIONS } from "../../../lib/aws/provider";
import { needs } from "../../support/parts";
import { temporaryFolder } from "./harness/bench";
import {
  MOTO_CHANGES,
  NEWER_ATTRIBUTES,
  UPDATE_CHANGES,
  configurationsBelow,
  readConfiguration,
} from "./harness/changes";
import { Project } from "./harness/project";

const ENVIRONMENTS = ["dev", "prod"];

jest.setTimeout(180_000);

needs("go").describe("what is synthesized", () => {
  let folder: string;
  const clones: Project[] = [];

  beforeAll(async () => {
    folder = temporaryFolder();
    for (const place of ["a", "another place/with a longer name"]) {
      mkdirSync(path.join(folder, path.dirname(place)), { recursive: true });
      clones.push(Project.copyTo(path.join(folder, place)));
    }
    for (const environment of ENVIRONMENTS)
      await Promise.all(clones.map((clone) => clone.report(environment)));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(["cdktf.out", "reports", ".landfall/packages"])(
    "has the same bytes in two clones in different folders: %s",
    (place) => {
      const [one, other] = clones.map((clone) => clone.digests(place));
      expect(Object.keys(one ?? {}).length).toBeGreaterThan(1);
      expect(other).toEqual(one);
    },
  );

  it("names no folder of the machine", () => {
    for (const clone of clones) {
      for (const file of configurationsBelow(clone.at("cdktf.out"))) {
        expect(JSON.stringify(readConfiguration(file))).not.toContain(folder);
      }
    }
  });

  describe("what the simulated AWS is not given", () => {
    /** The value of each attribute that is changed for it, by resource. */
    const synthesized: Record<string, Record<string, unknown>> = {
      "aws_lambda_permission.invoked_via_function_url": { app_public_invoke_by_url: true },
      "aws_s3_bucket_policy.policy": {
        artefacts_tls_only: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "TlsOnly",
              Effect: "Deny",
              Principal: "*",
              Action: "s3:*",
              Resource: [
                "arn:aws:s3:::hello-dev-vps-111111111111",
                "arn:aws:s3:::hello-dev-vps-111111111111/*",
              ],
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
          ],
        }),
      },
      "aws_autoscaling_group.instance_refresh": {
        fleet_group: {
          strategy: "Rolling",
          preferences: { min_healthy_percentage: 100, max_healthy_percentage: 200, auto_rollback: true },
        },
      },
    };

    it.each(
      [...NEWER_ATTRIBUTES, ...MOTO_CHANGES, ...UPDATE_CHANGES].map(
        ({ type, attribute }) => [type, attribute] as const,
      ),
    )("is synthesized: %s.%s", (type, attribute) => {
      const found = Object.assign(
        {},
        ...configurationsOf("dev").map(({ resource }) =>
          Object.fromEntries(
            Object.entries(resource[type] ?? {})
              .filter(([, attributes]) => attribute in attributes)
              .map(([name, attributes]) => [name, attributes[attribute]]),
          ),
        ),
      ) as object;
      expect(found).toEqual(synthesized[`${type}.${attribute}`]);
    });

    it("is synthesized: the versions of the provider that know these attributes", () => {
      for (const { terraform } of ENVIRONMENTS.flatMap(configurationsOf)) {
        const { aws } = terraform.required_providers;
        if (aws !== undefined) expect(aws.version).toBe(AWS_PROVIDER_VERSIONS);
      }
      expect(AWS_PROVIDER_VERSIONS).toBe(">= 6.28.0, < 7.0.0");
    });
  });

  describe("after a fault", () => {
    it("is what it was before, when landfall.yaml has faults, and all of them are told", async () => {
      const clone = Project.copyTo(path.join(folder, "bad-definition"));
      const before = await outputOf(clone);
      clone.edit((definition) => {
        definition.setIn(["targets", "serverless", "memory"], "64MiB");
        definition.setIn(["name"], "Not A Name");
      });
      const { status, stderr } = await clone.synthesize("dev");
      expect(status).toBe(1);
      expect(stderr).toMatch(/landfall\.yaml:\d+: name: /);
      expect(stderr).toMatch(/landfall\.yaml:\d+: targets\.serverless\.memory: /);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(clone.digests("cdktf.out")).toEqual(before);
    });

    it("is what it was before, when the program does not compile, and the compiler is quoted", async () => {
      const clone = Project.copyTo(path.join(folder, "bad-program"));
      const before = await outputOf(clone);
      writeFileSync(clone.at("go-app/cmd/app/broken.go"), "package main\n\nvar _ = nonsense\n");
      const { status, stderr } = await clone.synthesize("dev");
      expect(status).toBe(1);
      expect(stderr).toContain("cmd/app/broken.go:3:9: undefined: nonsense");
      expect(stderr).toContain("mend the program; nothing was synthesized");
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(clone.digests("cdktf.out")).toEqual(before);
    });

    /** Synthesizes, and returns the digests of what that wrote. */
    async function outputOf(clone: Project): Promise<Record<string, string>> {
      expect(await clone.synthesize("dev")).toMatchObject({ status: 0, stderr: "" });
      return clone.digests("cdktf.out");
    }
  });

  function configurationsOf(environment: string): ReturnType<typeof readConfiguration>[] {
    const place = clones[0]?.at("cdktf.out/environments", environment) ?? "";
    return configurationsBelow(place).map(readConfiguration);
  }
});
