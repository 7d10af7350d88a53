import { Money } from "../../lib/definition/money";
import { known } from "../../lib/definition/figure";
import type { Definition } from "../../lib/definition/definition";
import { planServerless } from "../../lib/serverless/plan";
import { serverlessPart } from "../../lib/serverless/settings";
import type { DecidedFleet } from "../../lib/vps/plan";
import { vpsPart } from "../../lib/vps/settings";
import { ServerlessStack } from "../../stacks/serverless-stack";
import { VpsStack } from "../../stacks/vps-stack";
import { DIGEST, exampleDefinition, fakeFile, synthesized, type TerraformJson } from "../support/stacks";
import Decimal from "decimal.js";

/** A decision made by hand: 2 of 8 instances reserved. */
export const VPS_PLAN: DecidedFleet = {
  target: "vps",
  figures: {
    monthlyCost: known(Money.of("917.16", "USD")),
    onDemandMonthlyCost: known(Money.of("1180.98", "USD")),
    monthlySaving: known(Money.of("263.82", "USD")),
    reservedCount: known(2),
    onDemandCount: known(6),
    breakEvenUtilisation: known(new Decimal("0.6")),
  },
  fleet: { instanceType: "r6i.2xlarge", platform: "Linux/UNIX", region: "us-east-1", tenancy: "default" },
  minInstances: 2,
  maxInstances: 8,
  schedule: [
    { hourOfWeek: 8, leastInstances: 4, rises: true },
    { hourOfWeek: 18, leastInstances: 2, rises: false },
  ],
};

/** The vps stack of the example, with a fixed digest in every file's place. */
export function vpsJson(
  folder: string,
  environment = "dev",
  change: (definition: Definition) => Definition = (d) => d,
): TerraformJson {
  const definition = change(exampleDefinition(folder, environment));
  const settings = definition.targets.get(vpsPart)!;
  const files = definition.apps.map((app) => ({
    ...fakeFile(folder, app.name),
    app: app.name,
    key: `${app.kind}s/${DIGEST}/${app.name}`,
  }));
  return synthesized(folder, (app) => new VpsStack(app, { definition, settings, plan: VPS_PLAN, files }));
}

/** The serverless stack of the example, with a fixed digest in the zip's place. */
export function serverlessJson(
  folder: string,
  environment = "dev",
  change: (definition: Definition) => Definition = (d) => d,
): TerraformJson {
  const definition = change(exampleDefinition(folder, environment));
  const settings = definition.targets.get(serverlessPart)!;
  const zips = new Map([["app", fakeFile(folder, "app.zip")]]);
  const plan = {
    ...planServerless(definition, settings, []),
    figures: {
      ...planServerless(definition, settings, []).figures,
      monthlyCost: known(Money.of("0.46", "USD")),
    },
  };
  return synthesized(folder, (app) => new ServerlessStack(app, { definition, settings, plan, zips }));
}
